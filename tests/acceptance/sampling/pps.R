# Systematic sampling with probability proportional to size, as in Tillé, Sampling Algorithms (2006), 7.2 and 5.6 (the
# algorithms of R's package `sampling`, UPsystematic and inclusionprobabilities), in base R. Run: Rscript pps.R
# reference/pps_starts.csv (seed, u) -> reference/pps.csv (seed, village, size, pik, drawn).
sizes <- c(12, 30, 7, 400, 55, 18, 90, 23, 150, 41, 9, 64, 33, 27, 76)
n <- 6

inclusion <- function(x, n) {
  pik <- n * x / sum(x)
  repeat {
    sure <- pik >= 1 - 1e-12
    again <- pik
    again[!sure] <- (n - sum(sure)) * x[!sure] / sum(x[!sure])
    again[sure] <- 1
    if (all(abs(again - pik) < 1e-12)) return(again)
    pik <- again
  }
}

systematic <- function(pik, u) {
  chance <- pik < 1 - 1e-12
  a <- (c(0, cumsum(pik[chance])) - u) %% 1
  drawn <- rep(1L, length(pik))
  drawn[chance] <- as.integer(a[-length(a)] > a[-1])
  drawn
}

pik <- inclusion(sizes, n)
starts <- read.csv("reference/pps_starts.csv", colClasses = c("character", "numeric"))
out <- do.call(rbind, lapply(seq_len(nrow(starts)), function(i) {
  data.frame(seed = starts$seed[i], village = seq_along(sizes), size = sizes,
             pik = sprintf("%.15g", pik), drawn = systematic(pik, starts$u[i]))
}))
write.csv(out, "reference/pps.csv", row.names = FALSE, quote = FALSE)

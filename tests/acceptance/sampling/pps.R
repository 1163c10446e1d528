# Systematic sampling with probability proportional to size, as in Tillé, Sampling Algorithms (2006), 7.2 and 5.6 (the
# algorithms of R's package `sampling`, UPsystematic and inclusionprobabilities), in base R. Run: Rscript pps.R
# reference/pps_starts.csv (seed, u) -> reference/pps.csv (seed, village, size, pik, drawn), reference/pps_enlarged.csv (village, pik).
sizes <- c(12, 30, 7, 400, 55, 18, 90, 23, 150, 41, 9, 64, 33, 27, 76)
n <- 6

# Probabilities after a second draw of `more` among the villages the first left: the mean over the outcomes of the first.
more <- 3
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

ends <- cumsum(pik[pik < 1 - 1e-12])
edges <- sort(unique(c(0, round(ends %% 1, 14), 1)))
pooled <- numeric(length(sizes))
for (k in seq_len(length(edges) - 1)) {
  first <- systematic(pik, (edges[k] + edges[k + 1]) / 2) == 1
  chance <- as.numeric(first)
  chance[!first] <- inclusion(sizes[!first], more)
  pooled <- pooled + (edges[k + 1] - edges[k]) * chance
}
write.csv(data.frame(village = seq_along(sizes), pik = sprintf("%.15g", pooled)), "reference/pps_enlarged.csv",
          row.names = FALSE, quote = FALSE)

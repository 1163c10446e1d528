# Makes the fixtures of this folder with R `survey` (Debian: apt-get install r-cran-survey). Run here: Rscript reference.R
# Every case writes <case>_design.csv and <case>_rows.csv in the form of evaluation_design and evaluation_household (or of the
# opinion tables) and adds its figures to expected.csv. Tests read the csv files only; R is not needed to run them.
suppressMessages(library(survey))
options(survey.lonely.psu = "adjust")
EX <- "脱贫户"; UN <- "非建档立卡户"
expected <- data.frame()
note <- function(case, figure, value)
  expected <<- rbind(expected, data.frame(case = case, figure = figure, value = sprintf("%.17g", as.numeric(value))))
safe <- c(N_psu = "psu_total", n_psu = "psu_drawn", N_hh = "hh_total", n_hh = "hh_drawn", N_grp = "grp_total", n_grp = "grp_drawn")
save <- function(case, design, rows) {
  names(design) <- ifelse(names(design) %in% names(safe), safe[names(design)], names(design))
  write.csv(design, paste0("reference/", case, "_design.csv"), row.names = FALSE, quote = FALSE, na = "")
  write.csv(rows, paste0("reference/", case, "_rows.csv"), row.names = FALSE, quote = FALSE, na = "")
}

# A population's sample: strata with N villages, n drawn; each village has households of both frames.
make <- function(seed, strata, method = "srs", no_exit = c(), small = c()) {
  set.seed(seed)
  design <- data.frame(); rows <- data.frame(); v <- 0
  for (s in seq_len(nrow(strata))) for (k in seq_len(strata$n[s])) {
    v <- v + 1
    psu <- sprintf("500229%06d", v)
    m <- if (is.null(strata$method)) method else strata$method[s]
    prob <- if (m == "pps") runif(1, 0.05, 0.4) else if (m == "certainty") 1 else strata$n[s] / strata$N[s]
    wrong <- rbeta(1, 0.6, 5); pleased <- rbeta(1, 12, 1.2)
    for (f in c(EX, UN)) {
      if (f == EX && v %in% no_exit) next
      M <- sample(9:60, 1); h <- if (v %in% small) 1 else sample(4:8, 1)
      N <- if (m == "certainty") 1 else strata$N[s]; n <- if (m == "certainty") 1 else strata$n[s]
      design <- rbind(design, data.frame(stratum = strata$name[s], psu = psu, psu_method = m, psu_prob = sprintf("%.17g", prob),
        psu_selection = "random", household_selection = "random", frame = f, N_psu = N, n_psu = n, N_hh = M, n_hh = h,
        N_grp = NA, n_grp = NA, collapse_into = strata$into[s]))
      w <- (if (m == "pps") 1 / prob else N / n) * M / h
      bad <- runif(h) < wrong
      rows <- rbind(rows, data.frame(village_code = psu, group_name = NA, frame = f,
        household_id = if (f == EX) sprintf("H%03d%02d", v, seq_len(h)) else NA,
        unit_no = if (f == UN) seq_len(h) else NA, household_selection = "random", weight = sprintf("%.17g", w),
        disposition = "完成", replaced_for = NA, persons = sample(1:7, h, TRUE),
        final = ifelse(bad, if (f == EX) "错退" else "漏评", "无"),
        q1 = ifelse(runif(h) < pleased, "认可", "不认可"), overall = ifelse(runif(h) < pleased, "基本认可", "说不清"),
        kind = sample(c("甲", "乙", "丙"), h, TRUE)))
    }
  }
  list(design = design, rows = rows)
}

# The columns svydesign needs, joined to the rows. A collapsed stratum counts the villages of all its members.
ready <- function(d) {
  key <- paste(d$design$psu, d$design$frame)
  x <- cbind(d$rows, d$design[match(paste(d$rows$village_code, d$rows$frame), key), c("stratum", "psu_method", "N_psu", "N_hh", "collapse_into")])
  own <- unique(d$design[d$design$psu_method != "certainty", c("stratum", "N_psu", "collapse_into")])
  own$label <- ifelse(is.na(own$collapse_into), own$stratum, own$collapse_into)
  total <- tapply(own$N_psu, own$label, sum)
  x$label <- ifelse(is.na(x$collapse_into), x$stratum, x$collapse_into)
  sure <- x$psu_method == "certainty"; pps <- x$psu_method == "pps"
  x$unit <- paste(x$village_code, x$frame, seq_len(nrow(x)))
  x$s1 <- ifelse(sure, paste(x$village_code, x$frame), x$label)
  x$s2 <- paste(x$village_code, x$frame, ifelse(sure, x$unit, ""))
  x$p1 <- ifelse(sure, x$unit, x$village_code)
  x$f1 <- ifelse(sure, x$N_hh, ifelse(pps, Inf, total[x$label]))
  x$f2 <- ifelse(sure, 1, x$N_hh)
  x$w <- as.numeric(x$weight); x$wm <- x$w * x$persons
  x$bad <- as.numeric(x$final != "无")
  x$mb <- x$persons * x$bad; x$me <- x$persons * (x$frame == EX); x$mu <- x$persons * (x$frame == UN)
  x$be <- x$mb * (x$frame == EX); x$bu <- x$mb * (x$frame == UN)
  x$yes <- as.numeric(x$q1 == "认可"); x$fine <- as.numeric(x$overall == "基本认可")
  x
}
design_of <- function(x, weights = ~w) svydesign(ids = ~p1 + unit, strata = ~s1 + s2, fpc = ~f1 + f2, weights = weights, data = x)

# Korn-Graubard bounds as RULEBOOK D.3 has them: min with n_K, t at the quantile asked for, df of the design (empty PSUs too).
beta_bounds <- function(case, name, p, v, n, kish, df) for (q in c(0.975, 0.95)) {
  ne <- min(kish, p * (1 - p) / v * (qt(q, n - 1) / qt(q, df))^2)
  note(case, paste0(name, ".n_eff", q), ne)
  note(case, paste0(name, ".lower", q), qbeta(1 - q, ne * p, ne * (1 - p) + 1))
  note(case, paste0(name, ".upper", q), qbeta(q, ne * p + 1, ne * (1 - p)))
}
rate <- function(case, name, est, n, kish, df) {
  p <- as.numeric(coef(est)); v <- as.numeric(vcov(est))
  note(case, paste0(name, ".estimate"), p); note(case, paste0(name, ".se"), sqrt(v))
  note(case, paste0(name, ".deff"), v * n / (p * (1 - p)))
  beta_bounds(case, name, p, v, n, kish, df)
}
kish <- function(w) sum(w)^2 / sum(w^2)
rates <- function(case, x, dfe, dfu, dfa) {
  e <- x$frame == EX; d <- design_of(x)
  rate(case, "wrong_exit_rate", svyratio(~mb, ~persons, subset(d, frame == EX)), sum(e), kish(x$wm[e]), dfe)
  rate(case, "missed_rate", svyratio(~mb, ~persons, subset(d, frame == UN)), sum(!e), kish(x$wm[!e]), dfu)
  rate(case, "recognition_q1", svymean(~yes, d), nrow(x), kish(x$w), dfa)
  rate(case, "recognition_overall", svymean(~fine, d), nrow(x), kish(x$w), dfa)
  d
}
# F4 = (N_remain + R2 N_exit + R3 N_unreg)/N_agri from the joint covariance of the totals.
composite <- function(case, d, remain, exit, agri) {
  t <- svytotal(~be + me + bu + mu, d)
  f <- svycontrast(t, bquote((.(remain) + .(exit) * be / me + .(agri - remain - exit) * bu / mu) / .(agri)))
  both <- svycontrast(t, list(a = quote(be / me), b = quote(bu / mu)))
  note(case, "composite.point", coef(f)); note(case, "composite.se", SE(f))
  note(case, "composite.r", cov2cor(vcov(both))[1, 2])
}

# 1. Two stages with fpc; villages without exited households; one village with a single household; F4; domains.
s <- data.frame(name = c("贫困村", "非贫困村"), N = c(14, 40), n = c(6, 8), into = NA)
a <- make(11, s, no_exit = c(3, 9), small = c(5)); x <- ready(a); save("srs", a$design, a$rows)
d <- rates("srs", x, 12, 12, 12)
composite("srs", d, 900, 5200, 60000)
by <- svyby(~mb, ~kind, d, svyratio, denominator = ~persons)
for (k in by$kind) { note("srs", paste0("kind.", k, ".estimate"), coef(by)[by$kind == k]); note("srs", paste0("kind.", k, ".se"), SE(by)[by$kind == k]) }

# 2. The same sample, weights calibrated to frozen persons by stratum and frame (persons as weights: counts are persons).
cells <- unique(data.frame(label = x$label, frame = x$frame)); cells$Freq <- c(2100, 9800, 6400, 31000)
write.csv(cells, "reference/post_frozen.csv", row.names = FALSE, quote = FALSE)
p <- postStratify(design_of(x, ~wm), ~label + frame, cells); x$g <- weights(p) / x$persons
e <- x$frame == EX
rate("post", "wrong_exit_rate", svymean(~bad, subset(p, frame == EX)), sum(e), kish((x$g * x$persons)[e]), 12)
rate("post", "missed_rate", svymean(~bad, subset(p, frame == UN)), sum(!e), kish((x$g * x$persons)[!e]), 12)
rate("post", "recognition_q1", svyratio(~I(yes / persons), ~I(1 / persons), p), nrow(x), kish(x$g), 12)
pt <- svytotal(~I(bad * (frame == EX)) + I(1 * (frame == EX)) + I(bad * (frame == UN)) + I(1 * (frame == UN)), p)
names(pt) <- c("be", "me", "bu", "mu")
f <- svycontrast(pt, quote((500 + 8500 * be / me + 40800 * bu / mu) / 49800)); note("post", "composite.se", SE(f))

# 3. Villages by pps with replacement.
s <- data.frame(name = c("贫困村", "非贫困村"), N = c(90, 200), n = c(7, 6), into = NA)
b <- make(12, s, method = "pps", no_exit = 4); x <- ready(b); save("pps", b$design, b$rows)
composite("pps", rates("pps", x, 11, 11, 11), 900, 5200, 60000)

# 4. Certainty villages beside strata of chance: households are first-stage units, stratum = village and frame.
s <- data.frame(name = c("贫困村", "贫困村", "非贫困村"), N = c(3, 20, 30), n = c(3, 5, 6), into = NA, method = c("certainty", "srs", "srs"))
cc <- make(13, s); x <- ready(cc); save("certainty", cc$design, cc$rows)
sure <- x$psu_method == "certainty"
df <- function(rows) length(unique(x$p1[rows])) - length(unique(x$s1[rows]))
composite("certainty", rates("certainty", x, df(x$frame == EX), df(x$frame == UN), df(rep(TRUE, nrow(x)))), 900, 5200, 60000)
note("certainty", "df.exit", df(x$frame == EX))

# 5. Lonely strata collapsed into their neighbour.
s <- data.frame(name = c("贫困村/近", "贫困村/中", "非贫困村/中", "非贫困村/远"), N = c(5, 16, 30, 9), n = c(1, 5, 6, 1),
  into = c("贫困村/中", NA, NA, "非贫困村/中"))
g <- make(14, s); x <- ready(g); save("collapsed", g$design, g$rows)
composite("collapsed", rates("collapsed", x, 11, 11, 11), 900, 5200, 60000)
# svyciprop itself, on household weights times persons, where no village is empty: two-sided, and one-sided as level 0.90.
dm <- subset(design_of(x, ~wm), frame == UN)
for (l in c(0.95, 0.90)) { ci <- attr(svyciprop(~I(bad == 1), dm, method = "beta", level = l), "ci")
  note("collapsed", paste0("svyciprop.lower", l), ci[1]); note("collapsed", paste0("svyciprop.upper", l), ci[2]) }

# 6. Non-response: some refuse, one is replaced; weights by stratum and frame over the completed.
h <- make(15, data.frame(name = c("贫困村", "非贫困村"), N = c(14, 40), n = c(6, 8), into = NA))
h$rows$disposition[c(4, 17, 33, 60, 61, 90)] <- c("拒访", "外出", "无人", "拒访", "拒访", "外出")
first <- which(h$rows$frame == EX)[1]; h$rows$disposition[first] <- "无人"
spare <- h$rows[first, ]; spare$household_id <- "H00199"; spare$disposition <- "完成"; spare$replaced_for <- h$rows$household_id[first]
h$rows <- rbind(h$rows, spare); save("nonresponse", h$design, h$rows)
x <- ready(h); x <- x[is.na(x$household_id) | x$household_id != h$rows$household_id[first], ]
cell <- paste(x$label, x$frame); done <- x$disposition == "完成"
x$w <- x$w * (tapply(x$w, cell, sum) / tapply(x$w * done, cell, sum))[cell]; x$wm <- x$w * x$persons
rates("nonresponse", x[done, ], 12, 12, 12)

# 7. 漏评 by screening whole groups: second-stage units are groups, all their unregistered households visited.
set.seed(16); design <- data.frame(); rows <- data.frame(); v <- 0
for (s in 1:2) for (k in 1:c(6, 8)[s]) { v <- v + 1; G <- sample(4:9, 1); n <- 2; psu <- sprintf("500229%06d", v)
  design <- rbind(design, data.frame(stratum = c("贫困村", "非贫困村")[s], psu = psu, psu_method = "srs", psu_prob = NA, psu_selection = "random",
    household_selection = "random", frame = UN, N_psu = c(14, 40)[s], n_psu = c(6, 8)[s], N_hh = G * 12, n_hh = 0, N_grp = G, n_grp = n, collapse_into = NA))
  for (gr in seq_len(n)) { m <- sample(4:7, 1)
    rows <- rbind(rows, data.frame(village_code = psu, group_name = paste0(gr, "组"), frame = UN, household_id = NA, unit_no = gr * 100 + seq_len(m),
      household_selection = "census", weight = NA, disposition = "完成", replaced_for = NA, persons = sample(1:6, m, TRUE),
      final = ifelse(runif(m) < 0.06, "漏评", "无"), q1 = NA, overall = NA)) } }
save("screened", design, rows)
x <- cbind(rows, design[match(rows$village_code, design$psu), c("stratum", "N_psu", "n_psu", "N_grp", "n_grp")])
x$w <- x$N_psu / x$n_psu * x$N_grp / x$n_grp; x$mb <- x$persons * (x$final == "漏评"); x$g <- paste(x$village_code, x$group_name)
d <- svydesign(ids = ~village_code + g, strata = ~stratum, fpc = ~N_psu + N_grp, weights = ~w, data = x)
rate("screened", "missed_rate", svyratio(~mb, ~persons, d), nrow(x), kish(x$w * x$persons), 12)

# 8. Opinion: telephone (groups are strata) and 入户 (villages, groups as post-strata).
set.seed(17); n <- c(90, 25, 110); grp <- rep(c("脱贫户", "未脱贫户", "一般农户"), n); pop <- c(5200, 900, 53900)
o <- data.frame(disposition = "完成", mode = "电话", group = grp, village_code = NA, weight = NA,
  q_overall = sample(c("满意", "比较满意", "一般", "不满意", "不了解"), sum(n), TRUE, c(.6, .25, .07, .03, .05)))
od <- data.frame(mode = "电话", group = c("脱贫户", "未脱贫户", "一般农户"), dialled = 400, group_pop = pop)
save("phone", od, o)
score <- c("满意" = 1, "比较满意" = .75, "一般" = .5, "不满意" = 0, "不了解" = 0)
prepare <- function(o) { o$w <- (pop / n)[match(o$group, od$group)]; o$valid <- as.numeric(o$q_overall != "不了解")
  o$good <- as.numeric(o$q_overall %in% c("满意", "比较满意")); o$score <- score[o$q_overall]; o }
o <- prepare(o); d <- svydesign(ids = ~1, strata = ~group, weights = ~w, data = o)
rate("phone", "satisfaction_rate", svyratio(~good, ~valid, d), sum(o$valid), kish(o$w[o$valid == 1]), sum(n) - 3)
i <- svyratio(~score, ~valid, d); note("phone", "index.estimate", coef(i)); note("phone", "index.se", SE(i))
o$mode <- "入户"; o$village_code <- sprintf("500229%06d", sample(1:15, sum(n), TRUE)); od$mode <- "入户"
save("home", od, o[, c("disposition", "mode", "group", "village_code", "weight", "q_overall")])
d <- postStratify(svydesign(ids = ~village_code, weights = ~w, data = o), ~group, data.frame(group = od$group, Freq = pop))
rate("home", "satisfaction_rate", svyratio(~good, ~valid, d), sum(o$valid), kish(o$w[o$valid == 1]), 14)

# 9. Two counties together: the strata of both side by side.
other <- function(d) { d$design$psu <- sub("^500229", "500101", d$design$psu); d$rows$village_code <- sub("^500229", "500101", d$rows$village_code); d }
two <- other(b); both <- list(design = rbind(cc$design, two$design), rows = rbind(cc$rows, two$rows))
both$design$stratum <- paste0(substr(both$design$psu, 1, 6), "/", both$design$stratum); save("pooled", both$design, both$rows)
x <- ready(both); composite("pooled", rates("pooled", x, df(x$frame == EX) + 1, df(x$frame == UN), df(rep(TRUE, nrow(x)))), 900, 5200, 60000)

write.csv(expected, "reference/expected.csv", row.names = FALSE, quote = FALSE)

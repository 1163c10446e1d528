"""How often the printed intervals hold the truth: a county whose every household is known, drawn and estimated anew.

The whole way of the product is run, from `sampling.draw` to the bounds of `estimation`; only the answers are made up.
Errors cluster in villages (a village's rate is Beta distributed), so that the design effect is above one. Nothing is by
chance: replicate r of a plan draws with the seed sha256("coverage|plan|r").
"""

import dataclasses
import datetime as dt

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from acceptance import campaign, sampling
from acceptance.estimation import Estimate, Frozen, Settings, estimate_evaluation, estimate_overturn
from acceptance.sampling.seeds import PUBLIC, digest

EXITED, OUTSIDE = "脱贫户", "非建档立卡户"
REMAIN = 900
"""Persons still poor, known from the register; they only move the composite rate."""
VILLAGES = 80
PLANS = {
    "12 villages x 10 (default)": sampling.DrawDesign(12, 10, reserve=0),
    "30 villages x 10": sampling.DrawDesign(30, 10, reserve=0),
    "30 villages x 10, by size": sampling.DrawDesign(30, 10, village_method="pps", reserve=0),
}
DAY = dt.date(2026, 12, 2)
REPLICATES = 300
Floats = npt.NDArray[np.float64]


@dataclasses.dataclass(frozen=True)
class County:
    """list: what is drawn from (sampling.frames.COLUMNS). answers: one row per unit, what a visit would find: `final`
    (错退, 漏评, 无), `overall`, and for exited households `outcome` of the re-visit. truth: indicator -> true share.
    """

    listed: pa.Table
    answers: pa.Table
    frozen: Frozen
    truth: dict[str, float]


def county(seed: int = 1, wrong: float = 0.015, missed: float = 0.012, overturned: float = 0.03) -> County:
    """A county of 80 villages. wrong, missed, overturned: mean of the villages' rates."""
    chance = np.random.default_rng(seed)
    exited, outside = chance.integers(20, 61, VILLAGES), chance.integers(60, 201, VILLAGES)
    village = np.concatenate([np.repeat(np.arange(VILLAGES), exited), np.repeat(np.arange(VILLAGES), outside)])
    is_exited = np.arange(len(village)) < exited.sum()
    persons = chance.integers(1, 7, len(village))

    def clustered(mean: float, strength: float = 25.0) -> npt.NDArray[np.bool_]:
        rates = chance.beta(mean * strength, (1 - mean) * strength, VILLAGES)
        return chance.random(len(village)) < rates[village]

    bad = np.where(is_exited, clustered(wrong), clustered(missed))
    recognised, failed = ~clustered(0.06), clustered(overturned) & is_exited
    codes = np.array([f"500229{100 + v // 10:03d}{200 + v % 10:03d}" for v in range(VILLAGES)])[village]
    names = pa.array([f"h{n}" for n in range(len(village))])
    listed = pa.table(
        {
            "village_code": codes,
            "is_poor_village": np.where(village % 3 == 0, "是", "否"),
            "frame": np.where(is_exited, EXITED, OUTSIDE),
            "household_id": pc.if_else(pa.array(is_exited), names, None),
            "unit_no": pc.if_else(pa.array(is_exited), None, names),
            "persons": persons,
        }
    )
    answers = pa.table(
        {
            "unit": names,
            "final": np.where(bad, np.where(is_exited, "错退", "漏评"), "无"),
            "overall": np.where(recognised, "认可", "不认可"),
            "outcome": np.where(failed, "不达标", "达标"),
        }
    )
    exited_persons, all_persons = int(persons[is_exited].sum()), int(persons.sum())
    frozen = Frozen(all_persons + REMAIN, REMAIN, exited_persons)
    truth = {
        "wrong_exit_rate": _share(bad, persons, is_exited),
        "missed_rate": _share(bad, persons, ~is_exited),
        "composite_poverty_rate": (REMAIN + float(persons[bad].sum())) / frozen.n_agri,
        "recognition_rate": float(recognised.mean()),
        "self_check_overturn_rate": float(failed[is_exited].mean()),
    }
    return County(listed, answers, frozen, truth)


def _share(bad: npt.NDArray[np.bool_], persons: npt.NDArray[np.int64], of: npt.NDArray[np.bool_]) -> float:
    return float(persons[bad & of].sum() / persons[of].sum())


def estimated(known: County, plan: str, replicate: int, settings: Settings) -> dict[str, Estimate]:
    """One survey: drawn, visited, estimated (F2-F5 of an evaluator; F12 from a draw of exited households alone)."""
    seed = sampling.Seed(digest("coverage", plan, replicate), PUBLIC)
    drawn = sampling.draw(known.listed, PLANS[plan], seed, line="precision_evaluation", drawn_on=DAY)
    frozen = dataclasses.replace(known.frozen, by_stratum=drawn.frozen_persons)
    design = sampling.design_rows(drawn, "精准评估方")
    rates = estimate_evaluation(design, _visited(known, drawn), frozen, settings)
    exits = known.listed.filter(pc.equal(known.listed["frame"], EXITED))
    again = sampling.draw(exits, PLANS[plan], seed, line="municipal", drawn_on=DAY)
    rates["self_check_overturn_rate"] = estimate_overturn(again, _visited(known, again), settings)
    return {name: rates[name] for name in known.truth}


def _visited(known: County, drawn: sampling.Draw) -> pa.Table:
    """Every unit of the sample met at home, with what is there to be found; the columns of both kinds of visit."""
    units = drawn.sample
    unit = pc.coalesce(units["household_id"], units["unit_no"])
    found = known.answers.take(pc.index_in(unit, known.answers["unit"]))
    same = {"disposition": "完成", "replaced_for": None, "self_verdict": "达标"}
    rows = {name: units[name] for name in ("village_code", "frame", "household_id", "unit_no", "group_name", "persons")}
    rows |= {"household_selection": units["selection"], "weight": units["weight"]}
    rows |= {name: pa.array([value] * units.num_rows, pa.string()) for name, value in same.items()}
    return pa.table(rows | {name: found[name] for name in ("final", "overall", "outcome")})


@dataclasses.dataclass(frozen=True)
class Coverage:
    """Of one plan and indicator: shares of the replicates whose interval, whose one-sided bound, holds the truth;
    mean error of the weighted share and its standard deviation over the replicates, mean stated standard error.
    """

    truth: float
    bias: float
    spread: float
    stated: float
    interval: float
    bound: float


def coverage(known: County, plan: str, replicates: int) -> dict[str, Coverage]:
    """Indicator -> how the bounds of `replicates` surveys did."""
    settings = Settings.of(campaign.parse(campaign.default_text(2026), "2026"))
    seen = [estimated(known, plan, number, settings) for number in range(replicates)]
    return {name: _covered(truth, [one[name] for one in seen]) for name, truth in known.truth.items()}


def _covered(truth: float, seen: list[Estimate]) -> Coverage:
    def column(name: str) -> Floats:
        return np.array([getattr(one, name) for one in seen], float)

    point, low, high = column("weighted"), column("lower"), column("upper")
    bound = column("one_sided")
    held = bound >= truth if seen[0].better == "lower" else bound <= truth
    return Coverage(
        truth,
        float(point.mean() - truth),
        float(point.std(ddof=1)),
        float(np.nanmean(column("se"))),
        float(((low <= truth) & (truth <= high)).mean()),
        float(held.mean()),
    )


def run(scale: float) -> None:
    """Prints a table per plan; at full scale 300 surveys of each."""
    replicates, known = max(int(REPLICATES * scale), 20), county()
    error = 196 * (0.95 * 0.05 / replicates) ** 0.5
    print(f"{VILLAGES} villages, {known.listed.num_rows} households; {replicates} surveys a plan (±{error:.1f} points)")
    for plan in PLANS:
        print(f"\n{plan:<30}{'truth':>9}{'bias':>9}{'sd':>9}{'mean se':>9}{'95% held':>10}{'bound held':>12}")
        for name, one in coverage(known, plan, replicates).items():
            figures = (one.truth, one.bias, one.spread, one.stated)
            shown = "".join(f"{100 * figure:>8.2f}%" for figure in figures)
            print(f"{name:<30}{shown}{one.interval:>9.1%}{one.bound:>11.1%}", flush=True)

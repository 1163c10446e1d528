"""Every unit comes into the sample as often as its probability says, and the draw is the one described on paper."""

import csv
import hashlib
from collections import Counter
from fractions import Fraction
from math import sqrt
from pathlib import Path

import pytest

from acceptance.sampling.strata import Village
from acceptance.sampling.villages import CERTAINTY, PPS, enlarged_pps, simple_random, systematic_pps

from .lists import drawn, households, village

REFERENCE = Path(__file__).parent / "reference"
SIZES = (12, 30, 7, 400, 55, 18, 90, 23, 150, 41, 9, 64, 33, 27, 76)
RUNS = 3000


def seed(number: int) -> str:
    return hashlib.sha256(f"run-{number}".encode()).hexdigest()


def villages(sizes=SIZES) -> list[Village]:
    return [Village(village(n), "否", None, size) for n, size in enumerate(sizes)]


def within(count: int, chance: float, runs: int) -> bool:
    """Four and a half standard deviations of a binomial: 15 units fail by chance once in 10,000 sets of seeds."""
    return abs(count - runs * chance) <= 4.5 * sqrt(runs * chance * (1 - chance)) + 1e-9


@pytest.mark.parametrize("select", [systematic_pps, simple_random])
def test_a_village_is_drawn_as_often_as_its_probability_says(select):
    taken, stated = Counter(), {}
    for number in range(RUNS):
        for one in select(villages(), "层", 6, seed(number)):
            stated.setdefault(one.code, one.prob)
            assert one.prob == stated[one.code]
            taken[one.code] += one.drawn
    assert sum(taken.values()) == 6 * RUNS
    assert all(within(taken[code], chance, RUNS) for code, chance in stated.items())
    expected = {systematic_pps: 2, simple_random: 0}[select]
    assert sum(chance == 1 for chance in stated.values()) == expected


def test_pps_draws_what_tilles_algorithm_draws_in_r():
    with (REFERENCE / "pps.csv").open() as file:
        rows = list(csv.DictReader(file))
    with (REFERENCE / "pps_starts.csv").open() as file:
        starts = {row["seed"]: float(row["u"]) for row in csv.DictReader(file)}
    assert tuple(int(r["size"]) for r in rows[: len(SIZES)]) == SIZES
    for value, u in starts.items():
        start = Fraction(int(hashlib.sha256(f"{value}|层".encode()).hexdigest(), 16), 2**256)
        assert float(start) == u
        mine = {one.code: one for one in systematic_pps(villages(), "层", 6, value) if one.drawn}
        theirs = [r for r in rows if r["seed"] == value]
        assert {village(int(r["village"]) - 1) for r in theirs if r["drawn"] == "1"} == set(mine)
        for row in theirs:
            one = mine.get(village(int(row["village"]) - 1))
            if one:
                assert one.prob == pytest.approx(float(row["pik"]), rel=1e-13)
                assert one.method == (CERTAINTY if float(row["pik"]) == 1 else PPS)


def test_an_enlarged_pps_draw_keeps_the_first_and_every_probability_is_the_exact_one():
    """Against pps.R, which finds the same probabilities by going through the starts one by one."""
    with (REFERENCE / "pps_enlarged.csv").open() as file:
        theirs = {village(int(row["village"]) - 1): float(row["pik"]) for row in csv.DictReader(file)}
    taken, stated = Counter(), {}
    for number in range(RUNS // 30):
        first = {one.code for one in systematic_pps(villages(), "层", 6, seed(number)) if one.drawn}
        pooled = enlarged_pps(villages(), "层", 6, 3, seed(number))
        drawn_now = {one.code for one in pooled if one.drawn}
        assert first < drawn_now and len(drawn_now) == 9
        stated = {one.code: one.prob for one in pooled}
        taken.update(drawn_now)
    assert sum(stated.values()) == pytest.approx(9, rel=1e-12)
    assert stated == pytest.approx(theirs, rel=1e-12)
    assert all(within(taken[code], chance, RUNS // 30) for code, chance in stated.items())


def test_the_smallest_enlargements_by_hand():
    """Of two villages of size 1 and 3 one is drawn and then the other: both are certain. Of three equal ones, 2/3."""
    both = enlarged_pps(villages((1, 3)), "层", 1, 1, seed(0))
    assert [(one.method, one.prob, one.drawn) for one in both] == [(CERTAINTY, 1.0, True)] * 2
    three = enlarged_pps(villages((5, 5, 5)), "层", 1, 1, seed(0))
    assert [one.prob for one in three] == [pytest.approx(2 / 3)] * 3 and sum(one.drawn for one in three) == 2


ROWS = [
    row
    for n in range(9)
    for frame, count in (("脱贫户", 6 + n), ("非建档立卡户", 14 - n))
    for row in households(n, frame, count, "是" if n < 4 else "否")
]
DESIGN = {"n_villages": 4, "households": 3, "census_below": 1, "reserve": 0}


def by_hand(value: str) -> set[tuple]:
    """The draw as seeds.py describes it to somebody with a pocket calculator for sha256."""
    key = lambda *parts: hashlib.sha256("|".join(map(str, (value, *parts))).encode()).hexdigest()  # noqa: E731
    found = set()
    for kind in ("是", "否"):
        codes = {r["village_code"] for r in ROWS if r["is_poor_village"] == kind}
        for code in sorted(codes, key=key)[:2]:
            for frame in ("脱贫户", "非建档立卡户"):
                units = [
                    r["household_id"] or r["unit_no"] for r in ROWS if (r["village_code"], r["frame"]) == (code, frame)
                ]
                found |= {(code, frame, unit) for unit in sorted(units, key=lambda u: key(code, frame, u))[:3]}
    return found


def test_a_draw_is_what_the_published_recipe_gives_by_hand():
    for number in range(3):
        sample = drawn(ROWS, seed(number), **DESIGN).sample.to_pylist()
        assert {(u["village_code"], u["frame"], u["household_id"] or u["unit_no"]) for u in sample} == by_hand(
            seed(number)
        )


def test_a_household_is_drawn_as_often_as_one_over_its_weight():
    sample = drawn(ROWS, seed(0), **DESIGN).sample.to_pylist()
    weights = {(u["village_code"], u["frame"]): u["weight"] for u in sample}
    taken = Counter(unit for number in range(RUNS) for unit in by_hand(seed(number)))
    assert len(taken) == len(ROWS)
    for (code, frame, _), count in taken.items():
        villages_in = 4 if code < village(4) else 5
        held = sum((r["village_code"], r["frame"]) == (code, frame) for r in ROWS)
        chance = 2 / villages_in * 3 / held
        assert within(count, chance, RUNS)
        if (code, frame) in weights:
            assert weights[code, frame] == pytest.approx(1 / chance)


def test_both_evaluators_draw_different_households_from_one_list():
    from acceptance.sampling import seed_for

    lines = ("exit_evaluation", "precision_evaluation")
    seeds = [seed_for(2026, "500229", line, "ab12", nonce="n", public_number="7") for line in lines]
    first, second = (drawn(ROWS, one.value, **DESIGN) for one in seeds)
    assert not first.units.equals(second.units)

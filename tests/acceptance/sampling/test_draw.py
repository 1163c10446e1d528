import collections
import datetime as dt
import hashlib
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acceptance.sampling import Draw, DrawDesign, SamplingError, Seed, design_rows, draw, expand

from .lists import ON, county, drawn, households, names, table, village

WHY = "自查推翻率高于 2%（渝验收〔2026〕9号）"


def test_the_demo_draw():
    sample = drawn(county())
    cells = collections.Counter((u["stratum"], u["village_code"], u["frame"]) for u in sample.sample.to_pylist())
    assert set(cells.values()) == {10} and len(cells) == 24
    assert collections.Counter(stratum for stratum, _, frame in cells if frame == "脱贫户") == {
        "500229/贫困村": 5,
        "500229/非贫困村": 7,
    }
    assert [entry["villages"] for entry in sample.strata] == [10, 14]
    assert len(sample.expansion) == 12


def test_weights_are_those_of_rule_e103():
    for unit in drawn(county()).units.to_pylist():
        assert unit["weight"] == pytest.approx(
            unit["psu_total"] / unit["psu_drawn"] * unit["hh_total"] / unit["hh_drawn"], rel=1e-12
        )


def test_anybody_can_draw_again_with_sha256_alone():
    """A re-draw without this package, as a spreadsheet would do it."""

    def key(*parts):
        return hashlib.sha256("|".join(parts).encode()).hexdigest()

    rows, seed = county(), "b" * 64
    by_hand = set()
    for poor, count in (("是", 5), ("否", 7)):
        codes = {r["village_code"] for r in rows if r["is_poor_village"] == poor}
        for code in sorted(codes, key=lambda c: key(seed, c))[:count]:
            for frame in ("脱贫户", "非建档立卡户"):
                units = [
                    r["household_id"] or r["unit_no"] for r in rows if (r["village_code"], r["frame"]) == (code, frame)
                ]
                by_hand |= {(code, frame, unit) for unit in sorted(units, key=lambda u: key(seed, code, frame, u))[:10]}
    assert names(drawn(rows, seed)) == by_hand


def test_reserve_follows_in_committed_order():
    sample = drawn(county(), reserve=4)
    units = [
        u
        for u in sample.units.to_pylist()
        if u["village_code"] == sample.villages[0]["village_code"] and u["frame"] == "脱贫户"
    ]
    assert [u["draw_order"] for u in units] == list(range(1, 15))
    assert [u["reserve"] for u in units] == [False] * 10 + [True] * 4


def test_draw_survives_json():
    sample = drawn(county())
    again = Draw.from_dict(json.loads(json.dumps(sample.to_dict(), ensure_ascii=False)))
    assert again.to_dict() == sample.to_dict()
    assert again.units.equals(sample.units)


def test_small_villages_give_all_and_the_stratum_makes_up_for_it():
    rows = [row for n in range(6) for row in households(n, "脱贫户", 4 if n == 0 else 40)]
    sample = drawn(rows, n_villages=6)
    taken = collections.Counter(u["village_code"] for u in sample.sample.to_pylist())
    assert taken[village(0)] == 4
    assert sum(taken.values()) == 60
    assert sorted(taken.values()) == [4, 11, 11, 11, 11, 12]


def test_nothing_is_left_when_all_villages_are_small():
    rows = [row for n in range(30) for row in households(n, "脱贫户", 4)]
    assert drawn(rows, n_villages=5).sample.num_rows == 20


def test_a_frame_below_one_hundred_is_visited_whole_the_other_is_sampled():
    rows = county(villages=20, poor=8, exited=4, outside=30)
    units = drawn(rows).sample.to_pylist()
    exited = [u for u in units if u["frame"] == "脱贫户"]
    assert len(exited) == 80
    assert {(u["selection"], u["psu_method"], u["weight"], u["psu_total"]) for u in exited} == {
        ("census", "certainty", 1.0, 1)
    }
    outside = [u for u in units if u["frame"] == "非建档立卡户"]
    assert len(outside) == 120 and {u["selection"] for u in outside} == {"random"}


def test_exactly_one_hundred_is_sampled():
    rows = [row for n in range(20) for row in households(n, "脱贫户", 5)]
    assert {u["selection"] for u in drawn(rows).sample.to_pylist()} == {"random"}


def test_a_stratum_taken_whole_consists_of_certainty_villages():
    rows = [row for n in range(2) for row in households(n, "脱贫户", 20, "是")]
    rows += [row for n in range(2, 20) for row in households(n, "脱贫户", 20, "否")]
    methods = {u["stratum"]: (u["psu_method"], u["psu_total"], u["psu_drawn"]) for u in drawn(rows).sample.to_pylist()}
    assert methods["500229/贫困村"] == ("certainty", 1, 1)
    assert methods["500229/非贫困村"] == ("srs", 18, 10)


def test_a_collapse_is_recorded_and_its_persons_move_along():
    rows = households(0, "脱贫户", 40, "是", "近")
    rows += [row for n in range(1, 9) for row in households(n, "脱贫户", 40, "是", "远")]
    sample = drawn(rows, n_villages=4)
    assert [(e["stratum"], e["collapse_into"]) for e in sample.strata] == [
        ("500229/贫困村/近", "500229/贫困村/远"),
        ("500229/贫困村/远", None),
    ]
    assert sample.frozen_persons["500229/贫困村/远", "脱贫户"] == sum(r["persons"] for r in rows)
    assert {u["psu_total"] for u in sample.units.to_pylist()} == {9}


def test_pps_weights_use_the_probability():
    rows = [row for n in range(15) for row in households(n, "脱贫户", 10 + 3 * n)]
    for unit in drawn(rows, n_villages=5, village_method="pps").sample.to_pylist():
        assert unit["psu_method"] == "pps"
        assert unit["weight"] == pytest.approx(1 / unit["psu_prob"] * unit["hh_total"] / unit["hh_drawn"])


def test_expansion_adds_the_next_villages_and_keeps_the_sample():
    rows = county()
    first = drawn(rows)
    second = expand(table(rows), first, 3, drawn_on=ON, reason=WHY)
    assert names(first) < names(second)
    assert {code for code, _, _ in names(second) - names(first)} == set(first.expansion[:3])
    assert second.expansion == first.expansion[3:]


def test_expansion_keeps_a_shortfall_that_was_made_up():
    rows = [row for n in range(8) for row in households(n, "脱贫户", 4 if n % 2 else 40)]
    first = drawn(rows, n_villages=4)
    assert names(first) < names(expand(table(rows), first, 2, drawn_on=ON, reason=WHY))


def test_an_expansion_says_why_keeps_the_first_day_and_happens_once():
    rows = county()
    first = drawn(rows)
    later = dt.date(2026, 12, 20)
    second = expand(table(rows), first, 3, drawn_on=later, reason=WHY)
    assert second.enlarged == {"reason": WHY, "villages": list(first.expansion[:3]), "first_drawn_on": "2026-12-03"}
    assert second.began_on == ON
    days = dict(zip(second.units["village_code"].to_pylist(), second.unit_days.to_pylist(), strict=True))
    assert {code for code, day in days.items() if day == later} == set(first.expansion[:3])
    assert Draw.from_dict(second.to_dict()).to_dict() == second.to_dict()
    with pytest.raises(SamplingError, match="只追加一次"):
        expand(table(rows), second, 1, drawn_on=later, reason=WHY)


def test_an_expansion_weighs_old_and_new_villages_alike():
    rows = county()
    second = expand(table(rows), drawn(rows), 3, drawn_on=ON, reason=WHY)
    for stratum in {u["stratum"] for u in second.sample.to_pylist()}:
        own = [u for u in second.sample.to_pylist() if u["stratum"] == stratum]
        assert len({(u["psu_total"], u["psu_drawn"]) for u in own}) == 1
        assert len({u["village_code"] for u in own}) == own[0]["psu_drawn"]
    listed = sum(u["weight"] for u in second.sample.to_pylist())
    assert listed == pytest.approx(len(rows))


def test_a_whole_county_cannot_be_expanded():
    rows = county(villages=8)
    with pytest.raises(SamplingError, match="没有可以追加的村"):
        expand(table(rows), drawn(rows, n_villages=8), 1, drawn_on=ON, reason=WHY)


def test_expansion_refuses_another_list():
    rows = county()
    with pytest.raises(SamplingError, match="不是同一份"):
        expand(table(rows[1:]), drawn(rows), 2, drawn_on=ON, reason=WHY)


def test_a_pps_draw_is_enlarged_by_a_second_one_and_weighs_by_both():
    rows = [row for n in range(15) for row in households(n, "脱贫户", 10 + 3 * n, "是" if n < 6 else "否")]
    first = drawn(rows, n_villages=5, village_method="pps")
    second = expand(table(rows), first, 3, drawn_on=ON, reason=WHY)
    assert names(first) < names(second)
    assert {code for code, _, _ in names(second) - names(first)} == set(second.enlarged["villages"])
    assert len(second.enlarged["villages"]) == 3
    assert second.to_dict() == expand(table(rows[::-1]), first, 3, drawn_on=ON, reason=WHY).to_dict()
    for unit in second.sample.to_pylist():
        assert unit["weight"] == pytest.approx(1 / unit["psu_prob"] * unit["hh_total"] / unit["hh_drawn"])
    chances = {(u["village_code"], u["psu_prob"]) for u in first.sample.to_pylist()}
    assert all(
        p > dict(chances)[code]
        for code, p in {(u["village_code"], u["psu_prob"]) for u in second.sample.to_pylist()}
        if code in dict(chances)
    )
    with pytest.raises(SamplingError, match="只追加一次"):
        expand(table(rows), second, 1, drawn_on=ON, reason=WHY)


def test_a_pps_draw_that_took_every_village_has_nothing_left():
    rows = [row for n in range(4) for row in households(n, "脱贫户", 30 + n)]
    with pytest.raises(SamplingError, match="没有可以追加的村"):
        expand(table(rows), drawn(rows, n_villages=4, village_method="pps"), 1, drawn_on=ON, reason=WHY)


def test_design_rows_describe_the_draw():
    sample = drawn(county())
    rows = design_rows(sample, "摘帽评估方").to_pylist()
    assert len(rows) == 24
    assert {(r["psu_total"], r["psu_drawn"], r["hh_total"], r["hh_drawn"]) for r in rows if r["frame"] == "脱贫户"} == {
        (10, 5, 17, 10),
        (14, 7, 17, 10),
    }
    assert {r["household_selection"] for r in rows} == {"random"}


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([], "缺少列"),
        (
            households(1, "脱贫户", 3) + [households(2, "脱贫户", 1)[0] | {"village_code": "500101000001"}],
            "不止一个区县",
        ),
    ],
)
def test_unusable_lists(rows, message):
    with pytest.raises(SamplingError, match=message):
        drawn(rows)


def test_an_empty_list_is_refused():
    with pytest.raises(SamplingError, match="空的"):
        draw(table(county()).slice(0, 0), DrawDesign(), Seed("0" * 64, "公开种子"), line="municipal", drawn_on=ON)


@pytest.mark.parametrize("sizes", [{"n_villages": 0}, {"households": 0}, {"minimum": 1}, {"reserve": -1}])
def test_an_impossible_design_is_refused(sizes):
    with pytest.raises(SamplingError, match="抽样设计无法使用"):
        drawn(county(), **sizes)


SMALL = [row for n in range(6) for row in households(n, "脱贫户", 20)]


@settings(max_examples=8, deadline=None)
@given(st.text("0123456789abcdef", min_size=64, max_size=64), st.integers(0, 10**6))
def test_row_order_never_matters_and_equal_villages_weigh_up_to_the_list(seed, shuffle):
    first, second = drawn(SMALL, seed, n_villages=3), drawn(SMALL, seed, shuffle=shuffle, n_villages=3)
    assert first.to_dict() == second.to_dict()
    assert sum(u["weight"] for u in first.sample.to_pylist()) == pytest.approx(len(SMALL))


def test_every_unit_can_be_drawn_and_another_seed_draws_others():
    seen = [names(drawn(SMALL, hashlib.sha256(str(i).encode()).hexdigest(), n_villages=3)) for i in range(24)]
    assert set.union(*seen) == {(r["village_code"], r["frame"], r["household_id"]) for r in SMALL}
    assert len({frozenset(s) for s in seen}) == 24

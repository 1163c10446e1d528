import pytest
from hypothesis import given
from hypothesis import strategies as st

from acceptance.sampling.errors import SamplingError
from acceptance.sampling.strata import Village, allocate, assign
from acceptance.sampling.villages import systematic_pps


def villages(*groups: tuple[str, str | None, int]) -> list[Village]:
    """One group per (poor, remoteness, how many)."""
    made = []
    for poor, far, count in groups:
        made += [Village(f"500229{len(made) + i:06d}", poor, far, 20) for i in range(count)]
    return made


def test_a_lonely_village_joins_the_nearest_remoteness_of_its_type():
    strata, into = assign(villages(("是", "近", 1), ("是", "中", 3), ("是", "远", 5), ("否", "近", 4)))
    assert into == {"500229/贫困村/近": "500229/贫困村/中"}
    assert {name: len(group) for name, group in strata.items()} == {
        "500229/贫困村/中": 4,
        "500229/贫困村/远": 5,
        "500229/非贫困村/近": 4,
    }


def test_equally_near_the_larger_stratum_takes_it():
    _, into = assign(villages(("是", "近", 2), ("是", "中", 1), ("是", "远", 3)))
    assert into == {"500229/贫困村/中": "500229/贫困村/远"}


def test_two_lonely_villages_join_each_other_once():
    strata, into = assign(villages(("是", "近", 1), ("是", "远", 1), ("否", None, 3)))
    assert len(into) == 1
    assert sorted(len(group) for group in strata.values()) == [2, 3]


def test_never_across_village_types():
    strata, into = assign(villages(("是", None, 1), ("否", None, 9)))
    assert into == {} and len(strata) == 2


def test_an_unknown_remoteness_is_refused():
    with pytest.raises(SamplingError, match="不认识“很远”"):
        assign(villages(("是", "很远", 3)))


def test_allocation_is_proportional_with_two_at_least():
    assert allocate({"a": 12, "b": 12}, 12) == {"a": 6, "b": 6}
    assert allocate({"a": 100, "b": 20, "c": 3}, 12) == {"a": 8, "b": 2, "c": 2}
    assert allocate({"a": 1, "b": 5}, 12) == {"a": 1, "b": 5}
    assert allocate({"a": 50, "b": 50, "c": 50}, 2) == {"a": 2, "b": 2, "c": 2}


@given(st.lists(st.integers(1, 60), min_size=1, max_size=6), st.integers(1, 80))
def test_a_larger_draw_contains_the_smaller(sizes, wanted):
    totals = {f"s{i}": size for i, size in enumerate(sizes)}
    small, large = allocate(totals, wanted), allocate(totals, wanted + 1)
    assert all(small[name] <= large[name] <= totals[name] for name in totals)
    assert sum(large.values()) - sum(small.values()) in (0, 1)


SIZES = [5, 8, 30, 12, 200, 7, 9, 14, 22, 10]
LIST = [Village(f"500229{i:06d}", "是", None, size) for i, size in enumerate(SIZES)]


def test_pps_takes_the_giant_with_certainty_and_the_others_by_size():
    chosen = systematic_pps(LIST, "s", 4, "seed")
    assert [c.code for c in chosen if c.drawn and c.method == "certainty"] == [LIST[4].code]
    others = [c for c in chosen if c.drawn and c.method == "pps"]
    assert len(others) == 3 and len({c.code for c in others}) == 3
    for c in others:
        assert c.prob == pytest.approx(3 * SIZES[int(c.code[6:])] / (sum(SIZES) - 200))


def test_pps_draws_large_villages_more_often():
    hits = [0] * len(SIZES)
    for seed in range(600):
        for c in systematic_pps(LIST, "s", 4, str(seed)):
            hits[int(c.code[6:])] += c.drawn
    for i, size in enumerate(SIZES):
        expected = 1 if i == 4 else 3 * size / (sum(SIZES) - 200)
        assert hits[i] / 600 == pytest.approx(expected, abs=0.07)

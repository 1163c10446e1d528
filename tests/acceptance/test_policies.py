"""The policy list: the office's own file, else the one stated; what it changes is an input of judging."""

import types

import pytest

from acceptance import contracts, policies, store
from acceptance.campaign import CampaignError


@pytest.fixture
def season(tmp_path):
    return types.SimpleNamespace(home=store.Home.init(tmp_path / "home", 2026, drill=True))


def test_without_a_file_the_stated_list_stands_unconfirmed(season):
    rows = policies.listed(season).to_pylist()
    assert {row["family"] for row in rows} == set(contracts.standing_codes()["measure_family"])
    assert not any(row["confirmed"] for row in rows)


def test_the_office_s_own_list_is_confirmed_and_changes_the_inputs(season):
    before = policies.slice_hash(season)
    path = season.home.config / "policy.csv"
    path.write_text("\ufeff政策编码,批次,享受对象,标准\r\nA-1,产业带动,有劳动力的户,500\r\n", encoding="utf-8")
    [row] = policies.listed(season).to_pylist()
    assert (row["code"], row["entitled"], str(row["amount"]), row["confirmed"]) == (
        "A-1",
        "有劳动力的户",
        "500.00",
        True,
    )
    assert policies.slice_hash(season) != before


def test_a_list_that_cannot_be_used_is_refused_with_its_place(season):
    (season.home.config / "policy.csv").write_text("政策编码,批次,享受对象\nA-1,,全体建档立卡户\n", encoding="utf-8")
    with pytest.raises(CampaignError, match=r"policy\.csv"):
        policies.listed(season)

"""Code lists of a year: a value that has ended is refused with the ones that hold, and accepted where it still held."""

import datetime as dt
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from acceptance import campaign, contracts, matching, workbooks
from acceptance.campaign import Campaign
from acceptance.checking import PackageToCheck
from acceptance.code_lists import CodeChange
from acceptance.feedback import words
from acceptance.workbooks import wording
from expectations import check
from tests.expectations import world

ENDED = "因婚"
CHANGES = (
    f"[{{list: cause, value: {ENDED}, valid_to: 2026-06-30, document: 示例, confirmed: true}}, "
    "{list: cause, value: 因疫, valid_from: 2026-07-01, document: 示例, confirmed: true}]"
)


def year(number: int, changes: str = CHANGES) -> Campaign:
    text = campaign.default_text(number).replace("code_changes: []", f"code_changes: {changes}")
    return campaign.parse(text, "campaign.yaml")


THIS, BEFORE = year(2026), year(2025)


def found(of: Campaign, cause: str) -> dict[str, str]:
    """Rule -> message at the cell of the household's cause."""
    tables = world.package("self_check", "household", {"household": [{"main_cause": cause}]})
    report = check.run([PackageToCheck("a", world.COUNTY, "self_check", typed=tables)], of, world.areas())
    rows = report.findings.to_pylist()
    return {one["rule_id"]: one["message"] for one in rows if one["column_name"] == "主要致贫原因"}


def test_a_code_that_ended_is_refused_this_year_and_accepted_in_the_year_before() -> None:
    [message] = found(THIS, ENDED).values()
    assert ENDED in message and "因疫" in message and message.count(ENDED) == 1
    assert found(BEFORE, ENDED) == {}


def test_a_new_code_is_accepted_from_its_year_on() -> None:
    assert found(THIS, "因疫") == {}
    assert len(found(BEFORE, "因疫")) == 1


def test_the_template_offers_the_list_of_the_year(tmp_path: Path) -> None:
    line = contracts.lines()["self_check"]
    offered = {}
    for of in (THIS, BEFORE):
        book = workbooks.write_template(line, tmp_path / f"{of.year}.xlsx", codes=of.codes)
        [causes] = (codes for codes in said(book) if "因病" in codes)
        offered[of.year] = causes
    assert ENDED not in offered[2026] and "因疫" in offered[2026]
    assert ENDED in offered[2025] and "因疫" not in offered[2025]


def said(book: Path) -> set[str]:
    """What 填表说明 says of the household's columns."""
    rows = CalamineWorkbook.from_path(book).get_sheet_by_name("填表说明").to_python()
    return {str(row[4]) for row in rows if row[:2] == ["户表", "主要致贫原因"]}


def test_words_on_a_wrong_cell_name_the_list_of_the_year() -> None:
    how = {of.year: words.column_of("household", "主要致贫原因", of.codes) for of in (THIS, BEFORE, THIS)}
    assert [ENDED in wording.how_to_fill(how[y]) for y in (2026, 2025) if how[y]] == [False, True]


def test_a_department_s_table_is_profiled_by_the_list_of_the_year(tmp_path: Path) -> None:
    """`deliveries.load` gives the registry as the year's lists have it."""
    of = year(2026, "[{list: post_type, value: 国企, valid_to: 2026-06-30, document: 示例, confirmed: true}]")
    registry = contracts.registries()["fiscal_payroll"]
    source = tmp_path / "财政供养.csv"
    cells = {"post_type": "国企", "id_no": "11010519491231002X", "name": "张三", "snapshot_date": "2026-11-01"}
    heads = {c.header: cells.get(c.name, "1") for c in registry.columns}
    source.write_text(",".join(heads) + "\n" + ",".join(heads.values()) + "\n", encoding="utf-8")
    counts = [
        matching.load_registry(lists.of(registry), [source], tmp_path / "1.parquet").not_in_list.get("post_type", 0)
        for lists in (of.codes, BEFORE.codes)
    ]
    assert counts == [1, 0]


def change(**facts: object) -> CodeChange:
    return CodeChange.model_validate({"list": "cause", "value": ENDED, "document": "示例", "confirmed": False} | facts)


@pytest.mark.parametrize(
    ("facts", "holds"),
    [
        ({"valid_to": dt.date(2026, 12, 1)}, True),
        ({"valid_to": dt.date(2026, 11, 30)}, False),
        ({"valid_from": dt.date(2027, 1, 15)}, True),
        ({"valid_from": dt.date(2027, 1, 16)}, False),
    ],
)
def test_a_value_counts_that_is_in_force_on_any_day_of_the_window(facts: dict[str, dt.date], holds: bool) -> None:
    lists = contracts.standing_codes().in_window([change(**facts)], THIS.window.opens, THIS.window.closes)
    assert (ENDED in lists["cause"]) is holds


@pytest.mark.parametrize(
    ("changes", "said_why"),
    [
        ("[{list: causes, value: 因婚, valid_to: 2026-01-01, document: 示例, confirmed: true}]", "没有代码表“causes”"),
        ("[{list: cause, value: 因婚, document: 示例, confirmed: true}]", "应写明自何日起"),
        ("[{list: line, value: 新线, valid_from: 2026-01-01, document: 示例, confirmed: true}]", "不能增加“新线”"),
        ("[{list: cause, value: '甲,乙', valid_from: 2026-01-01, document: 示例, confirmed: true}]", "value"),
    ],
)
def test_a_change_that_cannot_be_made_is_refused_with_the_year_s_file(changes: str, said_why: str) -> None:
    with pytest.raises(campaign.CampaignError, match=said_why):
        year(2026, changes)


def test_a_list_that_would_be_empty_is_refused() -> None:
    ended = [change(list="yes_no", value=value, valid_to=dt.date(2020, 1, 1)) for value in ("是", "否")]
    with pytest.raises(ValueError, match="yes_no"):
        contracts.standing_codes().in_window(ended, THIS.window.opens, THIS.window.closes)

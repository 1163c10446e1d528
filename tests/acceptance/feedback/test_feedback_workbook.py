"""The feedback workbook as its reader meets it: the summary, the list, and the own sheets with wrong cells marked."""

import dataclasses
from pathlib import Path

import pyarrow as pa
import pytest

from acceptance.checking import NotEvaluated
from acceptance.feedback import write_feedback
from acceptance.feedback.words import SEVERITIES
from acceptance.sheets import RawPackage

from . import packages as p
from .opened import Opened

FILLS = {severity: word.fill.removeprefix("#") for severity, word in SEVERITIES.items()}
DARKS = {severity: word.dark.removeprefix("#") for severity, word in SEVERITIES.items()}
COLUMN = {c.name: chr(ord("A") + i) for i, c in enumerate(p.HOUSEHOLD.columns[:26])}
"""Spreadsheet column of a column of 户表."""

SEVERAL = p.found(
    p.finding("E000", "row", "household", 6, "人数", "“两人”不能读作人数", value="两人"),
    p.finding("E029", "warn", "household", 6, "人数", "人数与人口表不一致"),
    p.finding("E061", "judge", "household", 7, "是否危房", "没有住房鉴定"),
    p.finding("E010", "block", "household", 4, "行政村代码", "区划表中没有该代码"),
)


def answer(folder: Path, raw: RawPackage, findings: pa.Table, outcome: str = "部分接收", **more: object) -> Opened:
    return Opened(
        write_feedback(folder / "x.feedback.xlsx", raw=raw, findings=findings, outcome=outcome, sender=p.SENDER, **more)
    )


@pytest.fixture(scope="module")
def several(tmp_path_factory: pytest.TempPathFactory, raw: RawPackage) -> Opened:
    """The answer to a package with a finding of every severity."""
    return answer(tmp_path_factory.mktemp("several"), raw, SEVERAL)


def test_summary_list_then_the_senders_sheets_in_their_order(several: Opened) -> None:
    assert several.sheets == ["检查结果", "问题清单", "人口表", "户表"]


def test_own_sheet_comes_back_whole_with_titles_and_row_numbers(several: Opened) -> None:
    sent = p.sheets()["户表"]
    back = several.values("户表")
    for row, cells in enumerate(sent):
        assert [str(v).replace("_x0001_", "\x01") for v in back[row][: len(cells)]] == cells


def test_wrong_cell_is_coloured_by_its_gravest_finding_and_says_all_of_them(several: Opened) -> None:
    cell = f"{COLUMN['members']}6"
    assert several.fill("户表", cell) == FILLS["row"]
    said = several.comments("户表")[cell]
    assert said.index("【E000 待核】“两人”不能读作人数。") < said.index("【E029 提示】人数与人口表不一致。")
    assert "缘由：读不懂的值" in said
    assert "怎样改：填整数" in said
    assert several.fill("户表", f"{COLUMN['is_unsafe']}7") == FILLS["judge"]
    assert "填下列之一：是、否" in several.comments("户表")[f"{COLUMN['is_unsafe']}7"]
    assert several.fill("户表", f"{COLUMN['village_code']}4") == FILLS["block"]


def test_first_cell_shows_that_a_row_is_set_aside(several: Opened) -> None:
    assert (several.fill("户表", "A4"), several.fill("户表", "A6")) == (DARKS["block"], DARKS["row"])
    assert several.fill("户表", "A7") is None, "a failed criterion sets nothing aside"
    assert several.comments("户表")["A6"] == "▲ 本行待核（未采用）：E000，见本行标色的单元格。"


def test_finding_without_a_cell_of_its_own_is_said_at_the_first_cell(tmp_path: Path, raw: RawPackage) -> None:
    missing = p.finding("E003", "block", "household", 3, "户主证件", "户表缺少表头“户主证件”")
    extra = p.finding("E003b", "warn", "person", 1, "人编号", "多余的表头")
    opened = answer(tmp_path, raw, p.found(missing, extra), "退回")
    assert "“户主证件”列：户表缺少表头" in opened.comments("户表")["A3"]
    assert (opened.fill("户表", "A3"), opened.values("户表")[2][0]) == (FILLS["block"], "年度")
    assert opened.fill("人口表", f"{chr(65 + [c.name for c in p.PERSON.columns].index('person_id'))}1") == FILLS["warn"]


def test_rows_that_were_not_read_are_marked_in_their_place(tmp_path: Path, raw: RawPackage) -> None:
    opened = answer(
        tmp_path,
        raw,
        p.found(p.finding("S020", "warn", "household", 5, ""), p.finding("S020", "warn", "household", 9, "")),
    )
    assert {"A5", "A9"} <= set(opened.comments("户表"))


def test_list_holds_every_finding_in_the_order_of_the_sheets_and_leads_to_the_cell(
    tmp_path: Path, raw: RawPackage
) -> None:
    whole = p.finding("E001", "block", "", 1, "", "缺少收入表", object_id="income")
    later = p.finding("E046", "row", "person", 4, "证件号码", "不是 18 位", value="5.00229E+17")
    opened = answer(tmp_path, raw, pa.concat_tables([SEVERAL, p.found(later, whole)]), "退回")
    head, *lines = opened.values("问题清单")
    assert head == ["处理", "规则", "表", "工作表", "行", "列", "单元格内容", "问题", "对象编号"]
    assert [line[1] for line in lines] == ["E001", "E046", "E010", "E000", "E029", "E061"]
    assert lines[0][4] == "", "what is wrong with the package as a whole has no row"
    assert lines[3][:7] == ["待核", "E000", "户表", "户表", "6", "人数", "两人"]
    assert opened.links("问题清单")["E5"] == f"'户表'!{COLUMN['members']}6"


def test_summary_says_what_became_of_it_and_what_to_do(tmp_path: Path, raw: RawPackage) -> None:
    lacks = [
        NotEvaluated("E010", "household", "village_code", "区划"),
        NotEvaluated("E005", "household", "county_code", "区划"),
        NotEvaluated("E030", "household", "exit_year", "户表·脱贫年度"),
    ]
    text = answer(tmp_path, raw, SEVERAL, "退回", not_evaluated=lacks).text("检查结果")
    for expected in (
        "开州区",
        "第 3 版",
        "2026年12月20日",
        "退回",
        "先改“问题清单”中处理为“退回”的 1 处",
        "缺区划：E005、E010",
        "缺户表（脱贫年度）：E030",
    ):
        assert expected in text
    assert "E000 待核 户表 单元格不能按规定的类型读取 1" in text
    assert "在申报清单中将版本加 1" not in text, "this package states no version"


def test_rule_stated_for_several_columns_is_named_by_the_one_that_failed(several: Opened) -> None:
    text = several.text("检查结果")
    assert "E010 退回 户表 行政村代码在本年度区划表中 1" in text
    assert "乡镇代码在本年度区划表中" not in text


@pytest.mark.parametrize(
    ("outcome", "severity", "step"),
    [
        ("部分接收", "row", "改正“问题清单”中处理为“待核”的 1 处"),
        ("接收", "warn", "本包不必重报"),
        # found once the package was compared with registries, earlier years and other counties
        ("接收", "row", "申报包已接收；与部门数据、往年数据等核对后，标为“待核”的行未采用"),
        ("接收", "row", "重新报送整包"),
        ("接收", "block", "改正重报以前本区县不能就绪"),
        ("部分接收", "block", "处理为“退回”的 1 处，它们决定本区县能否就绪"),
    ],
)
def test_what_to_do_depends_on_the_outcome_and_the_gravest_finding(
    tmp_path: Path, raw: RawPackage, outcome: str, severity: str, step: str
) -> None:
    found = p.found(p.finding("E066", severity, "person", 2, "自然增减"))
    assert step in answer(tmp_path, raw, found, outcome).text("检查结果")


def test_package_without_findings_says_so(tmp_path: Path, raw: RawPackage) -> None:
    opened = answer(tmp_path, raw, p.found(), "接收")
    assert "没有发现问题，不必做什么。" in opened.text("检查结果")
    assert len(opened.values("问题清单")) == 1
    assert opened.comments("户表") == {}


def test_unreadable_package_still_gets_an_answer(tmp_path: Path) -> None:
    path = tmp_path / "申报包.xlsx"
    path.write_bytes(b"")
    raw = p.read(path)
    one = raw.problems[0]
    finding = p.finding(one.code, one.severity, "", 1, "", one.message, sheet="")
    opened = answer(tmp_path, raw, p.found(finding), "退回", package=path)
    assert opened.sheets == ["检查结果", "问题清单"]
    assert "大小为 0" in opened.text("问题清单")
    front = opened.text("检查结果")
    assert "整包、整个文件或整张表的问题" in front and "大小为 0" in front.partition("问题合计")[0]


def test_many_problems_of_no_row_are_cut_on_the_first_sheet_only(tmp_path: Path, raw: RawPackage) -> None:
    many = [p.finding("E001", "block", "", 1, "", f"缺第{n:02}张表", sheet="") for n in range(25)]
    opened = answer(tmp_path, raw, p.found(*many), "退回")
    front = opened.text("检查结果")
    assert "缺第19张表" in front and "缺第20张表" not in front and "其余见“问题清单”" in front
    assert "缺第24张表" in opened.text("问题清单")


def test_a_finding_in_a_sheet_is_not_repeated_on_the_first(several: Opened) -> None:
    assert "整张表的问题" not in several.text("检查结果")


def test_exempted_findings_are_shown_apart_and_ask_for_nothing(tmp_path: Path, raw: RawPackage) -> None:
    exempted = p.finding(
        "E042", "exempt", "household", 4, "联系电话", "号码不对（已豁免：依据渝豁1号，有效期至2026-12-20）"
    )
    opened = answer(tmp_path, raw, p.found(exempted), "部分接收")
    front = opened.text("检查结果")
    assert "原列为待核的行已获豁免" in front and "处理为“豁免”的 1 处" in front
    assert "渝豁1号" in opened.text("问题清单")


def test_offline_check_has_neither_version_nor_deadline(tmp_path: Path, raw: RawPackage) -> None:
    sender = dataclasses.replace(p.SENDER, version=None, deadline=None)
    path = write_feedback(tmp_path / "x.xlsx", raw=raw, findings=SEVERAL, outcome="退回", sender=sender)
    text = Opened(path).text("检查结果")
    assert "尚未报送（自检）" in text
    assert "重报期限" not in text
    assert "照此报送将被退回" in text
    assert "再自检一次，然后报送整包" in text


@pytest.mark.parametrize("findings", [SEVERAL.drop_columns(["message"]), "outcome"])
def test_what_is_not_understood_raises_and_leaves_nothing_behind(
    tmp_path: Path, raw: RawPackage, findings: object
) -> None:
    given, outcome = (SEVERAL, "也许") if isinstance(findings, str) else (findings, "退回")
    with pytest.raises(KeyError):
        answer(tmp_path, raw, given, outcome)
    assert not list(tmp_path.iterdir())

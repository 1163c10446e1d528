"""Writing annex.xlsx: a cover sheet that says what is in it, then one sheet per list. Same input, same bytes."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from acceptance import overviews, sql
from acceptance.documents.masking import hide_numbers
from acceptance.documents.names import name_everything
from acceptance.exclusion import recovery
from acceptance.verdicts.inputs import CRITERIA
from acceptance.workbooks.book import CELL_CHARACTERS, EXCEL_ROWS, column_width, new_book, printable

PACKAGE = "acceptance.annex"
COVER = "说明"
MOST = EXCEL_ROWS - 1
BATCH = 10_000
SAMPLED = 200
"""Rows looked at for the widths of columns."""
HEAD = {"bold": True, "bg_color": "#D9E2EF", "border": 1, "border_color": "#8A8F98", "align": "center"} | {
    "text_wrap": True
}
Row = tuple[Any, ...]


@dataclass(frozen=True)
class Sheet:
    """One list: its title, the query that makes it (`<query>.sql`, or `select` itself), what a reader should know."""

    title: str
    query: str
    note: str
    select: str = ""


_HEARINGS = (
    'SELECT t.title AS "证据线", c.object_id AS "对象", c.frame AS "样本框", c.persons AS "人数", '
    'c.finding AS "初步发现", c.final AS "最终认定", c.criteria AS "未通过的指标", '
    'c.evidence AS "证据号", c.statement AS "区县举证", '
    'c.value AS "裁定", c.reason AS "理由", c.doc_id AS "文件", c.decided_on AS "裁定日期" '
    f"FROM ({sql.load('acceptance.report_facts', 'hearings').rstrip().removesuffix(';')}) c "
    "LEFT JOIN line_title t USING (line) ORDER BY ALL"
)

SHEETS = (
    Sheet("户", "households", "每户一行；报告中的户级结论由本表汇总而来"),
    Sheet("村", "villages", "每村一行；报告中的村级结论由本表汇总而来"),
    Sheet(
        "比对线索",
        "leads",
        "每户每库每条记录为一条线索；来源文件、来源行为部门所送数据，可用 campaign leads 按编号追溯",
    ),
    Sheet("疑似提示", "suggestions", "证件号码有误或缺失而姓名相近的人员，只供核对，不是线索，不影响结论"),
    Sheet("清退台账核对", "recovery", "认定属实的户与清退台账逐户核对，尚余、相差、无凭证均应为零"),
    Sheet("横向比对", "comparison", "村内建档户按收入、住房、土地、帮扶排序，位次1为最好；只供查看，不影响结论"),
    Sheet("漏评线索", "missed", "第三方评估或情况表反映的非建档户，只供核实"),
    Sheet("问题台账", "issues", "每条规则每个对象为一个问题；整改通知书、整改回复以问题编号为准"),
    Sheet("检查发现", "findings", "现行有效版本中不合要求的每一处，行号与报送表一致"),
    Sheet("样本", "samples", "抽中的户及备用户，权数为抽样权数"),
    Sheet("入户答卷", "answers", "错退率、漏评率、群众认可度、自查推翻率由本表各行计得；来源行为报送表中的行号"),
    Sheet("听证个案", "hearings", "疑似错退、漏评的个案及区县举证、裁定，报告第十三部分列其前若干件", _HEARINGS),
    Sheet("民意答卷", "opinions", "满意率由本表完成的各行计得；受访者只有代号，来源行为报送表中的行号"),
    Sheet("复核信号", "signals", "只提示宜优先回访之处，不作为任何认定或问责的依据；人员以姓氏和序号列示"),
    *(
        Sheet(one.title, one.id, one.note or f"依据：{one.source}", overviews.annex_select(one))
        for one in overviews.load().values()
        if one.annex
    ),
)


def write_annex(con: duckdb.DuckDBPyConnection, result: Mapping[str, Any], path: Path) -> Path:
    """Write the long lists of a judged county.

    con: a case's connection after judging (household_verdict, village_verdict, lead, lead_origin, suggestion, issue,
    finding, draw_unit, household_rank and its lists, household, village, dim_area). result: result.json or its core.
    A list longer than a sheet is cut at Excel's limit and the cover says how many rows there are; the Parquet tables
    beside it hold them all. Text is never a formula.
    """
    name_everything(con)
    recovery.reconcile(con)
    title = f"{result['county_name']}{result['campaign_year']}年度脱贫验收报告附表"
    with new_book(path, dated=dt.date.fromisoformat(result["as_of"]), title=title) as book:
        cover, styles = book.add_worksheet(COVER), _Styles.of(book)
        counted = [(sheet, _write_list(book.add_worksheet(sheet.title), con, sheet, styles)) for sheet in SHEETS]
        _write_cover(cover, styles, title, result, counted)
    return path


@dataclass(frozen=True)
class _Styles:
    head: Format
    text: Format
    title: Format
    date: Format

    @classmethod
    def of(cls, book: Workbook) -> "_Styles":
        return cls(
            book.add_format(HEAD),
            book.add_format({"num_format": "@", "valign": "top"}),
            book.add_format({"bold": True, "font_size": 16}),
            book.add_format({"num_format": "yyyy-mm-dd", "align": "left"}),
        )


def _query(sheet: Sheet) -> str:
    titles = CRITERIA | {"c9": "无未决排除命中"}
    criteria = ", ".join(f'v.{name} AS "{name} {title}"' for name, title in titles.items())
    return (sheet.select or sql.load(PACKAGE, sheet.query)).replace("/*criteria*/", criteria)


def _write_list(sheet: Worksheet, con: duckdb.DuckDBPyConnection, what: Sheet, styles: _Styles) -> int:
    """Fill one sheet; returns how many rows the list has, written or not."""
    found = con.execute(_query(what))
    heads = [column[0] for column in found.description]
    first = found.fetchmany(BATCH)
    _prepare(sheet, heads, first[:SAMPLED], styles)
    total = 0
    for total, row in enumerate(_rows(found, first), start=1):
        if total <= MOST:
            _write_row(sheet, total, row, styles)
    sheet.autofilter(0, 0, max(min(total, MOST), 1), len(heads) - 1)
    return total


def _rows(found: duckdb.DuckDBPyConnection, batch: list[Row]) -> Iterator[Row]:
    while batch:
        yield from batch
        batch = found.fetchmany(BATCH)


def _prepare(sheet: Worksheet, heads: Sequence[str], sample: Sequence[Row], styles: _Styles) -> None:
    sheet.freeze_panes(1, 1)
    sheet.set_row(0, 32)
    for place, head in enumerate(heads):
        shown = [head, *("" if row[place] is None else str(row[place]) for row in sample)]
        sheet.set_column(place, place, column_width(shown, most=60))
        sheet.write_string(0, place, head, styles.head)
    sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _write_row(sheet: Worksheet, line: int, row: Row, styles: _Styles) -> None:
    for place, value in enumerate(row):
        if value is None:
            continue
        if isinstance(value, str):
            sheet.write_string(line, place, printable(hide_numbers(value))[:CELL_CHARACTERS], styles.text)
        elif isinstance(value, dt.date):
            sheet.write_datetime(line, place, value, styles.date)
        else:
            sheet.write_number(line, place, float(value) if isinstance(value, Decimal) else value)


def _write_cover(
    sheet: Worksheet, styles: _Styles, title: str, result: Mapping[str, Any], counted: Sequence[tuple[Sheet, int]]
) -> None:
    facts = (
        ("区县", f"{result['county_name']}（{result['county_code']}）"),
        ("年度", str(result["campaign_year"])),
        ("数据日期", result["as_of"]),
        ("验收结论", result.get("verdict") or "尚未形成"),
        ("结果核心摘要", result.get("core_sha256") or ""),
        ("规则版本", result.get("rules_version") or ""),
    )
    sheet.set_column(0, 0, 16)
    sheet.set_column(1, 1, 14)
    sheet.set_column(2, 2, 76)
    sheet.write_string(0, 0, title, styles.title)
    sheet.set_row(0, 30)
    for line, (name, value) in enumerate(facts, start=1):
        sheet.write_string(line, 0, name, styles.head)
        sheet.write_string(line, 1, value, styles.text)
    top = len(facts) + 2
    for place, head in enumerate(("工作表", "行数", "说明")):
        sheet.write_string(top, place, head, styles.head)
    for line, (what, total) in enumerate(counted, start=top + 1):
        cut = f"（超出工作表上限，本表只列前{MOST:,}行，全部见同名 parquet 文件）" if total > MOST else ""
        sheet.write_url(line, 0, f"internal:'{what.title}'!A1", None, what.title)
        sheet.write_number(line, 1, total)
        sheet.write_string(line, 2, what.note + cut, styles.text)
    said = "姓名、证件号码、联系电话已遮蔽；各编号与报告所印一致，凭编号在工作台查询。"
    sheet.write_string(top + len(counted) + 2, 0, said, styles.text)

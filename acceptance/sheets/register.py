"""The national register's own export (建档立卡, 27 columns, FACTS A.6) as source of household, person and income.

Two title rows, the header in row 3, one row per person, household fields repeated on every row. The names of county,
township and village are names, not codes: they stay in the raw rows and no code is made of them.
"""

import dataclasses
import datetime as dt
import re
import unicodedata
from collections.abc import Mapping, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from acceptance.contracts import Table
from acceptance.sheets.grid import cut, present, with_damage
from acceptance.sheets.headers import tidy
from acceptance.sheets.model import HEADER_SEARCH_ROWS, LISTED, Grid, RawTable
from acceptance.sheets.problems import Problem, problem

LINE = "self_check"
SHEET = "贫困户信息"
HEADERS = (
    "序号",
    "县(市、区、旗)",
    "乡(镇)",
    "行政村",
    "自然村",
    "户编号",
    "人编号",
    "姓名",
    "证件号码",
    "人数",
    "与户主关系",
    "民族",
    "文化程度",
    "在校生状况",
    "健康状况",
    "劳动技能",
    "务工状况",
    "务工时间(月)",
    "参加大病医疗",
    "脱贫属性",
    "贫困户属性",
    "主要致贫原因",
    "危房户",
    "饮水安全",
    "饮水困难",
    "人均纯收入",
    "联系电话",
)
TIDY = tuple(tidy(h) for h in HEADERS)
HOUSEHOLD = {
    "household_id": "户编号",
    "group_name": "自然村",
    "members": "人数",
    "exit_status": "脱贫属性",
    "hh_attr": "贫困户属性",
    "main_cause": "主要致贫原因",
    "is_unsafe": "危房户",
    "water_safe": "饮水安全",
    "water_hard": "饮水困难",
    "phone": "联系电话",
}
PERSON = {
    "household_id": "户编号",
    "person_id": "人编号",
    "name": "姓名",
    "id_no": "证件号码",
    "ethnic": "民族",
    "relation": "与户主关系",
    "education": "文化程度",
    "schooling": "在校生状况",
    "health": "健康状况",
    "labour": "劳动技能",
    "work_place": "务工状况",
    "work_months": "务工时间(月)",
    "major_ins": "参加大病医疗",
}
INCOME = {"household_id": "户编号", "net_pc": "人均纯收入"}
AREA = ("县(市、区、旗)", "乡(镇)", "行政村")
SAME_IN_HOUSEHOLD = (
    *AREA,
    "自然村",
    "人数",
    "脱贫属性",
    "贫困户属性",
    "主要致贫原因",
    "危房户",
    "饮水安全",
    "饮水困难",
    "人均纯收入",
    "联系电话",
)
PHASE = "脱贫后"
EXPORTED = re.compile(r"导出时间\D{0,3}(\d{4})\D(\d{1,2})\D(\d{1,2})")


def known(row: Sequence[str]) -> int:
    """How many of the register's 27 headers a row holds."""
    return len({tidy(cell) for cell in row} & set(TIDY))


def recognised(grid: Grid) -> int | None:
    """Index of the first of the first ten rows that is exactly the register's header (27, in order), else None."""
    for index, row in enumerate(grid.top(HEADER_SEARCH_ROWS)):
        if tuple(tidy(cell) for cell in row if cell.strip()) == TIDY:
            return index
    return None


def read(grid: Grid, tables: Mapping[str, Table]) -> tuple[dict[str, RawTable], list[Problem], dt.date | None]:
    """The tables a recognised export yields (household, person, income), what is wrong with it, and its export date."""
    index = recognised(grid)
    if index is None:
        raise ValueError("not the register's export")
    whole, wrong = cut(named(grid), tables["person"], index)
    whole, strays = without_strays(whole)
    date = export_date(whole.above)
    wrong += strays + differing(whole) + ([] if date else [problem("S024", grid.file, sheet=whole.src_sheet)])
    found = {"person": view(whole, tables["person"], PERSON), **per_household(whole, tables)}
    return {name: raw for name, raw in found.items() if name in tables}, wrong, date


def named(grid: Grid) -> Grid:
    """A csv has no sheet: it is called what the register calls its only sheet, so that both formats read alike."""
    return grid if grid.path.suffix.lower() not in {".csv", ".txt", ".tsv"} else dataclasses.replace(grid, sheet=SHEET)


def export_date(above: Sequence[Sequence[str]]) -> dt.date | None:
    text = unicodedata.normalize("NFKC", " ".join(cell for row in above for cell in row))
    if not (found := EXPORTED.search(text)):
        return None
    try:
        return dt.date(*(int(part) for part in found.groups()))
    except ValueError:
        return None


def at(whole: RawTable, header: str) -> int:
    """Index of a register header among the columns found (a column without a header may stand between them)."""
    return [tidy(h) for h in whole.headers].index(tidy(header))


def column(whole: RawTable, header: str) -> pa.ChunkedArray:
    return whole.data.column(f"c{at(whole, header)}")


def without_strays(whole: RawTable) -> tuple[RawTable, list[Problem]]:
    """Rows without household number, person number and name are footers (合计, 制表人), not persons."""
    record = pc.or_(
        pc.or_(present(column(whole, "户编号")), present(column(whole, "人编号"))), present(column(whole, "姓名"))
    )
    strays = whole.data.filter(pc.invert(record)).to_pylist()
    wrong = [
        problem(
            "S025",
            whole.src_file,
            sheet=whole.src_sheet,
            row=row.pop("src_row"),
            value=" ".join(v.strip() for v in row.values() if v),
        )
        for row in strays[:LISTED]
    ]
    return dataclasses.replace(whole, data=whole.data.filter(record)), wrong


def view(whole: RawTable, table: Table, columns: Mapping[str, str], data: pa.Table | None = None) -> RawTable:
    """The columns of one contract table, under the headers the sender used, with the names of the areas beside them."""
    data = whole.data if data is None else data
    heads = [*dict.fromkeys(columns.values()), *(h for h in AREA if h not in columns.values())]
    found = [at(whole, h) for h in heads]
    picked = data.select(["src_row", *(f"c{i}" for i in found)]).rename_columns(
        ["src_row", *(f"c{n}" for n in range(len(found)))]
    )
    mapping = {name: heads.index(header) for name, header in columns.items()}
    raw = RawTable(
        table.name,
        whole.src_file,
        whole.src_sheet,
        whole.header_row,
        tuple(whole.headers[i] for i in found),
        tuple(whole.positions[i] for i in found),
        picked,
        whole.damage.slice(0, 0),
        whole.above,
        mapping,
        frozenset(columns),
    )
    return with_damage(raw, table)


def per_household(whole: RawTable, tables: Mapping[str, Table]) -> dict[str, RawTable]:
    """One row per household: its first person's; a field that is empty there is taken from the next row that has it."""
    firsts = first_rows(whole)
    found: dict[str, RawTable] = {}
    if "household" in tables:
        found["household"] = with_head(whole, view(whole, tables["household"], HOUSEHOLD, firsts))
    if "income" in tables:
        income = view(whole, tables["income"], INCOME, firsts)
        found["income"] = extended(income, "phase", pa.array([PHASE] * income.rows, pa.string()))
    repeats = repeated_rows(whole, firsts)
    return {name: dataclasses.replace(raw, repeats=repeats) for name, raw in found.items()}


def repeated_rows(whole: RawTable, firsts: pa.Table) -> pa.Table:
    """src_row of each household's record -> every row that repeats it, itself included."""
    key = f"c{at(whole, '户编号')}"
    every = whole.data.select([key, "src_row"]).rename_columns([key, "repeated_row"])
    return (
        firsts.select([key, "src_row"])
        .join(every, key, join_type="inner")
        .select(["src_row", "repeated_row"])
        .sort_by("repeated_row")
    )


def first_rows(whole: RawTable) -> pa.Table:
    key = f"c{at(whole, '户编号')}"
    ours = whole.data.filter(present(whole.data.column(key))).sort_by("src_row")
    others = [name for name in ours.column_names if name not in (key, "src_row")]
    grouped = ours.group_by(key, use_threads=False).aggregate(
        [("src_row", "min"), *((name, "first", pc.ScalarAggregateOptions(skip_nulls=True)) for name in others)]
    )
    names = {f"{name}_first": name for name in others} | {"src_row_min": "src_row"}
    return (
        grouped.rename_columns([names.get(n, n) for n in grouped.column_names])
        .select(ours.column_names)
        .sort_by("src_row")
    )


def with_head(whole: RawTable, raw: RawTable) -> RawTable:
    """Adds the name of the household's (first) 户主; it is shown only, no rule about 户主姓名 is tested on it."""
    heads = whole.data.filter(pc.equal(column(whole, "与户主关系"), "户主")).sort_by("src_row")
    key, name = f"c{at(whole, '户编号')}", f"c{at(whole, '姓名')}"
    first = heads.group_by(key, use_threads=False).aggregate([(name, "first")])
    ours = raw.data.column(f"c{list(HOUSEHOLD).index('household_id')}")
    position = pc.index_in(ours, value_set=first.column(key).combine_chunks())
    return extended(raw, "head_name", pc.take(first.column(f"{name}_first"), position))


def extended(raw: RawTable, name: str, values: pa.Array | pa.ChunkedArray) -> RawTable:
    """A contract column whose values stand in no column of the file; its header is empty and it is not `carried`."""
    number = len(raw.headers)
    return dataclasses.replace(
        raw,
        headers=(*raw.headers, ""),
        positions=(*raw.positions, 0),
        data=raw.data.append_column(f"c{number}", values),
        mapping={**(raw.mapping or {}), name: number},
    )


def differing(whole: RawTable) -> list[Problem]:
    """S023 for every row whose household field is another one than on the household's first row that has it."""
    wrong: list[Problem] = []
    key = column(whole, "户编号")
    for header in SAME_IN_HOUSEHOLD:
        table = pa.table(
            {
                "household": key,
                "value": pc.utf8_trim_whitespace(column(whole, header)),
                "row": whole.data.column("src_row"),
            }
        )
        table = table.filter(
            pc.and_(pc.is_valid(table.column("household")), pc.is_valid(table.column("value")))
        ).sort_by("row")
        first = table.group_by("household", use_threads=False).aggregate(
            [("value", "first"), ("row", "min"), ("value", "count_distinct")]
        )
        mixed = first.filter(pc.greater(first.column("value_count_distinct"), 1))
        found = table.join(mixed, "household", join_type="inner")
        found = found.filter(pc.not_equal(found.column("value"), found.column("value_first"))).sort_by("row")
        wrong += [
            problem(
                "S023",
                whole.src_file,
                sheet=whole.src_sheet,
                row=f["row"],
                column=header,
                value=f["value"],
                household=f["household"],
                first_row=f["row_min"],
                expected=f["value_first"],
            )
            for f in found.slice(0, LISTED).to_pylist()
        ]
    return sorted(wrong, key=lambda p: (p.row or 0, p.column or ""))

"""campaign export register: the county's list back in the national register's own layout (27 columns, FACTS A.6).

Only 同意退出 changes 脱贫属性 (RULEBOOK D.4). A county that sent the register's export gets its own rows back, cell by
cell; one that sent the contract's tables gets what the 27 columns have of them. The list is for the register alone: it
holds full numbers, so it is private (mode 0600) and is never published.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from acceptance import evidence, sheets, sql, store
from acceptance.contracts import Column, Table
from acceptance.documents.refusal import Refused
from acceptance.season import Season
from acceptance.sheets import RawTable, register
from acceptance.sheets.headers import tidy
from acceptance.workbooks.book import new_book, printable

AGREED = "同意退出"
STATUS, HOUSEHOLD = "脱贫属性", "户编号"
EXITED = ("已脱贫", "已脱贫(享受政策)")
"""How the register may spell code 1; the spelling that a list uses already is kept."""
PROTECTED = ("户编号", "人编号", "证件号码", "联系电话")
"""Long numbers, which a csv carries as ="…"."""
GONE = ("死亡", "迁出", "服刑")
_RISKY = re.compile(r"^[=+\-@\t\r](?![0-9.]*$)")
Row = list[str]


class ExportRefused(Refused):
    """The list cannot be made; the message says why in Chinese."""


@dataclass(frozen=True)
class Listing:
    """The list as rows of text: titles, the header, then one row per person (empty rows and footers as sent)."""

    titles: list[Row]
    header: Row
    rows: list[Row]

    def changed(self, agreed: Collection[str]) -> "Listing":
        """The list with 脱贫属性 of these households set to 已脱贫, and nothing else changed.

        Raises ExportRefused when one of them is not in the list: results and list are then of different versions.
        """
        heads = [tidy(head) for head in self.header]
        status, number = heads.index(STATUS), heads.index(HOUSEHOLD)
        if lost := set(agreed) - {row[number].strip() for row in self.rows}:
            raise ExportRefused(f"结果中的{len(lost)}户不在现行有效的自查数据中，请先运行 campaign advance。")
        used = Counter(row[status].strip() for row in self.rows)
        exited = max(EXITED, key=lambda spelling: (used[spelling], spelling == EXITED[0]))
        rows = [
            [*row[:status], exited, *row[status + 1 :]] if row[number].strip() in agreed else row for row in self.rows
        ]
        return Listing(self.titles, self.header, rows)


def export_register(season: Season, county: str, path: Path) -> Path:
    """Write the list to path: .csv (GB18030, long numbers as ="…") or .xlsx. Same results, same bytes.

    Raises ExportRefused without published results, without a self_check in force, or for another ending.
    """
    if path.suffix.lower() not in (".csv", ".xlsx"):
        raise ExportRefused(f"导出文件应为 .xlsx 或 .csv，而不是「{path.name}」。")
    as_of, agreed = _published(season, county)
    listing = current(season, county, as_of).changed(agreed)
    if path.suffix.lower() == ".csv":
        store.write_atomic(path, csv_bytes(listing))
    else:
        write_xlsx(listing, as_of, path)
    path.chmod(0o600)
    return path


def _published(season: Season, county: str) -> tuple[date, set[str]]:
    """The day of the published results and the households that may exit by them."""

    def read(generation: store.Generation) -> tuple[date, set[str]]:
        households = sql.quote(str(generation.folder / "households.parquet"))
        with sql.connect() as con:
            query = f"SELECT household_id FROM read_parquet({households}) WHERE outcome = ?"
            return date.fromisoformat(generation.result["as_of"]), {
                n for (n,) in con.execute(query, [AGREED]).fetchall()
            }

    found = store.read_published(season.home, county, read)
    if found is None:
        raise ExportRefused(f"{season.county_names.get(county, county)}尚无验收结果，请先运行 campaign advance。")
    return found


def current(season: Season, county: str, as_of: date) -> Listing:
    """The list as it stands in the self_check in force, before any change."""
    force = evidence.in_force(season, county)
    if not force.holds("self_check"):
        raise ExportRefused(f"{season.county_names.get(county, county)}没有现行有效的区县自查数据。")
    receipt = store.read_receipt(season.home, county, "self_check", force.versions["self_check"][-1])
    if receipt.kind == "package" and (sent := as_sent(receipt.package, season.home.tmp)) is not None:
        return sent
    con = evidence.open_evidence(season, county, force)
    try:
        return from_tables(con, season.county_names.get(county, county), as_of)
    finally:
        con.close()


def as_sent(package: Path, scratch: Path | None = None) -> Listing | None:
    """The rows of a register's export as its sender wrote them; None when the package is something else."""
    columns = tuple(Column(f"column_{n}", header, "text") for n, header in enumerate(register.HEADERS, start=1))
    table = Table("register_export", register.SHEET, ("column_7",), columns)
    found = sheets.read_table(package, table, scratch=scratch).tables.get(table.name)
    if found is None or tuple(tidy(head) for head in found.headers if head.strip()) != register.TIDY:
        return None
    return _whole(found)


def _whole(raw: RawTable) -> Listing:
    """Every row at its place again: reading leaves out rows without any cell."""
    width = max(raw.positions)
    places = [position - 1 for position in raw.positions]
    header = _spread(raw.headers, places, width)
    numbers = raw.data.column("src_row").to_pylist()
    values = zip(*(raw.data.column(f"c{n}").to_pylist() for n in range(len(places))), strict=True)
    rows: list[Row] = []
    for number, cells in zip(numbers, values, strict=True):
        rows += [[""] * width for _ in range(number - raw.header_row - 1 - len(rows))]
        rows.append(_spread([cell or "" for cell in cells], places, width))
    return Listing([[*above[:width]] for above in raw.above], header, rows)


def _spread(cells: Sequence[str], places: Sequence[int], width: int) -> Row:
    row = [""] * width
    for place, cell in zip(places, cells, strict=True):
        row[place] = cell
    return row


def from_tables(con: duckdb.DuckDBPyConnection, county_name: str, as_of: date) -> Listing:
    """The list from the contract's tables: one row per person who still belongs to the household, its head first."""
    found = con.execute(_query(), {"county": county_name, "gone": list(GONE)}).fetchall()
    width = len(register.HEADERS)
    titles = [[f"{county_name}建档立卡贫困人口信息表"], [f"导出时间:{as_of.isoformat()}", "", "", "", "单位:元、人"]]
    rows = [[str(number), *("" if cell is None else cell for cell in row)] for number, row in enumerate(found, start=1)]
    return Listing([[*title, *[""] * (width - len(title))] for title in titles], list(register.HEADERS), rows)


def _query() -> str:
    """The 26 columns after 序号 in the register's order, from the mapping that reading uses."""
    area = dict(zip(register.AREA, ("$county", "town.name", "coalesce(v.village_name, place.name)"), strict=True))
    sources = {
        header: f"{alias}.{name}"
        for alias, mapping in (("i", register.INCOME), ("p", register.PERSON), ("h", register.HOUSEHOLD))
        for name, header in mapping.items()
    } | area
    columns = ", ".join(f"CAST({sources[header]} AS VARCHAR)" for header in register.HEADERS[1:])
    return sql.load("acceptance", "register_export").replace("/*columns*/", columns)


def csv_bytes(listing: Listing) -> bytes:
    """As the register writes it: GB18030, CRLF, long numbers as ="…" so that a spreadsheet keeps every digit."""
    guarded = {place for place, head in enumerate(listing.header) if tidy(head) in PROTECTED}
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerows([*listing.titles, listing.header])
    writer.writerows(
        [
            _guarded(cell) if cell and (place in guarded or _RISKY.match(cell)) else cell
            for place, cell in enumerate(row)
        ]
        for row in listing.rows
    )
    return text.getvalue().encode("gb18030")


def _guarded(cell: str) -> str:
    return f'="{cell}"'


def write_xlsx(listing: Listing, as_of: date, path: Path) -> Path:
    """All cells as text, on a sheet of the register's name."""
    with new_book(path, dated=as_of, title=register.SHEET) as book:
        sheet = book.add_worksheet(register.SHEET)
        text = book.add_format({"num_format": "@"})
        sheet.set_column(0, len(listing.header) - 1, 16, text)
        sheet.freeze_panes(len(listing.titles) + 1, 0)
        for line, row in enumerate(_all_rows(listing)):
            for place, cell in enumerate(row):
                if cell:
                    sheet.write_string(line, place, printable(cell), text)
    return path


def _all_rows(listing: Listing) -> Iterable[Row]:
    yield from listing.titles
    yield listing.header
    yield from listing.rows

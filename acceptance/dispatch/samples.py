"""Dispatch workbooks of a stored draw, one per team and once more masked; and the form of the opinion survey.

Telephones stand in the working paper alone: the team has to reach people (RULEBOOK P8 bars them from PDFs, dashboards
and logs). It is a file of mode 0600 that says so in its name and on every printed page; the masked copy may go around.
Identity numbers are in neither: nobody needs one to find a house.
"""

import dataclasses
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from acceptance import contracts, drawing, sampling, sql, store, workbooks
from acceptance.code_lists import CodeLists
from acceptance.dispatch import answers
from acceptance.dispatch.listing import VISITS, Entry, Heading, Listing, write_listing
from acceptance.dispatch.route import Stop, apart, share, tour
from acceptance.documents.masking import mask_name, mask_number
from acceptance.season import Season

HEADS = {
    "顺序": 6, "样本": 8, "类别": 13, "户编号或序号": 21, "户主": 12, "人数": 6, "村民小组": 12, "联系电话": 15,
    "帮扶责任人": 12, "走访编号": 24, "走访情况": 26,
}  # fmt: skip
ORDER = "按站序走访；先走“抽中”的户。“备用”户只在抽中户确实无法走访时，按备用序号依次启用，不得挑选。"
SEND = "填好后先自检（campaign check 文件名）；各组都填好后合并（campaign draw 区县代码 --collect 各组文件）再报送。"
GUIDE = (
    ORDER,
    "启用备用户：在答卷表该户一行把户编号改为备用户，并填“替换对象”（原户编号）和“替换原因”；替换不超过一成。",
    "走访编号已填入答卷表，请勿更改；离村前逐户核对答卷表，空白的必填项当场补齐。",
    SEND,
)
EVALUATION_GUIDE = (
    ORDER,
    "未访到的抽中户如实填“访问结果”（拒访、无人、外出）；启用备用户时另加一行，问卷编号末尾改为备用户的样本序号，填“替换对象”。",
    "权数、类别、问卷编号和“评估设计”表均按抽样记录填好，请勿更改；只需补填“回避声明”。",
    SEND,
)


def write_samples(season: Season, county: str, line: str, folder: Path, teams: int) -> list[Path]:
    """The workbooks of the newest draw of a line; of an additional draw, the villages it adds.

    Raises:
        StoreError: the line has not been drawn.
    """
    numbers = store.draws(season.home, county, line)
    if not numbers:
        raise store.StoreError(f"{county} 的 {contracts.lines()[line].title}还没有抽样。")
    drawn = sampling.Draw.from_dict(store.read_draw(season.home, county, line, numbers[-1]))
    with drawing.frozen_evidence(season, county) as con:
        rows = found(con, drawn)
        seat = _seat(con, county)
    return _written(season, county, line, drawn, rows, seat, folder, teams)


def found(con: duckdb.DuckDBPyConnection, drawn: sampling.Draw) -> list[dict[str, Any]]:
    """The units of a draw (of an additional one, those it adds) with names, telephones and places (units.sql)."""
    units = drawn.units
    if drawn.enlarged:
        added = pa.array(drawn.enlarged["villages"], pa.string())
        units = units.filter(pc.is_in(units["village_code"], value_set=added))
    con.register("dispatch_unit", units)
    rows = con.sql(sql.load("acceptance.dispatch", "units")).to_arrow_table().to_pylist()
    con.unregister("dispatch_unit")
    return rows


def _seat(con: duckdb.DuckDBPyConnection, county: str) -> Stop | None:
    places = con.execute("SELECT any_value(lon), any_value(lat) FROM dim_area WHERE code = ?", [county]).fetchall()
    lon, lat = places[0]
    return None if lon is None or lat is None else Stop(county, float(lon), float(lat), 0)


def stops_of(rows: Sequence[dict[str, Any]]) -> list[Stop]:
    """The villages of the rows, each with its number of drawn households."""
    by_village: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        by_village.setdefault(row["village_code"], []).append(row)
    return [
        Stop(code, own[0]["lon"], own[0]["lat"], sum(not row["reserve"] for row in own))
        for code, own in by_village.items()
    ]


def _written(
    season: Season,
    county: str,
    line: str,
    drawn: sampling.Draw,
    rows: list[dict[str, Any]],
    seat: Stop | None,
    folder: Path,
    teams: int,
) -> list[Path]:
    parts = share(tour(stops_of(rows), seat), teams)
    title = f"{season.county_names[county]}{contracts.lines()[line].title}派工单"
    more = "_加抽" if drawn.enlarged else ""
    codes = season.campaign.codes
    written = []
    for number, route in enumerate(parts, start=1):
        team = _Team(county, line, f"{title}（第{number}组，共{len(parts)}组）", drawn, route, rows, codes)
        stem = f"{title}{more}_第{number}组"
        written += [
            _book(team, folder / f"{stem}_内部工作底稿.xlsx", masked=False),
            _book(team, folder / f"{stem}_脱敏.xlsx", masked=True),
        ]
    return written


@dataclasses.dataclass(frozen=True)
class _Team:
    county: str
    line: str
    title: str
    drawn: sampling.Draw
    route: Sequence[Stop]
    rows: Sequence[dict[str, Any]]
    codes: CodeLists

    @property
    def in_order(self) -> list[dict[str, Any]]:
        """The team's own rows in visiting order; inside a village drawn ones first, group by group."""
        place = {stop.code: number for number, stop in enumerate(self.route)}
        own = [row for row in self.rows if row["village_code"] in place]
        return sorted(own, key=lambda row: place[row["village_code"]])


def _book(team: _Team, path: Path, *, masked: bool) -> Path:
    lines = _lines(team, masked)
    guide = GUIDE if team.line == "municipal" else EVALUATION_GUIDE
    listing = Listing(VISITS, team.title, guide, HEADS, lines, masked)
    tables = answers.prefilled(team.county, team.line, team.drawn, team.in_order)
    workbooks.write_workbook(
        contracts.lines()[team.line],
        tables,
        path,
        also=lambda book: write_listing(book, listing),
        codes=team.codes,
    )
    path.chmod(0o600)
    return path


def _lines(team: _Team, masked: bool) -> list[Heading | Entry]:
    rows, lines = team.in_order, list[Heading | Entry]()
    here: Stop | None = None
    number = 0
    for place, stop in enumerate(team.route, start=1):
        own = [row for row in rows if row["village_code"] == stop.code]
        lines.append(Heading(_stop_words(place, stop, here, own)))
        here = stop
        for row in own:
            number += not row["reserve"]
            lines.append(_entry(team.line, number, row, masked))
    return lines


def _stop_words(place: int, stop: Stop, before: Stop | None, own: Sequence[dict[str, Any]]) -> str:
    row = own[0]
    where = f"东经{stop.lon:.6f} 北纬{stop.lat:.6f}" if stop.lon is not None and stop.lat is not None else "位置未报"
    way = f"，距上一站直线{apart(before, stop):.1f}公里" if before and apart(before, stop) < float("inf") else ""
    spare = sum(r["reserve"] for r in own)
    name = f"{row['township']} {row['village_name']}（{row['village_kind']}，{stop.code}；{where}{way}；"
    return f"第{place}站 {name}抽中{stop.visits}户，备用{spare}户）"


def _entry(line: str, number: int, row: dict[str, Any], masked: bool) -> Entry:
    name, phone, helper = row["head_name"], row["phone"], row["helper_name"]
    if masked:
        name, phone, helper = mask_name(name), mask_number(phone), mask_name(helper)
    spare = f"备用{row['draw_order'] - row['hh_drawn']}"
    return Entry(
        (
            "" if row["reserve"] else str(number),
            spare if row["reserve"] else "抽中",
            row["frame"],
            row["household_id"] or f"序号{row['unit_no']}",
            name,
            str(row["persons"]),
            row["in_group"],
            phone,
            helper,
            "" if row["reserve"] else answers.visit_id(line, row),
            "",
        ),
        quiet=row["reserve"],
    )


def write_opinion(season: Season, county: str, folder: Path) -> list[Path]:
    """The opinion survey's form: groups with their population from the frozen lists, answer rows by quota.

    The survey draws no households (RULEBOOK D.4); respondents are numbered, so that nobody answers twice.
    """
    with drawing.frozen_evidence(season, county) as con:
        people = answers.populations(con)
    line = contracts.lines()["opinion"]
    path = folder / f"{season.county_names[county]}{line.title}答卷表.xlsx"
    target = season.campaign.opinion_min_completes.target
    workbooks.write_workbook(line, answers.opinion(county, people, target), path, codes=season.campaign.codes)
    path.chmod(0o600)
    return [path]

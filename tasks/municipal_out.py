"""通报 and 全市汇总: the documents of all counties together, and their copies in results/municipal (DESIGN 4).

results/municipal/bulletin.pdf and summary.pdf are the newest ones printed, counties.parquet is the summary's table, and
campaign.json says of each document under which number and date it was made and what its bytes are.
"""

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from acceptance import store
from acceptance.documents import bulletin as bulletins
from acceptance.documents import lists, published, signing
from acceptance.documents import summary as summaries
from acceptance.documents.county_issues import CountyIssues, count_issues
from acceptance.documents.office import Office
from acceptance.season import Season
from tasks import rendering
from tasks.documents_out import folder_of, printed

BULLETIN, SUMMARY = "bulletin.pdf", "summary.pdf"
TABLE, INDEX = "counties.parquet", "campaign.json"


def bulletin(season: Season, target: Path | None = None) -> list[Path]:
    """通报 of the week of the newest published results: the PDF and its league as a workbook."""
    results = _results(season)
    as_of = _day(results)
    counted: list[CountyIssues] = [
        published.read(season, code, lambda found, name=name: count_issues(found, name, as_of))
        for code, name in _named(season)
        if results[code] is not None
    ]
    missing = [name for code, name in _named(season) if results[code] is None]
    week = bulletins.week_of(as_of)
    made = signing.signed(season, signing.BULLETIN, as_of).get(bulletins.serial(counted, as_of))
    number = bulletins.issue_number(season.campaign.window.opens, as_of)
    context = bulletins.bulletin_context(Office.of(season), counted, missing, as_of, number, made)
    folder = folder_of(season, store.MUNICIPAL, "bulletins", target)
    data = [("区县排名", bulletins.HEADS, bulletins.league_rows(counted))]
    path = printed("bulletin", context, folder / f"通报{week}.pdf")
    _keep(season, BULLETIN, path, context)
    return [
        path,
        lists.write_lists(folder / f"通报{week}.xlsx", context["meta"]["title"], as_of, data),
    ]


def summary(season: Season, target: Path | None = None) -> list[Path]:
    """全市汇总 of the newest published results: the PDF and its table as a workbook."""
    results, tasks = _results(season), {str(row["county_code"]): row for row in season.tasks.to_pylist()}
    as_of = _day(results)
    counties = [
        summaries.CountyResult(
            code, name, str(tasks[code]["type"]) if code in tasks else "",
            code in season.counties and season.applies(code), results.get(code),
        )
        for code, name in sorted(season.county_names.items())
    ]  # fmt: skip
    context = summaries.summary_context(Office.of(season), counties, as_of)
    folder = folder_of(season, store.MUNICIPAL, "summary", target)
    heads, rows = summaries.data(counties)
    path = printed("summary", context, folder / "全市汇总.pdf")
    _keep(season, SUMMARY, path, context)
    _write_table(season, heads, rows)
    return [
        path,
        lists.write_lists(folder / "全市汇总.xlsx", context["meta"]["title"], as_of, [("区县一览", heads, rows)]),
    ]


def _keep(season: Season, name: str, path: Path, context: Mapping[str, Any]) -> None:
    """The newest copy of a document in results/municipal, and its line in campaign.json."""
    folder, content = season.home.results(store.MUNICIPAL), path.read_bytes()
    store.make_dirs(folder)
    rendering.write_aside(folder / name, content)
    known = store.read_json(folder / INDEX) if (folder / INDEX).is_file() else {}
    meta, head = context["meta"], context["head"]
    entry = {
        "title": meta["title"],
        "number": meta["number"],
        "date": head["date"],
        "as_of": meta["as_of"],
        "draft": bool(context["watermark"]),
        "kept_as": path.name,
        "sha256": hashlib.sha256(content).hexdigest(),
    }
    documents = known.get("documents", {}) | {name: entry}
    store.write_json(folder / INDEX, {"campaign_year": season.campaign.year, "documents": documents})


def _write_table(season: Season, heads: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """The summary's table, one row per county, under the heads it is printed with."""
    made = pa.table({head: [row[place] for row in rows] for place, head in enumerate(heads)})
    store.write_parquet(season.home.results(store.MUNICIPAL) / TABLE, made, [heads[0]], season.home.tmp)


def _named(season: Season) -> list[tuple[str, str]]:
    return [(code, season.county_names[code]) for code in season.counties]


def _results(season: Season) -> dict[str, Mapping[str, Any] | None]:
    """County -> its published result.json, None where there is none; in order of code."""
    return {code: store.read_published(season.home, code, lambda one: one.result) for code in season.counties}


def _day(results: Mapping[str, Mapping[str, Any] | None]) -> dt.date:
    """The newest day any county was judged on. Raises published.NothingPublished when none was."""
    days = [str(result["as_of"]) for result in results.values() if result is not None]
    if not days:
        raise published.NothingPublished("各区县均无验收结果，请先运行 campaign advance。")
    return dt.date.fromisoformat(max(days))

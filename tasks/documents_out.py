"""Documents made on demand: read what is published, put it into words, print it. The CLI calls these functions.

results/ is a copy of a generation and is never written here. Without a folder of the caller's a document goes to
`<home>/documents/<county>/<kind>/` (`municipal` for those of all counties): private, replaced whole, kept by a backup.
"""

import datetime as dt
from pathlib import Path

from acceptance import store
from acceptance.documents import notice as notices
from acceptance.documents import published, reply, signing
from acceptance.documents.office import Office
from acceptance.documents.open_issues import OpenIssue, open_issues
from acceptance.season import Season
from tasks import rendering

DOCUMENTS = "documents"


def folder_of(season: Season, county: str, kind: str, target: Path | None) -> Path:
    """Where a document goes: the caller's folder, or its place in the home."""
    folder = target or season.home.path / DOCUMENTS / county / kind
    if target is None:
        store.make_dirs(folder)
    else:
        folder.mkdir(parents=True, exist_ok=True)
    return folder


def notice(season: Season, county: str, target: Path | None = None) -> list[Path]:
    """整改通知书 to the county and to each township with open issues: a PDF and its reply workbook each.

    Numbers and dates come from decisions 通知签发; what is not signed is a draft. Raises published.NothingPublished.
    """
    office, name = Office.of(season), season.county_names.get(county, county)

    def rows(found: published.Published) -> tuple[dt.date, list[OpenIssue]]:
        as_of = dt.date.fromisoformat(found.result["as_of"])
        return as_of, open_issues(found.con, as_of)

    as_of, issues = published.read(season, county, rows)
    folder = folder_of(season, county, "notices", target)
    days = int(season.campaign.overdue_days.number)
    made = signing.signed(season, signing.NOTICE, as_of)
    written = []
    for place, (to, own) in enumerate(notices.addressees(notices.Addressee.county(county, name), issues)):
        number = notices.serial(county, as_of, place)
        form = f"{to.code}整改回复.xlsx"
        context = notices.notice_context(office, to, own, as_of, days, number, made.get(to.code), form)
        written.append(_printed("notice", context, folder / f"{to.code}整改通知书.pdf"))
        written.append(reply.write_reply(own, to.name, as_of, folder / form))
    return written


def _printed(template: str, context: dict, path: Path) -> Path:
    rendering.render_document(f"{template}.html.j2", context, path)
    return path

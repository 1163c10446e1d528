"""Documents made on demand: read what is published, put it into words, print it. The CLI calls these functions.

results/ is a copy of a generation and is never written here. Without a folder of the caller's a document goes to
`<home>/documents/<county>/<kind>/` (`municipal` for those of all counties): private, replaced whole, kept by a backup.
"""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from acceptance import aftermath, case, judging, register_export, sql, store
from acceptance.documents import archive, published, reply, sheet, signing
from acceptance.documents import card as cards
from acceptance.documents import household as households
from acceptance.documents import notice as notices
from acceptance.documents import publicity as publicities
from acceptance.documents import village as villages
from acceptance.documents.late_leads import late_leads
from acceptance.documents.names import name_everything
from acceptance.documents.office import Office
from acceptance.documents.open_issues import open_issues
from acceptance.documents.refusal import Refused
from acceptance.reporting import words
from acceptance.season import Season
from report_templates.glyphs import MissingGlyph
from tasks import rendering, verification
from tasks.signed_reports import SigningRefused, sign


def folder_of(season: Season, county: str, kind: str, target: Path | None) -> Path:
    """Where a document goes: the caller's folder, or its place in the home."""
    folder = target or season.home.path / aftermath.DOCUMENTS / county / kind
    if target is None:
        store.make_dirs(folder)
    else:
        folder.mkdir(parents=True, exist_ok=True)
    return folder


def notice(season: Season, county: str, day: dt.date, target: Path | None = None) -> list[Path]:
    """整改通知书 to the county and to each township with open issues or overdue leads: a PDF and its reply workbook
    each.

    Numbers and dates come from decisions 通知签发 up to `day`; what is not signed is a draft of the results' day.
    Raises published.NothingPublished.
    """
    office, name = Office.of(season), season.county_names.get(county, county)

    def rows(found: published.Published) -> tuple[dt.date, notices.Owed]:
        as_of = dt.date.fromisoformat(found.result["as_of"])
        return as_of, notices.Owed(open_issues(found.con, as_of), late_leads(found.con, as_of))

    as_of, owed = published.read(season, county, rows)
    folder = folder_of(season, county, "notices", target)
    days = int(season.campaign.overdue_days.number)
    made = signing.signed(season, signing.NOTICE, day)
    written = []
    for to, own in notices.addressees(notices.Addressee.county(county, name), owed):
        form = f"{to.code}整改回复.xlsx"
        context = notices.notice_context(office, to, own, as_of, days, made.get(notices.serial(to, own)), form)
        written.append(printed("notice", context, folder / f"{to.code}整改通知书.pdf"))
        if own.issues or not own.leads:
            written.append(reply.write_reply(own.issues, county, to.name, as_of, folder / form))
    return written


def dossier(
    season: Season, county: str, code: str, target: Path | None = None, console: str = "", card: bool = False
) -> Path:
    """一户一册 of a household, 一村一档 of a village (a code of twelve digits that is one), or a household's A6 card.

    console: under which address people reach the console (default: as campaign.yaml states); the code leads there.
    Raises NoSuchObject, and published.Outdated when the evidence has moved on since the results.
    """
    office, folder = Office.of(season), folder_of(season, county, "dossiers", target)
    with _judged(season, county) as found:
        is_village = found.con.execute("SELECT 1 FROM village_verdict WHERE village_code = ?", [code]).fetchone()
        kind = "village" if is_village else "household"
        address = f"{console or season.campaign.documents.console or sheet.LOCAL}/county/{county}/{kind}/{code}"
        if is_village:
            place = villages.village(found.con, code)
            _same_as_published(season, county, "villages", "village_code", code, place.head["outcome"])
            context = villages.village_context(office, place, found.as_of, address)
            return printed("dossier_village", context, folder / f"一村一档{code}.pdf")
        home = households.household(found.con, code)
        _same_as_published(season, county, "households", "household_id", code, home.head["outcome"])
        make, template, name = (
            (cards.card_context, "field_card", "入户卡") if card
            else (households.household_context, "dossier_household", "一户一册")
        )  # fmt: skip
        return printed(template, make(office, home, found.as_of, address), folder / f"{name}{code}.pdf")


def _same_as_published(season: Season, county: str, file: str, key: str, code: str, outcome: str) -> None:
    """A sheet never contradicts the published results: raises published.Outdated when the evidence has moved on."""

    def stated(generation: store.Generation) -> list[tuple[str]]:
        path = sql.quote(str(generation.folder / f"{file}.parquet"))
        with sql.connect() as con:
            return con.execute(f"SELECT outcome FROM read_parquet({path}) WHERE {key} = ?", [code]).fetchall()

    if store.read_published(season.home, county, stated) != [(outcome,)]:
        raise published.Outdated(f"「{code}」的现有证据与已公布的结果不一致，请先运行 campaign advance {county}。")


def publicity(
    season: Season, county: str, day: dt.date, target: Path | None = None, start: dt.date | None = None
) -> Path:
    """公示稿 of a county whose verdict is proposed; a draft until a decision 公示签发 up to `day` signs it.

    start: the first day of a draft (default: the day after the results' day). Raises publicity.NotDecided while the
    verdict is interim.
    """
    campaign = season.campaign
    better = {name: threshold.better for name, threshold in campaign.thresholds.items()}

    def made(found: published.Published) -> dict[str, Any]:
        notice = aftermath.of_result(season, county, found.result, day).notice
        if notice is None:
            first = start or dt.date.fromisoformat(found.result["as_of"]) + dt.timedelta(days=1)
            last = first + dt.timedelta(days=int(campaign.notice_days.number) - 1)
            notice = aftermath.Notice("", first, last)
        rows = publicities.village_rows(found)
        return publicities.publicity_context(Office.of(season), found.result, rows, notice, better)

    context = published.read(season, county, made)
    return printed("publicity", context, folder_of(season, county, "publicity", target) / f"{county}公示稿.pdf")


def register_list(season: Season, county: str, path: Path | None = None) -> Path:
    """The county's list for the register in its 27 columns, .xlsx or .csv. It holds full numbers: private.

    Raises register_export.ExportRefused.
    """
    place = path or folder_of(season, county, "register", None) / f"{county}登记系统回写表.xlsx"
    place.parent.mkdir(parents=True, exist_ok=True)
    return register_export.export_register(season, county, place)


def sealed(season: Season, county: str, path: Path | None = None) -> archive.Sealed:
    """The county's sealed archive, a zip with MANIFEST.json. Personal data as sent: private. Raises ArchiveRefused."""
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
        return archive.seal_county(season, county, path)
    result = store.read_published(season.home, county, lambda one: one.result)
    if result is None:
        raise archive.ArchiveRefused(f"{season.county_names.get(county, county)}尚无验收结果，不能归档。")
    place = aftermath.archive_path(season, county, result)
    store.make_dirs(place.parent)
    return archive.seal_county(season, county, place)


def signed(season: Season, report: Path, certificate: Path, passphrase: bytes | None, path: Path | None = None) -> Path:
    """A published county report signed with a certificate, as a file of its own; the published one stays as it is.

    Raises signed_reports.SigningRefused: the report is not the one in force, its verdict is interim, it is signed
    already, the certificate cannot be used, or a file of the name exists.
    """
    core, stated = verification.embedded_core(report) if report.is_file() else None, season.campaign.documents
    if core is None or not verification.verify(report, season.home.path).matches:
        raise SigningRefused(f"「{report}」不是现行公布的报告，不予签名；请先运行 campaign verify 查看原因。")
    if words.interim(core.get("verdict") or ""):
        raise SigningRefused("该区县尚未形成验收结论，报告不予签名。")
    county = str(core["county_code"])
    place = path or folder_of(season, county, "signed", None) / f"{county}验收报告（已签名）.pdf"
    if place.exists() or _in_results(season, place):
        raise SigningRefused(f"「{place}」已存在或在结果目录之内；请用 -o 另存为其他文件。")
    seal = season.home.config / stated.seal if stated.seal else None
    content = sign(report.read_bytes(), certificate, passphrase, place=season.campaign.municipality.name, seal=seal)
    rendering.write_aside(place, content)
    return place


def _in_results(season: Season, place: Path) -> bool:
    """Results and generations are published whole; nothing of ours is put among them."""
    return any(place.resolve().is_relative_to(season.home.path / name) for name in ("results", "runs", "received"))


@contextmanager
def _judged(season: Season, county: str) -> Iterator[case.Case]:
    """The county's case on the day it was published for, judged again, with names."""
    result = store.read_published(season.home, county, lambda one: one.result)
    if result is None:
        raise published.NothingPublished(f"{season.county_names.get(county, county)}尚无验收结果。")
    with case.opened(season, county, dt.date.fromisoformat(result["as_of"])) as found:
        judging.judge(found)
        name_everything(found.con)
        yield found


def printed(template: str, context: dict, path: Path) -> Path:
    """One document of report_templates/, written; its path. Raises Refused where it has a character no font has."""
    try:
        rendering.render_document(f"{template}.html.j2", context, path)
    except MissingGlyph as problem:
        raise Refused(str(problem)) from None
    return path

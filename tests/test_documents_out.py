"""Documents made from a home that went through the whole campaign: where they go, that they agree with the results."""

import datetime as dt
import hashlib
import json
import re
import zipfile

import pypdfium2
import pytest
from python_calamine import load_workbook

from acceptance import register_export, sql
from acceptance.annex import SHEETS
from acceptance.documents.archive import MANIFEST, seal_county, verify_archive
from acceptance.documents.office import Signed
from acceptance.documents.publicity import NotDecided
from acceptance.documents.published import NothingPublished, Outdated
from acceptance.documents.sheet import NoSuchObject
from acceptance.season import open_season
from tasks import documents_out, municipal_out
from tests.spine_homes import DONE, REFUSED

pytestmark = pytest.mark.xdist_group("spine")  # its home is made once

DAY = dt.date(2026, 12, 26)


@pytest.fixture(scope="module")
def season(advanced, tmp_path_factory):
    from tests import spine_homes

    return open_season(spine_homes.copy(advanced, tmp_path_factory.mktemp("documents") / "home"))


def result(season, county=DONE):
    return json.loads((season.home.results(county) / "result.json").read_text(encoding="utf-8"))


def text(path):
    document = pypdfium2.PdfDocument(path)
    found = ["".join(page.get_textpage().get_text_bounded().split()) for page in document]
    document.close()
    return "".join(found)


def test_notices_go_to_the_home_and_list_the_open_issues_of_the_countys_own_data(season):
    made = documents_out.notice(season, DONE, DAY)
    assert {path.parent for path in made} == {season.home.path / "documents" / DONE / "notices"}
    assert made[0].name == f"{DONE}整改通知书.pdf"
    issues = season.home.results(DONE) / "issues.parquet"
    with sql.connect() as con:
        query = (
            f"SELECT count(*) FROM '{issues}' WHERE state NOT IN ('销号', '豁免') AND \"table\" NOT LIKE 'evaluation%'"
        )
        open_ = con.execute(query).fetchall()[0][0]
    form = load_workbook(str(made[1])).get_sheet_by_name("整改回复").to_python()
    assert len(form) - 1 == open_
    assert f"未销号问题{open_}件" in text(made[0]) if open_ else "没有未销号问题" in text(made[0])


def test_a_notice_signed_after_the_day_of_the_results_is_signed(season, tmp_path, monkeypatch):
    """The results keep their day while nothing that is judged moves; the letter is signed on a later one."""
    printed = []
    monkeypatch.setattr(documents_out, "printed", lambda template, context, path: printed.append(context) or path)
    documents_out.notice(season, DONE, DAY, tmp_path)
    serial = re.search("整改[0-9a-f-]+", printed[0]["meta"]["number"])[0]
    asked = []

    def signed(_, kind, day):
        asked.append(day)
        return {serial: Signed("渝扶整〔2026〕7号", DAY, ("甲", "乙"))}

    monkeypatch.setattr(documents_out.signing, "signed", signed)
    documents_out.notice(season, DONE, DAY, tmp_path)
    assert asked == [DAY] and dt.date.fromisoformat(result(season)["as_of"]) < DAY
    letter = printed[len(printed) // 2]  # the county's, of the second printing
    assert letter["meta"]["number"] == "渝扶整〔2026〕7号" and letter["watermark"] == ""
    assert letter["head"]["date"] == "2026年12月26日"


def test_bulletin_and_summary_cover_every_county_that_has_results(season, tmp_path):
    bulletin, league = municipal_out.bulletin(season, tmp_path)
    rows = load_workbook(str(league)).get_sheet_by_name("区县排名").to_python()
    assert {row[1] for row in rows[1:]} == set(season.counties)
    assert bulletin.parent == tmp_path and "每千户" in text(bulletin)
    summary, table = municipal_out.summary(season, tmp_path)
    rows = load_workbook(str(table)).get_sheet_by_name("区县一览").to_python()
    shown = {row[0]: row[4] for row in rows[1:]}
    assert shown[DONE] == result(season)["verdict"] and shown[DONE] in text(summary)
    kept = season.home.results("municipal")
    assert (kept / "bulletin.pdf").read_bytes() == bulletin.read_bytes()
    assert (kept / "summary.pdf").read_bytes() == summary.read_bytes()
    with sql.connect() as con:
        named = con.execute(f'SELECT "区县代码", "结论" FROM \'{kept / "counties.parquet"}\'').fetchall()
    assert dict(named)[DONE] == result(season)["verdict"] and [code for code, _ in named] == sorted(season.county_names)
    said = json.loads((kept / "campaign.json").read_text(encoding="utf-8"))["documents"]
    assert set(said) == {"bulletin.pdf", "summary.pdf"} and said["bulletin.pdf"]["kept_as"] == bulletin.name
    for name, one in said.items():
        assert one["sha256"] == hashlib.sha256((kept / name).read_bytes()).hexdigest()
        assert one["draft"] and one["number"].startswith("文号待编") and one["as_of"] == "2026-12-25"


def test_sheets_on_a_household_and_a_village(season, tmp_path):
    rows = register_export.current(season, DONE, season.campaign.window.opens).rows
    household, village = rows[0][5], next(r["code"] for r in season.areas.to_pylist() if r["level"] == "行政村")
    sheet = documents_out.dossier(season, DONE, household, tmp_path, "https://x")
    assert f"https://x/county/{DONE}/household/{household}" in text(sheet)
    assert documents_out.dossier(season, DONE, village, tmp_path).name == f"一村一档{village}.pdf"
    with pytest.raises(NoSuchObject):
        documents_out.dossier(season, DONE, "0", tmp_path)


def test_a_sheet_never_contradicts_the_published_results(season, tmp_path, monkeypatch):
    household = register_export.current(season, DONE, season.campaign.window.opens).rows[0][5]
    monkeypatch.setattr(documents_out.judging, "judge", judged_otherwise(documents_out.judging.judge))
    with pytest.raises(Outdated, match=f"campaign advance {DONE}"):
        documents_out.dossier(season, DONE, household, tmp_path)


def judged_otherwise(judge):
    def other(found):
        judge(found)
        found.con.execute("UPDATE household_verdict SET outcome = '待核'")

    return other


def test_a_public_notice_only_where_a_verdict_is_proposed(season, tmp_path):
    assert result(season)["verdict"] in text(documents_out.publicity(season, DONE, DAY, tmp_path))
    with pytest.raises(NotDecided):
        documents_out.publicity(season, REFUSED, DAY, tmp_path)


def test_the_registers_list_changes_the_agreed_and_nothing_else(season, tmp_path):
    before = register_export.current(season, DONE, season.campaign.window.opens).rows
    listed = register_export.as_sent(documents_out.register_list(season, DONE, tmp_path / "a.csv"))
    changed = {old[5] for old, new in zip(before, listed.rows, strict=True) if old != new}
    assert all([*old[:19], *old[20:]] == [*new[:19], *new[20:]] for old, new in zip(before, listed.rows, strict=True))
    assert len(changed) == result(season)["household_outcomes"]["同意退出"]
    assert (tmp_path / "a.csv").stat().st_mode & 0o777 == 0o600


def test_the_annex_holds_as_many_rows_as_the_result_counts(season):
    book = load_workbook(str(season.home.results(DONE) / "annex.xlsx"))
    rows = {sheet.title: len(book.get_sheet_by_name(sheet.title).to_python()) - 1 for sheet in SHEETS}
    assert rows["户"] == sum(result(season)["household_outcomes"].values())
    assert rows["村"] == sum(result(season)["village_outcomes"].values())
    assert rows["比对线索"] == sum(lead["hits"] for lead in result(season)["leads"].values())


def test_a_sealed_county_proves_itself_and_has_the_same_bytes(season, tmp_path):
    one, other = (seal_county(season, DONE, tmp_path / name) for name in ("a.zip", "b.zip"))
    assert one.path.read_bytes() == other.path.read_bytes() and one.seal == other.seal
    assert verify_archive(one.path) == []
    with zipfile.ZipFile(one.path) as archive:
        names = archive.namelist()
        manifest = json.loads(archive.read(MANIFEST))
    assert manifest["core_sha256"] == result(season)["core_sha256"] and len(manifest["files"]) == one.files
    assert f"results/{DONE}/report.pdf" in names and any(n.startswith(f"received/{DONE}/self_check/") for n in names)
    assert not any(REFUSED in name.split("/")[1:2] for name in names)
    assert all(n.endswith("receipt.json") for n in names if n.startswith("received/registries/"))


def test_a_changed_archive_says_what_does_not_match(season, tmp_path):
    sealed = documents_out.sealed(season, DONE, tmp_path / "a.zip")
    with zipfile.ZipFile(sealed.path) as old, zipfile.ZipFile(tmp_path / "b.zip", "w") as new:
        for name in old.namelist()[:-1]:
            new.writestr(name, b"x" if name == "campaign.yaml" else old.read(name))
        new.writestr("more.txt", b"")
        last = old.namelist()[-1]
    assert verify_archive(tmp_path / "b.zip") == ["多出文件：more.txt", f"缺少文件：{last}", "内容不符：campaign.yaml"]


def test_a_county_without_results_says_so(sent, tmp_path):
    empty = open_season(sent)
    with pytest.raises(NothingPublished, match="尚无验收结果"):
        documents_out.notice(empty, DONE, DAY, tmp_path)
    with pytest.raises(NothingPublished):
        municipal_out.bulletin(empty, tmp_path)

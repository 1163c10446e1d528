"""What lies in the home: workbooks, zips of csv, departments' tables, configuration, and the truth about them."""

import csv
import hashlib
import io
import zipfile

import pytest

from acceptance import contracts, sample_data, season
from acceptance.sample_data.workbook import column_letters

pytestmark = pytest.mark.xdist_group("sample_data")

BOM = b"\xef\xbb\xbf"


@pytest.fixture(scope="session")
def large(make):
    """Just past the size up to which a self-check is a workbook."""
    return make(counties=1, households=1001)


def archived(home, folder):
    (path,) = (home / folder).iterdir()
    with zipfile.ZipFile(path) as package:
        return {e.filename: (e.date_time, package.read(e)) for e in package.infolist()}


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def test_a_large_self_check_is_a_zip_whose_manifest_holds(large):
    files = archived(large[0], "inbox/500229/self_check")
    known = contracts.tables()
    titles = [known[name].title for name in (*contracts.lines()["self_check"].required, "measure")]
    sealed = files.pop("城口县自查报告签章页.pdf")
    assert sealed[1].startswith(b"%PDF")
    assert {row["签章文件"] for row in rows(files["申报清单.csv"][1])} == {"城口县自查报告签章页.pdf"}
    assert sorted(files) == sorted(f"{title}.csv" for title in titles)
    assert all(content.startswith(BOM) and when == (2000, 1, 1, 0, 0, 0) for when, content in files.values())
    for row in rows(files["申报清单.csv"][1]):
        content = files[row["文件名"]][1]
        assert row["文件校验值"] == hashlib.sha256(content).hexdigest()
        assert int(row["行数"]) == len(rows(content))
    assert len(rows(files["户表.csv"][1])) == 1001


def test_headers_are_the_contracts(large):
    sent = archived(large[0], "inbox/500229/self_check")
    for name, content in ((name, content) for name, (_, content) in sent.items() if name.endswith(".csv")):
        table = next(t for t in contracts.tables().values() if f"{t.title}.csv" == name)
        assert content.decode("utf-8-sig").splitlines()[0].split(",") == [c.header for c in table.columns]


def test_the_frame_is_one_package_of_all_counties(demo):
    files = archived(demo[0], "inbox/municipal/frame")
    assert {row["区县代码"] for row in rows(files["抽样框户表.csv"][1])} == {"500229", "500238", "500242"}


def test_registries_are_csv_with_a_byte_order_mark(demo):
    for name in sample_data.REGISTRIES:
        registry = contracts.registries()[name]
        content = (demo[0] / "inbox/registries" / name / f"{registry.title}.csv").read_bytes()
        assert content.startswith(BOM)
        assert list(rows(content)[0]) == [c.header for c in registry.columns]


def test_the_configuration_can_be_read(demo):
    areas = season.read_configuration(demo[0] / "config/dim_area.csv", "dim_area")
    tasks = season.read_configuration(demo[0] / "config/county_task.csv", "county_task")
    levels = areas.column("level").to_pylist()
    assert (levels.count("区县"), levels.count("乡镇"), levels.count("行政村")) == (38, 9, 72)
    assert tasks.column("county_code").to_pylist() == ["500229", "500238", "500242"]
    assert min(tasks.column("plan_persons").to_pylist()) > 500


def test_identity_numbers_are_text_cells(demo):
    (path,) = (demo[0] / "inbox/500229/self_check").iterdir()
    with zipfile.ZipFile(path) as book:
        sheet = book.read("xl/worksheets/sheet4.xml").decode()
    assert "证件号码" in sheet
    assert '<c r="F2" t="inlineStr">' in sheet


@pytest.mark.parametrize(
    ("place", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA"), (701, "ZZ"), (702, "AAA")]
)
def test_column_letters(place, letters):
    assert column_letters(place) == letters

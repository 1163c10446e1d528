"""What only the whole evidence shows reaches every paper: issue ledger, report and annex, the sender's own cell.

One person in two counties (E052b) in both of them, two households of the same persons (E044), a dead member (E066).
"""

import csv
import zipfile

import pyarrow.parquet as pq
import pytest
from python_calamine import CalamineWorkbook

from acceptance import season, store
from tasks.judgement import CONTEXT
from tests import spine_homes
from tests.spine_homes import DONE, WAITING

pytestmark = [pytest.mark.xdist_group("spine"), pytest.mark.slow]
COUNTIES = (DONE, WAITING)


def workbook(home, county):
    [path] = (home / "inbox" / county / "self_check").glob("*.xlsx")
    return path


def rows(path, sheet):
    heads, *found = CalamineWorkbook.from_path(path).get_sheet_by_name(sheet).to_python()
    return [dict(zip(heads, row, strict=True)) for row in found]


def replaced(path, texts):
    """The workbook with other texts in its cells; everything else stays."""
    with zipfile.ZipFile(path) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in parts.items():
            for old, new in texts.items():
                data = data.replace(f">{old}</t>".encode(), f">{new}</t>".encode())
            made.writestr(name, data)


def alone(people):
    """Members of households of one."""
    count = {}
    for one in people:
        count[one["户编号"]] = count.get(one["户编号"], 0) + 1
    return [one for one in people if count[one["户编号"]] == 1 and len(one["证件号码"]) == 18]


def not_printed(season, county, generation, core):
    """The context of the report is made all the same; that it is printed as it stands is proved elsewhere."""
    return core | {"report": {"file": "", "sha256": "", "pages": 0}, "signatures": []}


@pytest.fixture(scope="module")
def papers(sent, tmp_path_factory):
    """county -> folder of its published generation; and what was planted: (rule, county) -> persons or households."""
    home = spine_homes.copy(sent, tmp_path_factory.mktemp("papers") / "home")
    for folder in (home / "inbox").glob("[0-9]*/*"):
        if folder.name != "self_check" or folder.parent.name not in COUNTIES:
            spine_homes.shutil.rmtree(folder)
    here, there = (rows(workbook(home, county), "人口表") for county in COUNTIES)
    spouses = [
        [p for p in people if p["与户主关系"] == "配偶" and len(p["证件号码"]) == 18] for people in (here, there)
    ]
    registered, abroad = spouses[0][0], spouses[1][0]
    kept, doubled = alone(there)[:2]
    dead = spouses[1][1]
    change = {abroad["证件号码"]: registered["证件号码"], doubled["证件号码"]: kept["证件号码"]}
    replaced(workbook(home, WAITING), change)
    folder = home / "inbox" / "registries" / "residence" / f"county-{WAITING}"
    folder.mkdir(parents=True)
    with (folder / "户籍登记.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(["来源单位", "数据截止日", "姓名", "身份证号", "户籍状态", "状态日期"])
        table.writerow(["县公安局", "2026-12-01", dead["姓名"], dead["证件号码"], "死亡", "2026-05-15"])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(spine_homes.reports, "print_report", not_printed)
        spine_homes.advance(home, COUNTIES)
    planted = {
        ("E052b", DONE): {registered["人编号"]},
        ("E052b", WAITING): {abroad["人编号"]},
        ("E044", WAITING): {kept["户编号"], doubled["户编号"]},
        ("E066", WAITING): {dead["人编号"]},
    }
    opened = season.open_season(home)
    folders = {
        county: store.read_published(opened.home, county, lambda generation: generation.folder) for county in COUNTIES
    }
    return folders, planted


RULES = ("E044", "E052b", "E066")


def told(planted, rule, county):
    return planted.get((rule, county), set())


@pytest.mark.parametrize("county", COUNTIES)
def test_each_is_an_issue_of_the_ledger_of_every_county_it_concerns(papers, county):
    folders, planted = papers
    issues = pq.read_table(folders[county] / "issues.parquet", partitioning=None).to_pylist()
    for rule in RULES:
        found = {row["object_id"] for row in issues if row["rule_id"] == rule and row["state"] == "新增"}
        assert found == told(planted, rule, county), (rule, county)


@pytest.mark.parametrize("county", COUNTIES)
def test_each_stands_in_the_report_and_in_its_annex(papers, county):
    folders, planted = papers
    report = (folders[county] / CONTEXT).read_text(encoding="utf-8")
    listed = rows(folders[county] / "annex.xlsx", "检查发现")
    ledger = rows(folders[county] / "annex.xlsx", "问题台账")
    for rule in RULES:
        concerned = told(planted, rule, county)
        assert (f'"{rule}"' in report) == bool(concerned), (rule, county)
        for sheet in (listed, ledger):
            assert {row["对象"] for row in sheet if row["规则"] == rule} == concerned, (rule, county)


COLUMN = {
    "E044": ("户表", "户编号", "户编号"),
    "E052b": ("人口表", "证件号码", "人编号"),
    "E066": ("人口表", "自然增减", "人编号"),
}


@pytest.mark.parametrize("county", COUNTIES)
def test_each_comes_back_to_the_sender_at_its_cell(papers, county):
    folders, planted = papers
    path = folders[county] / "feedback" / "self_check-1.feedback.xlsx"
    listed = rows(path, "问题清单")
    for rule, (sheet, column, key) in COLUMN.items():
        found = [row for row in listed if row["规则"] == rule]
        assert {(row["工作表"], row["列"], row["对象编号"]) for row in found} == {
            (sheet, column, one) for one in told(planted, rule, county)
        }
        own = CalamineWorkbook.from_path(path).get_sheet_by_name(sheet).to_python()
        for row in found:  # the row that is named is the row of the object in the sender's own sheet
            assert own[int(row["行"]) - 1][own[0].index(key)] == row["对象编号"]
    comments = comments_of(path)
    assert all(any(rule in text for text in comments) for rule in RULES if told(planted, rule, county))


def comments_of(path):
    with zipfile.ZipFile(path) as book:
        return [book.read(name).decode() for name in book.namelist() if name.startswith("xl/comments")]


def test_the_sheet_says_that_an_accepted_package_has_rows_that_are_not_used(papers):
    folders, _ = papers
    [said] = [row[0] for row in CalamineWorkbook.from_path(folders[WAITING] / "feedback" / "self_check-1.feedback.xlsx")
              .get_sheet_by_name("检查结果").to_python() if str(row[0]).startswith("申报包已接收")]  # fmt: skip
    assert "“待核”的行未采用" in said

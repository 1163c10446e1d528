"""Printed documents beside the county report: what stands on their pages, inside the margins, the same bytes."""

from datetime import date

import page as page_validation
import pictures
import pypdfium2
import pytest
from PIL import ImageChops
from test_report_layout import overflowing

from acceptance.aftermath import Notice
from acceptance.documents import bulletin, card, household, names, notice, publicity, summary, village
from acceptance.documents.county_issues import AGES, CountyIssues
from acceptance.documents.office import Office
from acceptance.documents.open_issues import open_issues
from acceptance.documents.publicity import VillageRow
from acceptance.documents.summary import CountyResult
from acceptance.reporting.extras import HEADLINE
from tasks import rendering
from tests.acceptance.documents.worlds import COUNTY, DAY, RESULT, VILLAGES, judged_county

pytestmark = pytest.mark.xdist_group("office_documents")  # they are printed once

OFFICE = Office("市扶贫开发办公室", "市扶贫开发领导小组", "某市", 2026, rehearsal=True)
NOTICE = Notice("", date(2026, 12, 29), date(2027, 1, 4))
LONG = "西南山地民族团结进步示范与乡村振兴协同发展重点帮扶"
RATE = {"title": "甲率", "point": 0.0123, "lower": None, "upper": None, "threshold": 0.03, "official": "达标"}


def counties(name="县"):
    ages = {label: (9, 4) for _, label in AGES}
    return [
        CountyIssues(f"{n:02}", f"{name}{n}", 900 + n, n, n // 2, ages=ages, rules={"E028": n + 1}) for n in range(38)
    ]


def results(name="县"):
    verdicts = ("建议同意摘帽", "建议不予摘帽", "暂缓(待评)", "通过年度验收", "整改后复核")
    rates = dict.fromkeys(HEADLINE, RATE) | {"recognition_rate": RATE | {"point": 0.9833, "threshold": 0.9}}
    made = [RESULT | {"verdict": verdicts[n % 5], "indicators": rates} for n in range(36)]
    return [
        CountyResult(f"{n:02}", f"{name}{n}", "国家重点" if n < 37 else "", n < 18, made[n] if n < 36 else None)
        for n in range(38)
    ]


@pytest.fixture(scope="module")
def contexts():
    """name -> (template, context), of ordinary data."""
    con = judged_county()
    names.name_everything(con)
    issues = open_issues(con, DAY)
    to = notice.Addressee.county(COUNTY, "城口县")
    home = household.household(con, "h2")
    rows = [VillageRow("葛城街道", "东方红村", "建议同意销号", 3)]
    made = {
        "notice": ("notice", notice.notice_context(OFFICE, to, notice.Owed(issues), DAY, 15, None, "整改回复.xlsx")),
        "bulletin": ("bulletin", bulletin.bulletin_context(OFFICE, counties(), [], DAY, 1)),
        "summary": ("summary", summary.summary_context(OFFICE, results(), DAY)),
        "household": ("dossier_household", household.household_context(OFFICE, home, DAY, "https://x/h2")),
        "card": ("field_card", card.card_context(OFFICE, home, DAY, "https://x/h2")),
        "village": (
            "dossier_village",
            village.village_context(OFFICE, village.village(con, VILLAGES[0]), DAY, "https://x/v"),
        ),
        "publicity": ("publicity", publicity.publicity_context(OFFICE, RESULT, rows, NOTICE, {})),
    }
    con.close()
    return made


@pytest.fixture(scope="module")
def printed(contexts, folder, tmp_path_factory):
    """name -> (path, info, text of each page without white space)."""
    home, made = tmp_path_factory.mktemp("documents"), {}
    for name, (template, context) in contexts.items():
        path = home / f"{name}.pdf"
        info = rendering.render_document(f"{template}.html.j2", context, path)
        document = pypdfium2.PdfDocument(path)
        made[name] = (path, info, ["".join(page.get_textpage().get_text_bounded().split()) for page in document])
        document.close()
    return made


@pytest.mark.parametrize(
    ("name", "most"),
    [("notice", 3), ("bulletin", 3), ("summary", 5), ("household", 3), ("card", 1), ("village", 3), ("publicity", 2)],
)
def test_documents_stay_within_their_pages(printed, name, most):
    _, info, pages = printed[name]
    assert info.pages == len(pages) <= most


def test_a_letter_stands_on_its_first_page_whole(printed):
    for name in ("notice", "bulletin", "summary", "publicity"):
        first = printed[name][2][0]
        assert OFFICE.name in first and "2026年12月" in first.split(OFFICE.name)[-1], name


def test_unsigned_letters_are_drafts_and_every_page_says_rehearsal(printed):
    for name, (_, _, pages) in printed.items():
        assert all("演练" in page for page in pages), name
    assert all("草稿" in page for page in printed["notice"][2])


def test_rows_of_the_lists_are_printed(printed, contexts):
    for name, (_, context) in contexts.items():
        text = "".join(printed[name][2])
        for part in context.get("parts", ()):
            for block in part["blocks"]:
                for row in block["rows"] if block["kind"] == "table" else ():
                    assert all("".join(cell["text"].split()) in text for cell in row), (name, row)


@pytest.mark.parametrize("profile", ["PDF_A_3A", "PDF_UA_1"])
@pytest.mark.parametrize("name", ["notice", "bulletin", "summary", "household", "card", "village", "publicity"])
def test_documents_are_archivable_and_accessible(printed, name, profile):
    wanted = getattr(page_validation.ValidationProfile, profile)
    report = page_validation.validate_pdf(printed[name][0], profile=wanted)
    assert report.is_compliant, report.failures


def test_the_same_context_gives_the_same_bytes(printed, contexts, tmp_path):
    template, context = contexts["card"]
    rendering.render_document(f"{template}.html.j2", context, tmp_path / "again.pdf")
    assert (tmp_path / "again.pdf").read_bytes() == printed["card"][0].read_bytes()


def test_the_field_card_is_a6(printed):
    document = pypdfium2.PdfDocument(printed["card"][0])
    width, height = document[0].get_size()
    document.close()
    assert (round(width / 72 * 25.4), round(height / 72 * 25.4)) == (105, 148)


@pytest.mark.parametrize("name", ["bulletin", "summary"])
def test_long_names_do_not_run_over(folder, name):
    long = {
        "bulletin": lambda: bulletin.bulletin_context(OFFICE, counties(LONG), [LONG] * 3, DAY, 1),
        "summary": lambda: summary.summary_context(OFFICE, results(LONG), DAY),
    }[name]()
    page = rendering.document_html(f"{name}.html.j2", long, folder)
    assert overflowing(rendering.layout(page, folder)) == []


@pytest.mark.parametrize("name", ["notice", "household", "village", "publicity"])
def test_documents_stay_inside_the_type_area(folder, contexts, name):
    template, context = contexts[name]
    page = rendering.document_html(f"{template}.html.j2", context, folder)
    assert overflowing(rendering.layout(page, folder)) == []


LOOKED_AT = [
    ("notice", 1), ("notice", 2), ("bulletin", 2), ("summary", 2), ("summary", 3), ("household", 1), ("card", 1),
    ("village", 1), ("publicity", 1),
]  # fmt: skip


@pytest.mark.parametrize(("name", "page"), LOOKED_AT)
def test_pages_look_as_approved(printed, name, page):
    assert pictures.compare(printed[name][0], page, name) < pictures.TOLERANCE


def test_a_page_that_looks_otherwise_is_noticed(printed):
    one, other = (pictures.picture(printed["notice"][0], page) for page in (1, 2))
    assert pictures.difference(one, other) > pictures.TOLERANCE
    moved = ImageChops.offset(one, 0, 4)  # a third of a line
    assert pictures.difference(one, moved) > pictures.TOLERANCE

"""The printed county report: what stands in it, on which page, and what the file proves."""

import json
import re

import page as page_validation
import pictures
import pikepdf
import pytest
from county_cases import CASES, passing

from acceptance.reporting import words
from acceptance.reporting.context import PARTS, county_context
from acceptance.reporting.extras import HEADLINE
from report_templates.fonts import FACES
from tasks.rendering import render_county_report

pytestmark = pytest.mark.xdist_group("county_report")  # its reports are printed once

NAMES = list(CASES)
LOOKED_AT = [("passing", 1), ("passing", 4), ("passing", 7), ("failing", 4), ("waiting", 4)]


def squeezed(text):
    return "".join(str(text).split())


def outline(pdf):
    """(title, 0-based page) of each first-level bookmark."""
    with pdf.open_outline() as entries:
        return [(entry.title, pdf.pages.index(pikepdf.Page(entry.destination[0]))) for entry in entries.root]


@pytest.mark.parametrize("name", NAMES)
def test_thirteen_parts_are_printed_bookmarked_and_in_the_contents(reports, pages, name):
    path, info, context, _ = reports[name]
    with pikepdf.open(path) as pdf:
        marks = dict(outline(pdf))
    contents = next(text for text in pages[name] if text.startswith("目录"))
    for part in context["parts"]:
        title = part["number"] + part["title"]
        place = marks[title]
        assert title in pages[name][place]
        assert re.search(re.escape(title) + rf"·+{place + 1}(?!\d)", contents), title
    assert len(context["parts"]) == len(PARTS) == 13
    assert info.pages == len(pages[name]) <= 16


@pytest.mark.parametrize("name", NAMES)
def test_every_page_has_its_number_and_inner_pages_their_heading(reports, pages, name):
    title = reports[name][2]["meta"]["title"]
    for number, text in enumerate(pages[name], start=1):
        assert f"—{number}—" in text
    assert sum(title in text for text in pages[name]) >= len(pages[name]) - 2


@pytest.mark.parametrize("name", NAMES)
def test_every_number_of_the_result_is_printed(reports, pages, name):
    _, _, _, result = reports[name]
    text = "".join(pages[name])
    for entry in result["indicators"].values():
        threshold = entry["threshold"]
        expected = [
            entry["title"],
            words.percent(entry["point"], threshold),
            words.plain_percent(threshold),
            entry["official"],
        ]
        expected += [entry["flag"]] if entry["flag"] and entry["lower"] else []
        expected += [words.percent(bound, threshold) for bound in (entry["lower"], entry["upper"]) if bound is not None]
        assert [piece for piece in map(squeezed, expected) if piece not in text] == []
    for key in HEADLINE:
        entry = result["indicators"].get(key, {})
        named = {
            "样本量": "n",
            "有效样本量": "n_eff",
            "设计效应": "deff",
            "自由度": "df",
            "": "numerator",
            "／": "denominator",
        }
        shown = [name + words.number(entry[field]) for name, field in named.items() if entry.get(field) is not None]
        assert [piece for piece in shown if piece not in text] == []
    for key, label in words.SEVERITIES.items():
        assert f"{label}{result['issues'][key]}件" in text
    for outcomes, unit in ((result["household_outcomes"], "户"), (result["village_outcomes"], "村")):
        for outcome, number in outcomes.items():
            assert f"{outcome}{words.count(number)}{unit}" in text
    for lead in result["leads"].values():
        row = "".join(words.count(lead[key]) for key in ("hits", "confirmed", "kept", "open"))
        assert row in text
    for row in result["inputs"]:
        assert row["sha256"] in text
    for word in (result["verdict"], *result["verdict_reasons"], result["core_sha256"], words.day(result["as_of"])):
        assert squeezed(word) in text
    for signature in result["signatures"]:
        assert all(signature[key] in text for key in ("signer", "role", "action", "signed_at"))


def test_the_verdict_page_answers_alone(reports, pages):
    result = reports["passing"][3]
    page = next(text for text in pages["passing"] if squeezed("一、验收结论") in text and "目录" not in text)
    for key in ("composite_poverty_rate", "wrong_exit_rate", "missed_rate", "recognition_rate", "poverty_rate"):
        assert words.percent(result["indicators"][key]["point"]) in page
    assert "二、四位一体" not in page and "以上为建议结论，由渝江市扶贫开发领导小组审定" in page


def test_absent_evidence_is_said_in_words(pages):
    text = "".join(pages["waiting"])
    for key in (
        "indicators",
        "looks",
        "procedure",
        "leads",
        "samples",
        "change",
        "notices",
        "observers",
        "hearings",
        "appeal",
    ):
        assert words.ABSENT[key] in text


def test_watermark_and_rehearsal_mark(reports, pages):
    drafts = {name: ("".join(pages[name]).count("草稿"), "演练" in pages[name][0]) for name in NAMES}
    assert drafts["waiting"] == (len(pages["waiting"]), True)
    assert drafts["passing"] == drafts["failing"] == (0, False)


def test_same_context_same_bytes(reports, tmp_path):
    path, info, _, _ = reports["passing"]
    again = render_county_report(county_context(*passing()), tmp_path / "again.pdf")
    assert again == info
    assert (tmp_path / "again.pdf").read_bytes() == path.read_bytes()
    assert [entry.name for entry in tmp_path.iterdir()] == ["again.pdf"]  # nothing left aside


@pytest.mark.parametrize("name", NAMES)
def test_only_the_pinned_fonts_are_inside_and_embedded(reports, name):
    with pikepdf.open(reports[name][0]) as pdf:
        found = [
            item
            for item in pdf.objects
            if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/FontDescriptor"
        ]
        names = {str(item.FontName).split("+")[1].removesuffix("-Bold") for item in found}
        assert all("/FontFile2" in item or "/FontFile3" in item for item in found)
    assert names <= {face.family for face in FACES}
    assert {"Fang", "Hei", "XiaoBiaoSong", "Latin"} <= names


@pytest.mark.parametrize(
    "profile", [page_validation.ValidationProfile.PDF_A_3A, page_validation.ValidationProfile.PDF_UA_1]
)
@pytest.mark.parametrize("name", NAMES)
def test_archivable_and_accessible(reports, name, profile):
    report = page_validation.validate_pdf(reports[name][0], profile=profile)
    assert report.is_compliant, report.failures


def test_the_core_and_the_manifest_are_inside(reports):
    path, _, _, result = reports["passing"]
    with pikepdf.open(path) as pdf:
        files = {name: pdf.attachments[name].get_file().read_bytes() for name in pdf.attachments}
    assert set(files) == {"result_core.json", "manifest.json"}
    assert json.loads(files["result_core.json"]) == {
        key: value for key, value in result.items() if key not in ("report", "signatures")
    }
    assert json.loads(files["manifest.json"]) == result["inputs"]


def test_dates_of_the_file_are_those_of_the_report(reports):
    with pikepdf.open(reports["passing"][0]) as pdf:
        assert str(pdf.docinfo["/CreationDate"]).startswith("D:20261228000000") or "2026-12-28" in str(
            pdf.docinfo["/CreationDate"]
        )
        assert str(pdf.docinfo["/Title"]) == "云岭县2026年度脱贫验收报告"
        assert str(pdf.Root.Lang) == "zh-CN"


@pytest.mark.parametrize(("name", "page"), LOOKED_AT)
def test_pages_look_as_approved(reports, name, page):
    """The letter, the verdicts, the looks with their drawings (pictures.py says how they are approved)."""
    assert pictures.compare(reports[name][0], page, f"county-{name}") < pictures.TOLERANCE


def test_small_enough_to_send(reports):
    assert max(path.stat().st_size for path, *_ in reports.values()) < 700_000

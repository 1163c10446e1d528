"""Nothing runs over the type area, whatever the data; and Chinese lines are justified."""

from dataclasses import replace

import pypdfium2
import pytest
from county_cases import CASES, passing
from weasyprint.formatting_structure import boxes

from acceptance.reporting.context import county_context
from acceptance.reporting.rows import TownshipVillages
from report_templates import fonts, typesetting
from tasks import rendering

LEFT, RIGHT = 28 / 25.4 * 96, (210 - 26) / 25.4 * 96  # the 156 mm type area in CSS pixels
LONG = "西南山地民族团结进步示范与乡村振兴协同发展重点帮扶" * 3


def laid_out(result, extras, folder):
    return rendering.layout(rendering.document_html("county.html.j2", county_context(result, extras), folder), folder)


def texts(box, ancestors=()):
    """(text box, ancestors) of everything in the flow of a page."""
    if isinstance(box, boxes.TextBox):
        yield box, ancestors
    for child in getattr(box, "children", ()):
        if isinstance(child, boxes.Box) and child.style["position"] != "fixed":
            yield from texts(child, (*ancestors, child))


def overflowing(document):
    """Texts outside the type area, or outside the table cell that holds them."""
    found = []
    for page in document.pages:
        for text, ancestors in texts(page._page_box):
            if not text.text.strip():
                continue
            left, right = LEFT, RIGHT
            for box in ancestors:
                if isinstance(box, boxes.TableCellBox):
                    left, right = box.position_x, box.position_x + box.border_width()
            end = text.position_x + text.width - text.justification_spacing  # nothing is drawn in the last gap
            if text.position_x < left - 1 or end > right + 1:
                found.append((text.text, round(text.position_x - left), round(end - right)))
    return found


@pytest.mark.parametrize("name", list(CASES))
def test_the_cases_stay_inside_the_type_area(folder, name, caplog):
    assert overflowing(laid_out(*CASES[name](), folder)) == []
    assert [record.message for record in caplog.records if record.name.startswith("weasyprint")] == []


def test_very_long_names_do_not_run_over(folder):
    result, extras = passing()
    result |= {
        "county_name": "石盘苗族土家族侗族布依族自治县",
        "indicators": {
            key: entry | {"title": entry["title"] + LONG[:30]} for key, entry in result["indicators"].items()
        },
        "household_outcomes": {LONG: 3},
    }
    extras = replace(
        extras,
        campaign=replace(extras.campaign, office=LONG[:30], addressee=LONG, copies_to=[LONG]),
        matrix=[replace(row, line=LONG, words="x" * 90) for row in extras.matrix],
        registries={key: replace(facts, title=LONG, src_unit=LONG) for key, facts in extras.registries.items()},
        rule_counts=[replace(rule, title=LONG, table=LONG) for rule in extras.rule_counts],
        notices=[replace(row, number=LONG, to="ABCDEFGHIJKLMNOPQRSTUVWXYZ" * 4) for row in extras.notices],
        hearings=[replace(row, object_id="5" * 60, evidence="P-" + "0123456789" * 6) for row in extras.hearings],
    )
    assert overflowing(laid_out(result, extras, folder)) == []


def test_no_households_and_no_villages(folder):
    result, extras = passing()
    result |= {"household_outcomes": {"同意退出": 0}, "village_outcomes": {}, "leads": {}, "inputs": []}
    change = replace(extras.change, before=[0] * 9, after=[0] * 9)
    criteria = [replace(row, counts={}) for row in extras.criteria]
    document = laid_out(result, replace(extras, change=change, criteria=criteria, samples=(), procedure=()), folder)
    assert overflowing(document) == []
    assert len(document.pages) < 16


@pytest.mark.parametrize("villages", [1, 500])
def test_one_village_and_five_hundred(folder, villages):
    """A county's size costs no page: its lists are in the annex, its villages one figure."""
    result, extras = passing()
    result |= {"village_outcomes": {"建议同意销号": villages}, "household_outcomes": {"同意退出": 60 * villages}}
    towns = [TownshipVillages(f"第{n}乡镇", ["建议同意销号"] * min(villages, 20)) for n in range(-(-villages // 20))]
    document = laid_out(result, replace(extras, villages=towns), folder)
    assert overflowing(document) == []
    assert len(document.pages) <= 17  # one page for the figure of 500


def test_chinese_lines_reach_both_margins(folder):
    """Each full line ends at the margin, also one that ends in a number; the last line keeps its natural width."""
    sentence = "按照规定对2026年申请退出的3,131户农户逐户核对收入、住房、饮水、教育和医疗情况，并在村内公示。"
    head = f"<!doctype html><title>x</title><link rel=stylesheet href=gongwen.css><style>{fonts.css(folder)}</style>"
    document = rendering.layout(f"{head}<p>{sentence * 6}</p>", folder)
    lines = [text for text, _ in texts(document.pages[0]._page_box) if text.text[0] != "—"]
    ends = [line.position_x + line.width - RIGHT for line in lines]
    trailing = [line.justification_spacing if typesetting.stretchable(replace_text(line)) else 0 for line in lines]
    assert len(lines) > 8 and any(line.text[-1].isdigit() for line in lines[:-1])
    assert all(abs(end - gap) < 0.5 for end, gap in zip(ends[:-1], trailing[:-1], strict=True))
    assert lines[-1].justification_spacing == 0


SPACED = "E047 证件号码前 17 位为数字，第 18 位为数字或 X；E049 出生日期真实，年龄不超过 115 岁；户均 = 人口 ÷ 户数。"


@pytest.mark.parametrize("style", ["", "note"])
def test_drawn_lines_end_at_the_margin_where_chinese_and_latin_meet(folder, style):
    """As drawn: Pango may take a space from another face than the one it was measured in."""
    head = f"<!doctype html><title>x</title><link rel=stylesheet href=gongwen.css><style>{fonts.css(folder)}</style>"
    document = rendering.layout(f"{head}<p class='{style}'>{SPACED * 12}</p>", folder)
    printed = pypdfium2.PdfDocument(document.write_pdf())
    page = printed[0].get_textpage()
    drawn = [place for place in range(page.count_chars()) if page.get_text_range(place, 1).strip()]
    ends = [page.get_charbox(place, loose=True)[2] for place in drawn]
    printed.close()
    assert max(ends) < RIGHT * 0.75 + 2  # points; it was six beyond


def replace_text(line):
    """A copy of a text box with its last character alone."""
    last = line.copy()
    last.text = line.text[-1]
    return last

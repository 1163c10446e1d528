import re
import xml.etree.ElementTree as ElementTree
from datetime import date

import pytest

from acceptance.reporting import charts, grids
from report_templates.fonts import FACES

SVG = "{http://www.w3.org/2000/svg}"


def drawn(svg):
    """Parsed: the drawing must be XML with an alternative text."""
    root = ElementTree.fromstring(svg)
    assert root.find(f"{SVG}title").text
    return root


def words_of(svg):
    return [element.text for element in drawn(svg).iter(f"{SVG}text")]


def diamond(svg):
    return float(re.search(r'd="M([\d.]+) [\d.]+L[\d.]+ [\d.]+L[\d.]+ [\d.]+L[\d.]+ [\d.]+Z"', svg)[1]) + 4


@pytest.mark.parametrize(("towns", "each"), [(1, 1), (35, 14), (1, 500), (120, 5)])
def test_villages_fit_a_page_however_many(towns, each):
    given = [
        (f"第{number}乡", ["good", "bad", "wait", ""][number % 4 : number % 4 + 1] * each) for number in range(towns)
    ]
    root = drawn(grids.village_grid(given, [("good", f"同意{towns * each}村")], "各乡镇行政村结论"))
    tiles = [one for one in root.iter(f"{SVG}rect") if one.get("width") == f"{grids.TILE:.1f}"]
    assert len(tiles) == towns * each + 1  # and one of the legend
    assert all(0 <= float(one.get("x")) <= charts.WIDTH - grids.TILE for one in tiles)
    assert float(root.get("height").removesuffix("pt")) <= 600


def test_tones_of_villages_differ_without_colour():
    shades = {grids.SHADES[tone] for tone in ("good", "bad", "wait", "")}
    assert len(shades) == 4 and "hatch" in shades


def test_charts_use_only_families_of_the_report():
    assert set(charts.FONTS.split(", ")) <= {face.family for face in FACES}


def test_point_left_or_right_of_the_threshold_line():
    edge = float(
        re.search(
            rf'd="M([\d.]+) 0.0L[^"]*" stroke="{charts.RED}"',
            charts.against_threshold(0.01, 0.005, 0.03, 0.02, "lower", "错退率"),
        )[1]
    )
    assert diamond(charts.against_threshold(0.0199, None, None, 0.02, "lower", "错退率")) < edge
    assert diamond(charts.against_threshold(0.0201, None, None, 0.02, "lower", "错退率")) > edge
    assert diamond(charts.against_threshold(0.02, None, None, 0.02, "lower", "错退率")) == pytest.approx(edge, abs=0.06)


@pytest.mark.parametrize(
    ("point", "better"), [(0.0, "lower"), (1.0, "lower"), (0.0, "higher"), (1.0, "higher"), (0.5, "")]
)
def test_extreme_points_stay_on_the_drawing(point, better):
    svg = charts.against_threshold(point, point, point, 0.9 if better == "higher" else 0.02, better, "率")
    assert 0 <= diamond(svg) <= 134


def test_markup_in_a_title_is_text():
    assert (
        drawn(charts.stacked([("<甲>", {"通过": 1})], {"通过": "dark"}, "a < b & c")).find(f"{SVG}title").text
        == "a < b & c"
    )


def test_small_segments_are_named_beside_the_bar():
    shades = {"通过": "dark", "不通过": "hatch"}
    said = words_of(
        charts.stacked([("收入", {"通过": 3000, "不通过": 2}), ("饮水", {"通过": 100, "不通过": 900})], shades, "判定")
    )
    assert "3,000" in said and "不通过2" in said and "900" in said


def test_no_households_draw_an_empty_chart():
    drawn(charts.stacked([("收入", {})], {"通过": "dark"}, "判定"))
    drawn(charts.histogram([0, 1000, 2000], [0, 0], [0, 0], 4697, "收入"))
    drawn(charts.boxes([("脱贫前", 0.0, 0.0, 0.0)], None, "收入"))


def test_a_timeline_of_one_day_and_of_two_years():
    day = date(2026, 9, 1)
    drawn(charts.timeline([("村 公示", day, day, day, "1件")], "程序"))
    said = words_of(charts.timeline([("村 公示", date(2025, 1, 3), None, date(2026, 12, 30), "1件")], "程序"))
    assert len([word for word in said if word.endswith("月")]) <= 12


def test_the_poverty_line_stands_between_its_class_edges():
    svg = charts.histogram([0, 2000, 3000, 5000], [1, 2, 3], [0, 1, 5], 4000, "收入")
    left, step = 36.0, (charts.WIDTH - 18 - 36) / 3
    x = float(re.search(rf'd="M([\d.]+) [\d.]+L[^"]*" stroke="{charts.RED}"', svg)[1])
    assert x == pytest.approx(left + step * 2.5, abs=0.06)
    assert "扶贫标准 4,000元" in words_of(svg)


@pytest.mark.parametrize(("most", "top"), [(1, 4), (5, 8), (97, 100), (101, 120), (1208, 1600), (10001, 12000)])
def test_axis_tops_quarter_into_whole_numbers(most, top):
    assert charts._rounded_up(most) == top

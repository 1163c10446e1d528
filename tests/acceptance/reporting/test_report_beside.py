"""Overviews and signals in the report: in the parts they name, cut to what is read, traced to their queries."""

from dataclasses import replace

import pytest

from acceptance import overviews, signals
from acceptance.reporting import tracing
from acceptance.reporting.beside import OverviewTable, SignalFacts, SignalPlace
from acceptance.reporting.context import county_context
from acceptance.reporting.extras import ReportExtras
from tests.acceptance.reporting.test_report_context import EMPTY, texts

COLUMNS = {"item": ("事项", "text", 40), "n": ("户数", "count", 30), "share": ("占比", "share", 30)}


def part(title, **extras):
    context = county_context(EMPTY, ReportExtras(**extras))
    return next(one for one in context["parts"] if one["title"] == title), context


def overview(rows, **more):
    return OverviewTable("policies", "政策应享与实享", "脱贫前后对比", COLUMNS, rows, "政策落实情况待补。", **more)


def test_an_overview_stands_in_its_part_with_its_note_and_its_query():
    found, context = part(
        "脱贫前后对比", overviews=[overview([{"item": "产业", "n": 1200, "share": 0.5}], note="推算")]
    )
    table = next(block for block in found["blocks"] if block["kind"] == "table")
    assert [cell["text"] for cell in table["rows"][0]] == ["产业", "1,200", "50.00%"]
    assert "注：推算。" in texts(found)
    traced = [row for row in tracing.traced(context) if row["place"] == "政策应享与实享"]
    assert [row["queries"] for row in traced] == [["overviews/policies"]]
    assert tracing.resolves("overviews/policies", {}) and not tracing.resolves("overviews/none", {})


def test_what_is_not_known_is_a_dash_and_a_long_table_is_cut():
    rows = [{"item": f"第{n}", "n": None, "share": None} for n in range(5)]
    found, _ = part("脱贫前后对比", overviews=[overview(rows, rows_shown=2)])
    table = next(block for block in found["blocks"] if block["kind"] == "table")
    assert len(table["rows"]) == 2 and table["rows"][0][1]["text"] == "—"
    assert "注：另有3行见附表。" in texts(found)


def test_without_rows_the_overview_says_what_is_missing_or_nothing():
    assert "政策落实情况待补。" in texts(part("脱贫前后对比", overviews=[overview([])])[0])
    quiet, _ = part("脱贫前后对比", overviews=[overview([], quiet=True)])
    assert "政策应享与实享" not in "".join(texts(quiet))


def headings(found):
    return [block["number"] + block["text"] for block in found["blocks"] if block["kind"] == "heading"]


def test_a_parts_own_blocks_are_headed_when_overviews_follow():
    row = {"item": "产业", "n": 1, "share": 0.5}
    assert headings(part("脱贫前后对比", overviews=[overview([row])])[0]) == ["（一）收入分布", "（二）政策应享与实享"]
    assert headings(part("脱贫前后对比")[0]) == []


def test_overviews_without_data_are_said_together():
    found, context = part("脱贫前后对比", overviews=[overview([]), replace(overview([]), id="health", title="医疗")])
    assert headings(found)[1:] == ["（二）本期未能列出的对照"]
    [listed] = [block for block in found["blocks"] if block["kind"] == "list"]
    assert listed["rows"] == ["政策应享与实享：政策落实情况待补。", "医疗：政策落实情况待补。"]
    assert listed["queries"] == ["overviews/policies", "overviews/health"]


def signal(places=(), **more):
    stated = signals.load()["short_interviews"]
    facts = {"reference": 0.2, "confirmed": False, "shows": stated.shows, "innocent": stated.innocent, "looked_at": 24}
    return SignalFacts(stated.id, stated.title, "share", "above", beyond=places, **facts | more)


def test_signals_say_their_reference_value_and_accuse_nobody():
    place = SignalPlace("孙某（第1号）", "民意调查", 24, 0.75, 0.0001)
    found, context = part("数据质量", signals=[signal([place]), signal()])
    said = "".join(texts(found))
    assert "高于20%（待确认）" in said and "孙某（第1号）" in said and "75.00%" in said
    assert "不作为任何认定、扣分或问责的依据" in said and "可能的正常原因：" in said
    assert all(row["queries"] for row in tracing.traced(context) if "数据质量" in row["part"] and row["numbers"])


@pytest.mark.parametrize(("number", "left"), [(10, None), (11, 1)])
def test_only_the_first_places_are_named(number, left):
    places = [SignalPlace(f"村{n}", "区县自查", 20, 1.0) for n in range(number)]
    found, _ = part("数据质量", signals=[signal(places)])
    assert any(f"另有{left}处见附表" in text for text in texts(found)) == (left is not None)


def test_nothing_beyond_the_reference_is_said_so():
    assert "各项信号均未超出参考值。" in texts(part("数据质量", signals=[signal()])[0])


def test_signals_that_looked_at_nothing_are_not_called_clear():
    said = texts(part("数据质量", signals=[signal(looked_at=0)])[0])
    assert "本期没有可供核对的数据，各项信号待补。" in said and "各项信号均未超出参考值。" not in said


def test_every_overview_and_signal_is_a_query_that_can_be_named():
    assert all(tracing.resolves(f"overviews/{name}", {}) for name in overviews.load())
    assert all(tracing.resolves(f"signals/{name}", {}) for name in signals.load())

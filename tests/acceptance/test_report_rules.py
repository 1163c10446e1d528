"""The rules of scope report (E113–E115): their examples, and what holds a report back."""

import zipfile

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from acceptance import contracts, report_rules
from acceptance.reporting import tracing

RULES = contracts.report_rules()
EXAMPLES = [
    (rule, kind, example)
    for rule in RULES.values()
    for kind, given in rule.examples.items()
    for example in (given if isinstance(given, list) else [given])
]
CORE = {
    "core_sha256": "c" * 64,
    "inputs": [{"line": "self_check", "version": 1, "sha256": "a" * 64, "outcome": "接收"}],
    "household_outcomes": {"同意退出": 2, "待核": 1},
    "village_outcomes": {"不适用": 1},
    "indicators": {"poverty_rate": {"numerator": 4}},
    "verdict_reasons": [],
    "leads": {},
    "issues": {},
}


def outcome_table(*rows):
    cells = [[{"text": text} for text in row] for row in rows]
    return {"kind": "table", "caption": "户级与村级结论", "rows": cells, "columns": []}


PRINTED = outcome_table(
    ("户级", "同意退出", "2户", "67%"), ("户级", "待核", "1户", "33%"), ("村级", "不适用", "1村", "100%")
)


def context(*blocks, title="五看"):
    letter = {"title": ["报告"], "paragraphs": [], "enclosure": "", "date": ""}
    return {"letter": letter, "parts": [{"number": "三、", "title": title, "blocks": list(blocks)}]}


@pytest.mark.parametrize(("rule", "kind", "example"), EXAMPLES, ids=lambda value: getattr(value, "id", None))
def test_examples(rule, kind, example):
    empty = {"numbers": 1, "queries": "q", "unknown": "", "unstamped": "", "shown": ""}
    fact = {name: example.get(name, empty.get(name)) for name in report_rules.FACTS[rule.table]}
    said = report_rules.failing(rule, [fact])
    assert bool(said) == (kind == "fail")
    assert all(name == rule.id and "空" not in message and "None" not in message for name, message in said)


def test_the_three_rules_block_the_report():
    assert {(r.id, r.severity, r.scope) for r in RULES.values()} == {
        (name, "block", "report") for name in ("E113", "E114", "E115")
    }
    assert all(rule.examples.keys() == {"pass", "fail", "boundary"} for rule in RULES.values())


@pytest.fixture
def con():
    import duckdb

    con = duckdb.connect()
    con.execute("CREATE TABLE household AS SELECT 'h' || i AS household_id, NULL AS exit_status FROM range(3) t(i)")
    con.execute("CREATE TABLE village AS SELECT 'v1' AS village_code")
    con.execute(
        "CREATE TABLE household_verdict AS SELECT 'h' || i AS household_id, 'v1' AS village_code FROM range(3) t(i)"
    )
    con.execute("CREATE TABLE poor_persons AS SELECT 'v1' AS village_code, 4 AS lo")
    yield con
    con.close()


def broken_totals(con, core=CORE, printed=PRINTED):
    facts = report_rules.totals(con, core, context(printed))
    return [message for _, message in report_rules.failing(RULES["E113"], facts)]


def test_equal_totals_pass(con):
    assert broken_totals(con) == []


def test_a_household_outside_the_listed_villages_breaks_the_totals(con):
    con.execute("UPDATE household_verdict SET village_code = 'v9' WHERE household_id = 'h0'")
    assert broken_totals(con) == ["在册户数不一致：户级合计3，村级合计2，县级结果3，报告所印3；应相等"]


def test_persons_outside_the_listed_villages_break_the_totals(con):
    con.execute("INSERT INTO poor_persons VALUES ('v9', 2)")
    assert broken_totals(con) == ["贫困人口不一致：户级合计6，村级合计4，县级结果4，报告所印—；应相等"]


def test_a_number_printed_otherwise_breaks_the_totals(con):
    other = outcome_table(
        ("户级", "同意退出", "1,002户", "1%"), ("户级", "待核", "1户", "33%"), ("村级", "不适用", "1村", "")
    )
    assert broken_totals(con, printed=other) == [
        "在册户数不一致：户级合计3，村级合计3，县级结果3，报告所印1,003；应相等".replace("1,003", "1003")
    ]


def test_a_result_that_counts_otherwise_breaks_the_totals(con):
    assert len(broken_totals(con, core=CORE | {"village_outcomes": {"不适用": 2}})) == 1


def broken_numbers(page, core=CORE):
    return [message for _, message in report_rules.failing(RULES["E114"], report_rules.numbers(core, page))]


def test_every_printed_number_has_a_query():
    note = {"kind": "note", "text": "共3户"}
    assert broken_numbers(context(PRINTED, note)) == []
    assert broken_numbers(context(note, title="新的部分")) == ["三、新的部分“正文”中的1个数没有查询编号；应能查到出处"]
    assert broken_numbers(context({"kind": "note", "text": "没有数"}, title="新的部分")) == []


def test_a_query_that_is_not_there_is_named(monkeypatch):
    monkeypatch.setitem(
        tracing.SOURCES, "五看", {tracing.TEXT: ("report_facts/gone", "result.json/issues", "elsewhere/x")}
    )
    [said] = broken_numbers(context({"kind": "note", "text": "共3户"}))
    assert "所注查询不存在（report_facts/gone、elsewhere/x）" in said


def test_data_without_a_hash_are_no_snapshot():
    core = CORE | {"inputs": [{"line": "self_check", "version": 2, "sha256": "", "outcome": "接收"}]}
    assert "没有批次或校验值（self_check第2版）" in broken_numbers(context(PRINTED), core)[0]


def test_every_query_that_is_stated_exists():
    from acceptance.results import OUTSIDE_CORE

    keys = {*CORE, *OUTSIDE_CORE, "waits_for", "verdict", "rules_version"}
    stated = {query for part in tracing.SOURCES.values() for queries in part.values() for query in queries}
    assert [query for query in sorted(stated) if not tracing.resolves(query, dict.fromkeys(keys))] == []


def test_drawn_shapes_hold_no_numbers():
    drawing = '<svg viewBox="0 0 134 27"><path d="M6 10L128 10"/><title>错退率0.5%</title><text x="6">2%</text></svg>'
    [_, row] = tracing.traced(context({"kind": "figure", "caption": "各级程序起止时间", "svg": drawing}))
    assert row["numbers"] == 2


ID, PHONE = "500229197803154526", "13912345678"


def published(tmp_path, cell="甲", value="乙", page=PRINTED):
    with zipfile.ZipFile(tmp_path / "annex.xlsx", "w") as book:
        book.writestr("xl/sharedStrings.xml", f"<sst><si><t>{cell}</t></si></sst>")
    pq.write_table(pa.table({"household_id": ["50022900000001"], "why": [value]}), tmp_path / "households.parquet")
    return [m for _, m in report_rules.failing(RULES["E115"], report_rules.published(CORE, context(page), tmp_path))]


def test_full_numbers_are_found_wherever_they_would_be_published(tmp_path):
    assert published(tmp_path) == []
    assert published(tmp_path, cell=f"电话{PHONE}") == [
        "附表中有1处未遮蔽的证件号码或电话（139123…78）；应只保留前 6 位和后 2 位"
    ]
    assert published(tmp_path, value=f"见{ID}，又{ID}")[0].startswith("工作台数据 households.parquet中有2处")
    assert published(tmp_path, page={"kind": "note", "text": f"户主{ID}"})[0].startswith("报告中有1处")
    assert published(tmp_path, value="500229…26") == []


def test_a_fraction_in_a_numeric_cell_is_no_telephone_number(tmp_path):
    assert published(tmp_path, cell="</t></si></sst><c><v>1.16666666667</v></c>") == []
    assert published(tmp_path, cell=f"</t></si></sst><c><v>{PHONE}</v></c>")[0].startswith("附表中有1处")
    assert published(tmp_path, cell=f"1.{PHONE}")[0].startswith("附表中有1处")


def test_a_report_held_back_is_not_reported_and_says_why():
    import dataclasses

    @dataclasses.dataclass(frozen=True)
    class Judged:
        stage: str | None
        waits_for: list[str]

    held = report_rules.held_back(Judged("reported", []), [("E113", "不一致"), ("E115", "未遮蔽")])
    assert (held.stage, held.waits_for) == ("judged", ["报告暂不发布：E113 不一致；E115 未遮蔽"])
    assert report_rules.held_back(Judged("sampled", ["等待"]), [("E113", "x")]).stage == "sampled"

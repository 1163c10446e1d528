import datetime as dt
import json

from acceptance import store
from acceptance.report_facts import report_extras
from acceptance.report_facts.judged import line_titles, version_words
from acceptance.reporting.context import county_context
from tests.acceptance.report_facts.given import with_verdict
from tests.support import COUNTY

CORE = {
    "campaign_year": 2026,
    "county_code": COUNTY,
    "county_name": "云岭县",
    "as_of": "2026-12-01",
    "valid_until": None,
    "stage": "checked",
    "waits_for": [],
    "verdict": "未就绪",
    "verdict_reasons": [],
    "indicators": {},
    "household_outcomes": {},
    "village_outcomes": {},
    "leads": {},
    "issues": {},
    "inputs": [],
    "rules_version": "2026.1",
    "core_sha256": "0" * 64,
}
ID = "11010519491231002X"


def received(case, line):
    """The same case after a package of the line has arrived, so that its receipt can be read."""
    store.submit_bytes(case.season.home, COUNTY, line, "a.xlsx", b"a")
    store.receive_line(case.season.home, COUNTY, line, dt.datetime(2026, 11, 20, 9), lambda name: False)
    return case


def test_a_judged_county_yields_every_part_as_plain_values(case):
    found = received(
        case(
            "self_check",
            judged=True,
            household=[{"head_name": "张三丰"}],
            person=[{"name": "张三丰", "id_no": ID}],
            village=[{}],
            procedure=[{}],
            income=[{"phase": "脱贫前"}, {"phase": "脱贫后"}],
            finding=[{"rule_id": "E036", "severity": "warn", "household_id": "h1", "object_id": "h1"}],
        ),
        "self_check",
    )
    judged = with_verdict(found)
    extras = report_extras(judged, CORE)
    context = county_context(CORE | {"signatures": []}, extras)
    text = json.dumps(context, ensure_ascii=False)  # it is kept beside the generation as JSON
    assert context["attachments"] == [] and "core.json" in text
    assert ID not in text and "张三丰" not in text
    assert extras.fired.id == judged.verdict.rule == "K0"
    assert [row.id for row in extras.tests] == [f"G{n}" for n in range(1, 10)]
    assert [row.id for row in extras.readiness] == [f"R{n}" for n in range(1, 7)]
    own = extras.matrix[0]
    assert (own.mark, own.versions, own.date) == ("✓", "第1版", dt.date(2026, 11, 20))
    assert report_extras(judged, CORE) == extras


def test_before_anything_has_arrived_every_part_waits(case):
    extras = report_extras(with_verdict(case(judged=True)), CORE)
    assert {row.mark for row in extras.matrix} == {"✗", "?"}
    assert (extras.looks, extras.criteria, extras.procedure, extras.change, extras.hearings) == ([], [], [], None, [])
    assert all(row.count is None for row in extras.rule_counts)
    assert county_context(CORE | {"signatures": []}, extras)["watermark"] == "草稿"


def test_versions_and_titles_of_every_line(case):
    found = case("self_check")
    assert (version_words(found, "self_check"), version_words(found, "opinion")) == ("第1版", "")
    assert line_titles()["exit_evaluation"] == "摘帽评估" and line_titles()["vehicle"] == "机动车登记"

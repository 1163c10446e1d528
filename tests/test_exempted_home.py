"""An exemption through a whole home, day by day; the data-quality page; and a report that is held back."""

import re

import pyarrow.parquet as pq
import pytest
import python_calamine

from acceptance import evidence, report_rules, season
from tasks import quality_page
from tests import spine_homes
from tests.spine_homes import DONE, FULL_NUMBER, REFUSED, WAITING, result

pytestmark = pytest.mark.xdist_group("spine")
LAST, AFTER = "2027-01-05", "2027-01-06"


def table(home, name):
    return pq.read_table(home / "results" / DONE / f"{name}.parquet", partitioning=None).to_pylist()


def rule(home, name):
    return next(row for row in table(home, "rules") if row["rule_id"] == name)


def exempt(home, tmp_path, finding):
    row = {
        "decision_id": "豁免-1",
        "county_code": DONE,
        "kind": "豁免",
        "object": finding["object_id"],
        "rule_id": finding["rule_id"],
        "reason": "已核实",
        "doc_id": "渝豁〔2026〕1号",
        "expires": LAST,
        "signer1": "甲",
        "signer2": "乙",
        "decided_on": "2026-12-20",
    }
    spine_homes.put(home, "municipal", "decision", spine_homes.workbook(tmp_path / "豁免.xlsx", {"decision": [row]}))


def test_an_exempted_finding_stays_visible_until_the_day_after_its_expiry(home, tmp_path, unprinted):
    finding = next(
        row for row in table(home, "findings") if row["scope"] == "package" and row["table"] in ("household", "person")
    )
    name, before = finding["rule_id"], rule(home, finding["rule_id"])["failing"]
    exempt(home, tmp_path, finding)
    spine_homes.advance(home, [DONE], LAST)
    [issue] = [i for i in table(home, "issues") if (i["rule_id"], i["object_id"]) == (name, finding["object_id"])]
    counted = rule(home, name)
    assert issue["state"] == "豁免"
    assert counted["exempted"] >= 1 and counted["failing"] + counted["exempted"] == before
    assert [row["document"] for row in table(home, "exemptions")] == ["渝豁〔2026〕1号"]
    [answer] = (home / "results" / DONE / "feedback").glob("self_check-*.xlsx")
    listed = python_calamine.CalamineWorkbook.from_path(answer).get_sheet_by_name("问题清单").to_python()
    exempted = [row for row in listed if row[0] == "豁免"]
    assert len(exempted) == counted["exempted"] and "已豁免：依据渝豁〔2026〕1号，有效期至2027-01-05" in str(
        exempted[0]
    )
    said = f"{name}　1 个对象，依据渝豁〔2026〕1号，有效期至 {LAST}"
    assert said in quality_page.html(season.open_season(home)).decode()
    assert result(home, DONE)["valid_until"] <= AFTER
    spine_homes.advance(home, [DONE], AFTER)
    [issue] = [i for i in table(home, "issues") if (i["rule_id"], i["object_id"]) == (name, finding["object_id"])]
    assert issue["state"] != "豁免" and rule(home, name)["failing"] == before and table(home, "exemptions") == []


def test_a_wrong_decision_is_a_finding_of_its_own_county_only(home, tmp_path):
    rows = [spine_homes.reopening(WAITING, 9, signer2="甲"), spine_homes.reopening(DONE, 9)]
    spine_homes.put(home, "municipal", "decision", spine_homes.workbook(tmp_path / "决定.xlsx", {"decision": rows}))
    opened = spine_homes.prepare(home, [DONE, WAITING])
    found = {}
    for county in (DONE, WAITING):
        kept = evidence.stored_findings(opened, county, evidence.in_force(opened, county)).to_pylist()
        found[county] = [(row["rule_id"], row["county_code"]) for row in kept if row["line"] == "decision"]
    assert found == {DONE: [], WAITING: [("P7", WAITING)]}


def test_the_quality_page_tells_every_rule_of_every_county_and_nothing_personal(home):
    opened = season.open_season(home)
    assert quality_page.refresh(opened)
    page = quality_page.target(opened)
    first = page.read_bytes()
    text = first.decode()
    assert not quality_page.refresh(opened) and page.read_bytes() == first
    assert all(f'id="c{county}"' in text for county in (DONE, REFUSED, WAITING))
    assert all(f'id="r{row["rule_id"]}"' in text for row in table(home, "rules"))
    assert {f'id="r{name}"' in text for name in ("E113", "E114", "E115", "P9", "E000")} == {True}
    links = re.findall(r'href="(\.\./[^"#]+)"', text)
    assert len(links) > 10 and all((page.parent / link).resolve().is_file() for link in links if "feedback" in link)
    evidence = re.findall(r'href="(\.\./\.\./runs/gx/packages/[^"]+)"', text)
    assert evidence and all((page.parent / link).resolve().is_file() for link in evidence)
    assert not FULL_NUMBER.search(re.sub(r"<style>.*?</style>", "", text, flags=re.S))
    assert "http://" not in text and "https://" not in text and "<script" not in text
    page.write_bytes(b"old")
    assert quality_page.refresh(opened) and page.read_bytes() == first


def test_a_report_that_breaks_a_rule_is_held_back_and_says_so(home, unprinted, unanswered, monkeypatch):
    real = report_rules.totals

    def apart(*given):
        return [*real(*given), {"what": "在册户数", "household": 50, "village": 49, "county": 50, "report": 50}]

    monkeypatch.setattr(report_rules, "totals", apart)
    spine_homes.forget(home, DONE)
    spine_homes.advance(home, [DONE])
    found = result(home, DONE)
    said = "报告暂不发布：E113 在册户数不一致：户级合计50，村级合计49，县级结果50，报告所印50；应相等"
    assert found["stage"] == "judged" and said in found["waits_for"]
    assert found["report"]["file"] == "" and found["report"]["held"][0]["rule_id"] == "E113"
    assert not (home / "results" / DONE / "report.pdf").exists()
    opened = season.open_season(home)
    assert said in quality_page.html(opened).decode()

"""The spine without Prefect: packages in, verdicts and reports out, and nothing moves that need not (DESIGN 4, 6)."""

import dataclasses
import datetime as dt
import functools
import json
import shutil
import zipfile
from pathlib import Path

import pyarrow.parquet as pq
import pytest
import yaml

from acceptance import case, evidence, season, store
from acceptance import deliveries as registries
from expectations import check
from tasks import deliveries, intake, judgement, quality, reports, samples
from tests import spine_homes
from tests.spine_homes import DONE, REFUSED, WAITING, differing, names, result, results

pytestmark = pytest.mark.xdist_group("spine")


# What the office sees


def test_one_county_is_judged_one_refused_one_waits(advanced):
    done, refused, waiting = (result(advanced, county) for county in (DONE, REFUSED, WAITING))
    assert (done["verdict"], done["stage"]) == ("建议同意摘帽", "reported")
    assert (refused["verdict"], refused["stage"]) == ("未就绪", "received")
    assert refused["waits_for"] == ["等待重报区县自查数据包（第1版已退回）"]
    assert waiting["verdict"] == "暂缓(待评)"
    assert waiting["waits_for"] == ["等待摘帽评估（第三方）数据包"]


@pytest.mark.parametrize("county", [DONE, REFUSED, WAITING])
def test_the_result_keeps_the_contract(advanced, county):
    found = result(advanced, county)
    assert set(found) == {
        "campaign_year", "county_code", "county_name", "as_of", "valid_until", "stage", "waits_for", "verdict",
        "verdict_reasons", "indicators", "household_outcomes", "village_outcomes", "leads", "issues", "inputs",
        "rules_version", "core_sha256", "report", "signatures",
    }  # fmt: skip
    assert found["report"]["sha256"] == store.hash_file(advanced / "results" / county / "report.pdf")
    assert set(found["issues"]) == {"block", "row", "judge", "warn"}
    assert all(set(one) == {"line", "version", "sha256", "outcome"} for one in found["inputs"])
    assert all({"hits", "confirmed", "kept", "open"} == set(one) for one in found["leads"].values())
    assert {p.name for p in (advanced / "results" / county).iterdir()} >= {
        "result.json", "report.pdf", "households.parquet", "villages.parquet", "leads.parquet", "findings.parquet",
        "issues.parquet", "annex.xlsx", "feedback",
    }  # fmt: skip


def test_indicators_of_the_contract_are_there(advanced):
    indicators = result(advanced, DONE)["indicators"]
    assert set(indicators) >= {
        "poverty_rate", "wrong_exit_rate", "missed_rate", "composite_poverty_rate", "recognition_rate",
        "satisfaction_rate", "procedure_compliance_rate", "document_completeness_rate", "self_check_overturn_rate",
    }  # fmt: skip
    keys = {
        "title", "numerator", "denominator", "point", "lower", "upper", "n", "n_eff", "deff", "df", "method",
        "threshold", "official", "flag", "by_line",
    }  # fmt: skip
    assert all(set(one) == keys for one in indicators.values())


def test_tables_hold_the_columns_of_the_contract(advanced):
    folder = advanced / "results" / DONE
    columns = {path.stem: set(pq.read_schema(path).names) for path in folder.glob("*.parquet")}
    criteria = {f"c{n}" for n in range(1, 10)}
    assert columns["households"] >= {"household_id", "village_code", "outcome", "reasons", "evidence_grade"} | criteria
    assert columns["leads"] >= {
        "lead_id",
        "household_id",
        "person_id",
        "registry",
        "indicator",
        "name_agrees",
        "status",
    }
    assert columns["findings"] >= {
        "rule_id", "severity", "scope", "table", "object_id", "file", "sheet", "row", "column", "value", "message",
    }  # fmt: skip
    assert columns["issues"] >= {
        "issue_id", "severity", "state", "owner", "due", "first_version", "findings", "rule_id", "table", "object_id",
    }  # fmt: skip


def test_nothing_of_a_refused_package_is_judged_and_it_is_answered(advanced):
    folder = advanced / "results" / REFUSED
    assert result(advanced, REFUSED)["household_outcomes"] == {}
    for name in ("households", "villages", "leads", "findings", "issues"):
        assert pq.read_table(folder / f"{name}.parquet").num_rows == 0, name
    assert [p.name for p in (folder / "feedback").iterdir()] == ["self_check-1.feedback.xlsx"]
    assert zipfile.is_zipfile(folder / "feedback" / "self_check-1.feedback.xlsx")


def test_every_package_that_came_is_answered(advanced):
    answered = {p.name for p in (advanced / "results" / WAITING / "feedback").iterdir()}
    lines = ("self_check", "municipal", "precision_evaluation", "opinion", "adjudication")
    assert answered == {f"{line}-1.feedback.xlsx" for line in lines}


# What moves, and what does not


def test_the_missing_package_moves_only_its_county(advanced, complete):
    home, worked, ended = complete
    assert ended == {DONE: "unchanged", REFUSED: "unchanged", WAITING: "published"}
    assert {county for county, _ in worked} == {WAITING}
    feedback = [step for _, step in worked if step.startswith("feedback_")]
    assert feedback == ["feedback_exit_evaluation"]  # the answers to the other lines stand
    for county in (DONE, REFUSED):
        assert differing(results(advanced, county), results(home, county)) == []
        assert names(home)[county] == names(advanced)[county]
    assert len(names(home)[WAITING]) == 2
    assert "等待摘帽评估（第三方）数据包" not in result(home, WAITING)["waits_for"]
    assert result(home, WAITING)["verdict"] != "暂缓(待评)"


def test_running_again_changes_nothing(home, advanced, monkeypatch):
    with spine_homes.counting(monkeypatch) as worked:
        ended = spine_homes.advance(home)
    assert {outcome.state for outcome in ended.values()} == {"unchanged"}
    assert worked == []
    assert names(home) == names(advanced)
    assert differing(results(home), results(advanced)) == []
    assert differing(spine_homes.tree(home / "received"), spine_homes.tree(advanced / "received")) == []


@pytest.mark.slow  # the next test proves most of it at half the cost
def test_the_same_seed_gives_the_same_bytes_whatever_the_order_of_arrival(complete, tmp_path, in_process):
    home = spine_homes.make(tmp_path / "another place")
    spine_homes.release(home)
    assert store.Home.open(home).id != store.Home.open(complete[0]).id
    _gives_the_same(home, complete[0])


def test_without_its_caches_a_home_gives_the_same_bytes(complete, tmp_path, in_process):
    home = spine_homes.copy(complete[0], tmp_path / "home")
    for cache in ("lake", "results", "runs"):
        shutil.rmtree(home / cache)
    _gives_the_same(home, complete[0])


def _gives_the_same(home: Path, reference: Path) -> None:
    """Of one county everything published, of another all that is printed and counted; and the lake."""
    opened = spine_homes.prepare(home)
    assert differing(*(spine_homes.tree(one / "lake") for one in (home, reference))) == []
    assert spine_homes.publish(opened, REFUSED).state == "published"
    assert differing(results(home, REFUSED), results(reference, REFUSED)) == []
    assert differing(*(_judged(season.open_season(one), WAITING) for one in (home, reference))) == []


def test_hits_are_the_same_bytes_whoever_is_compared_in_the_same_pass(home):
    opened = season.open_season(home)
    together = spine_homes.tree(home / "lake" / "hits")
    shutil.rmtree(home / "lake" / "hits")
    for county in opened.counties:
        deliveries.compare(opened, [county])
    assert differing(spine_homes.tree(home / "lake" / "hits"), together) == []


def _judged(opened: season.Season, county: str) -> dict[str, bytes]:
    """What judging writes: everything the report prints and the tables, without answers and print."""
    day, _ = season.moment(opened)
    generation = store.published(opened.home, county)
    if generation is None:
        generation = store.begin(opened.home, county, judgement.inputs(opened, county, day))
        judgement.judge(opened, county, generation)
    names = [*judgement.OUTPUTS, judgement.CORE, judgement.CONTEXT]
    return {name: (generation.folder / name).read_bytes() for name in names}


def test_a_later_day_before_valid_until_changes_nothing(home):
    until = result(home, DONE)["valid_until"]
    assert until is None or until > result(home, DONE)["as_of"]
    assert spine_homes.advance(home, [DONE], today=_later(until, -1))[DONE].state == "unchanged"


def test_on_valid_until_the_county_is_judged_anew_without_checking_again(home, monkeypatch, unprinted):
    until = result(home, WAITING)["valid_until"]
    if until is None:
        pytest.skip("no later date matters to this county")
    with spine_homes.counting(monkeypatch) as worked:
        ended = spine_homes.advance(home, [WAITING], today=until)
    assert ended[WAITING].state == "published"
    assert [step for _, step in worked if step.startswith("feedback_")] == []
    assert result(home, WAITING)["as_of"] == until


def _later(until: str | None, days: int) -> str:
    day = dt.date.fromisoformat(until) if until else dt.date(spine_homes.YEAR, 12, 31)
    return (day + dt.timedelta(days=days)).isoformat()


def test_a_changed_threshold_judges_anew_and_reads_nothing_again(home, monkeypatch, unprinted, unanswered):
    before = result(home, REFUSED)
    read: list[object] = []
    monkeypatch.setattr(check, "run", lambda *given, **named: read.append(given))
    path = _configured(home, lambda facts: facts["thresholds"]["recognition_rate"].update(value=0.995))
    with spine_homes.counting(monkeypatch) as worked:
        assert spine_homes.advance(home, [WAITING])[WAITING].state == "published"
    assert (read, worked) == ([], [(WAITING, "judge"), (WAITING, "report")])
    after = result(home, WAITING)
    assert after["indicators"]["recognition_rate"]["threshold"] == 0.995
    assert result(home, REFUSED) == before  # not advanced: its published results stand
    kept = store.receipts(store.Home.open(home), "municipal", "config")
    assert [one.version for one in kept] == [1, 2]
    assert kept[-1].package.read_bytes() == path.read_bytes()


def _configured(home: Path, change) -> Path:
    """campaign.yaml with something changed."""
    path = home / "campaign.yaml"
    facts = yaml.safe_load(path.read_text(encoding="utf-8"))
    change(facts)
    path.write_text(yaml.safe_dump(facts, allow_unicode=True), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("change", "again"),
    [
        (lambda facts: facts["gate"].update(adjudicated_share=0.9), False),
        (lambda facts: facts["thresholds"]["village_poverty_rate"].update(value=0.04), True),
        (lambda facts: facts["poverty_line"].update(amount=3000), True),
        (lambda facts: facts.update(rules_version="2027.1"), True),
    ],
    ids=["a fact no check reads", "a threshold a rule reads", "the poverty line", "the rules"],
)
def test_what_is_read_again_is_what_a_check_rests_on(home, change, again):
    there = quality.waiting(season.open_season(home), [DONE, REFUSED, WAITING])
    _configured(home, change)
    opened = season.open_season(home)
    received = sum(
        len(store.receipts(opened.home, *one))
        for one in store.lines_received(opened.home)
        if one[0] != "registries" and one[1] not in ("config", "history")
    )
    assert there == [] and len(quality.waiting(opened, [DONE, REFUSED, WAITING])) == (received if again else 0)
    assert registries.unloaded(opened) == []  # how a department's table is loaded rests on its bytes alone
    day, _ = season.moment(opened)
    assert store.needs_run(opened.home, DONE, judgement.inputs(opened, DONE, day))


@pytest.mark.slow
def test_other_rules_redo_what_they_touch_and_nothing_that_is_fixed(home, monkeypatch, unprinted):
    """Checked, compared, judged, answered and printed again; received, loaded and drawn once for all."""
    fixed = [spine_homes.tree(home / name) for name in ("samples", "lake/registries")]
    untouched = results(home, REFUSED)
    mark = registries.hits_path(season.open_season(home), WAITING).with_suffix(".json")
    compared = mark.read_bytes()
    read: list[str] = []
    real = check.run

    def run(given, *rest, **named):
        read.extend(one.id for one in given)
        return real(given, *rest, **named)

    monkeypatch.setattr(check, "run", run)
    _configured(home, lambda facts: facts.update(rules_version="2027.1"))
    with spine_homes.counting(monkeypatch) as worked:
        ended = spine_homes.advance(home, [WAITING])
    lines = ("self_check", "municipal", "precision_evaluation", "opinion", "adjudication")
    assert {name for name in read if name.startswith(WAITING)} == {f"{WAITING}/{line}/1" for line in lines}
    assert not any(name.startswith((DONE, REFUSED)) for name in read)
    assert ended[WAITING].state == "published" and result(home, WAITING)["rules_version"] == "2027.1"
    assert sorted(worked) == sorted(
        (WAITING, step) for step in ("judge", "report", *(f"feedback_{one}" for one in lines))
    )
    assert mark.read_bytes() != compared
    assert [spine_homes.tree(home / name) for name in ("samples", "lake/registries")] == fixed
    assert results(home, REFUSED) == untouched


@pytest.mark.slow
def test_no_check_reads_the_facts_that_do_not_count_as_its_basis(home):
    """With those facts gone from the year, every package of a county is still checked, to the same outcome."""
    opened = season.open_season(home)
    before = {p.name: p.read_bytes() for p in (home / "lake" / "checks" / DONE).rglob("*.parquet")}
    assert before
    year = opened.campaign.model_copy(
        update={"thresholds": {"village_poverty_rate": opened.campaign.thresholds["village_poverty_rate"]}}
    )
    basis = opened.basis
    for name in season.UNREAD_BY_CHECKS:
        if name != "thresholds":
            del year.__dict__[name]
    stripped = dataclasses.replace(opened, campaign=year)
    stripped.__dict__["basis"] = basis
    shutil.rmtree(home / "lake" / "checks" / DONE)
    assert quality.check_waiting(stripped, [DONE])
    assert {p.name: p.read_bytes() for p in (home / "lake" / "checks" / DONE).rglob("*.parquet")} == before


def test_a_changed_package_redoes_what_depends_on_it_only(home, tmp_path, monkeypatch, unprinted):
    """One line's package anew: its own answer, the verdict and the report; no other county, no other answer."""
    first = store.package_path(store.Home.open(home), DONE, "opinion", 1)
    spine_homes.put(home, DONE, "opinion", _rezipped(first, tmp_path / "again.xlsx", b"again"))
    with spine_homes.counting(monkeypatch) as worked:
        ended = spine_homes.advance(home)
    assert {county: outcome.state for county, outcome in ended.items()} == {
        DONE: "published", REFUSED: "unchanged", WAITING: "unchanged",
    }  # fmt: skip
    assert sorted(worked) == [(DONE, "feedback_opinion"), (DONE, "judge"), (DONE, "report")]


# Arrivals at bad moments


def test_two_packages_of_one_line_at_once_are_two_versions_and_the_later_counts(home, tmp_path, unprinted):
    first = store.package_path(store.Home.open(home), WAITING, "opinion", 1)
    for name in ("b.xlsx", "a.xlsx"):
        spine_homes.put(home, WAITING, "opinion", _rezipped(first, tmp_path / name, name.encode()))
    opened = spine_homes.prepare(home, [WAITING])
    received = store.receipts(opened.home, WAITING, "opinion")
    assert [(one.version, one.name) for one in received] == [(1, first.name), (2, "a.xlsx"), (3, "b.xlsx")]
    assert evidence.in_force(opened, WAITING).versions["opinion"] == (3,)
    assert spine_homes.publish(opened, WAITING).state == "published"
    listed = [(one["version"], one["outcome"]) for one in result(home, WAITING)["inputs"] if one["line"] == "opinion"]
    assert [version for version, _ in listed] == [1, 2, 3]
    assert (home / "results" / WAITING / "feedback" / "opinion-3.feedback.xlsx").is_file()


def _rezipped(source: Path, target: Path, comment: bytes) -> Path:
    """The same workbook in other bytes."""
    shutil.copy(source, target)
    with zipfile.ZipFile(target, "a") as book:
        book.comment = comment
    return target


@pytest.mark.parametrize("when", ["before", "while"])
def test_a_package_replaced_before_or_while_it_is_read_is_refused(home, monkeypatch, unprinted, when):
    opened = season.open_season(home)
    package = spine_homes.put(home, REFUSED, "opinion", store.package_path(opened.home, WAITING, "opinion", 1))
    _, now = season.moment(opened)
    [receipt] = [one for one in store.receive_line(opened.home, REFUSED, "opinion", now, lambda _: False)]
    assert not package.exists()

    def overwrite() -> None:
        receipt.package.write_bytes(b"PK\x03\x04 other bytes")

    if when == "before":
        overwrite()
    real = check.run

    def run(*given, **named):
        report = real(*given, **named)
        overwrite()
        return report

    monkeypatch.setattr(check, "run", run)
    assert quality.check_waiting(opened, [REFUSED]) == {f"{REFUSED}/opinion/1": "退回"}
    found = store.read_findings(opened.home, receipt, store.read_check(opened.home, receipt, opened.basis)).to_pylist()
    assert [(one["rule_id"], one["severity"]) for one in found] == [("S022", "block")]
    assert "内容发生变化" in found[0]["message"]
    assert not evidence.in_force(opened, REFUSED).holds("opinion")
    # and its answer can be written although the bytes are no workbook any more
    assert spine_homes.publish(opened, REFUSED).state == "published"
    assert (home / "results" / REFUSED / "feedback" / "opinion-1.feedback.xlsx").is_file()


def test_a_later_self_check_waits_for_a_decision(home, tmp_path, unprinted, unanswered):
    before = result(home, DONE)
    again = spine_homes.resubmitted(spine_homes.self_check(home, DONE), tmp_path / "重报.xlsx")
    spine_homes.put(home, DONE, "self_check", again)
    opened = spine_homes.prepare(home, [DONE])
    assert evidence.in_force(opened, DONE).versions["self_check"] == (1,)  # version 2 is the draw's
    spine_homes.publish(opened, DONE)
    waiting = result(home, DONE)
    assert any("待市级批准重开" in one for one in waiting["waits_for"])
    for key in ("verdict", "indicators", "household_outcomes", "village_outcomes", "leads"):
        assert waiting[key] == before[key], key
    alone = spine_homes.reopening(DONE, 3, signer2="甲")
    _reopen(home, tmp_path / "一人签批、他县.xlsx", alone, spine_homes.reopening(WAITING, 3))
    assert evidence.in_force(spine_homes.prepare(home, [DONE]), DONE).versions["self_check"] == (1,)
    _reopen(home, tmp_path / "重开.xlsx", spine_homes.reopening(DONE, 3))
    opened = spine_homes.prepare(home, [DONE])
    assert evidence.in_force(opened, DONE).versions["self_check"] == (3,)
    spine_homes.publish(opened, DONE)
    after = result(home, DONE)
    assert not any("待市级批准重开" in one for one in after["waits_for"])
    assert after["household_outcomes"] == before["household_outcomes"]  # the same rows
    assert after["verdict"] == before["verdict"]


def _reopen(home: Path, path: Path, *rows: dict) -> None:
    spine_homes.put(home, "municipal", "decision", spine_homes.workbook(path, {"decision": rows}))


def test_a_package_of_another_county_that_waits_holds_nobody_up(home):
    other = store.package_path(store.Home.open(home), WAITING, "opinion", 1)
    spine_homes.put(home, REFUSED, "opinion", other)
    assert spine_homes.advance(home, [WAITING])[WAITING].state == "unchanged"
    opened = season.open_season(home)
    assert [one.line for one in quality.waiting(opened, opened.counties)] == ["opinion"]


# The draw


def test_a_draw_is_made_once_and_freezes_the_self_check(home):
    opened = season.open_season(home)
    assert [r.kind for r in store.receipts(opened.home, DONE, "self_check", None)] == ["package", "draw"]
    day, now = season.moment(opened)
    before = spine_homes.tree(home / "samples")
    assert samples.draw_if_ready(opened, DONE, day, now) == []
    assert samples.draw_if_ready(opened, REFUSED, day, now) == []
    assert spine_homes.tree(home / "samples") == before
    assert store.first_draw(opened.home, REFUSED, "self_check") is None


def test_the_draw_is_what_anyone_would_draw_again(home):
    opened, day, now = _undrawn(home)
    before = {line: draw.units for line, draw in case.latest_draws(season.open_season(home), DONE).items()}
    shutil.rmtree(home / "samples" / DONE)
    assert samples.draw_if_ready(opened, DONE, day, now) == ["municipal", "exit_evaluation", "precision_evaluation"]
    after = {line: draw.units for line, draw in case.latest_draws(opened, DONE).items()}
    assert all(after[line].equals(before[line]) for line in before)
    assert store.first_draw(opened.home, DONE, "self_check") == 2


def _undrawn(home: Path):
    opened = season.open_season(home)
    shutil.rmtree(home / "received" / DONE / "self_check" / "2")
    return opened, *season.moment(opened)


@pytest.mark.parametrize(
    ("point", "nth"), [("draw.reserving", 1), ("draw.reserved", 1), ("draw.storing", 2), ("draw.stored", 2)]
)
def test_a_draw_cut_short_is_completed_the_same(home, tmp_path, point, nth):
    opened, day, now = _undrawn(home)
    shutil.rmtree(home / "samples" / DONE)
    whole = spine_homes.copy(home, tmp_path / "whole")
    samples.draw_if_ready(season.open_season(whole), DONE, day, now)
    assert spine_homes.killed_at(point, nth, lambda: samples.draw_if_ready(opened, DONE, day, now))
    samples.draw_if_ready(opened, DONE, day, now)
    assert spine_homes.tree(home / "samples" / DONE) == spine_homes.tree(whole / "samples" / DONE)
    assert store.versions(opened.home, DONE, "self_check") == [1, 2]


# kill -9


def test_killed_while_receiving_nothing_is_lost_or_doubled(sent, advanced, tmp_path):
    kept = {n: d for n, d in spine_homes.tree(advanced / "received").items() if "/self_check/2/" not in n}
    for point in ("arrival.claimed", "arrival.numbering", "arrival.numbered"):
        home = spine_homes.copy(sent, tmp_path / point)
        opened = season.open_season(home)
        _, now = season.moment(opened)
        receive = functools.partial(intake.receive, opened, now)
        assert spine_homes.killed_at(point, 3, receive), point
        receive()
        assert differing(spine_homes.tree(home / "received"), kept) == [], point
        shutil.rmtree(home)


KILLS = [
    ("begin.made", 1), ("step.produced", 1), ("step.recorded", 1), ("step.produced", 2), ("finish.synced", 1),
    ("finish.durable", 1), ("copy.file", 1), ("copy.file", 4), ("copy.before_last", 1),
]  # fmt: skip
"""Each run after the first finds what the one before left."""


def test_killed_again_and_again_while_publishing_the_end_is_the_same_bytes(home, advanced, monkeypatch, in_process):
    opened = season.open_season(home)
    generation = store.published(opened.home, REFUSED)
    printed = {name: (generation.folder / name).read_bytes() for name in (reports.REPORT, reports.INFO)}

    def render(context, attached, target):  # the report's own bytes are proved elsewhere; here it must only be in time
        Path(target).write_bytes(printed[reports.REPORT])
        return json.loads(printed[reports.INFO])

    monkeypatch.setattr(reports.rendering, "print_job", render)
    spine_homes.forget(home, REFUSED)
    for point, nth in KILLS:
        assert spine_homes.killed_at(point, nth, lambda: spine_homes.publish(opened, REFUSED)), (point, nth)
        shown = results(home, REFUSED)
        assert "result.json" not in shown or differing(shown, results(advanced, REFUSED)) == []
    spine_homes.publish(opened, REFUSED)
    assert differing(results(home, REFUSED), results(advanced, REFUSED)) == []

"""The office at work with samples: commitment, freeze, opening, proof, additional draw, dispatch, what comes back."""

import dataclasses
import datetime as dt
import itertools
import json
import shutil
import stat
from pathlib import Path

import pyarrow as pa
import pytest
import python_calamine
import xlsxwriter

from acceptance import case, contracts, dispatch, drawing, evidence, pledges, season, store
from flows.cli import dispatch as campaign
from tasks import dispatching, quality, samples
from tests import spine_homes
from tests.spine_homes import DONE

pytestmark = pytest.mark.xdist_group("spine")  # its home is made once

NONCE = "7" * 64
SLOW = pytest.mark.slow
LINES = ["municipal", "exit_evaluation", "precision_evaluation"]


@pytest.fixture
def home(advanced, tmp_path):
    return spine_homes.copy(advanced, tmp_path / "home")


@pytest.fixture
def undrawn(home):
    """The county as it was when it became ready: nothing drawn, nothing frozen."""
    shutil.rmtree(home / "received" / DONE / "self_check" / "2")
    shutil.rmtree(home / "samples" / DONE)
    return home


def opened(home: Path) -> tuple[season.Season, dt.date, dt.datetime]:
    found = season.open_season(home)
    return found, *season.moment(found)


def draws(home: Path) -> dict[str, dict]:
    return {line: json.loads((home / "samples" / DONE / line / "1.json").read_text()) for line in LINES}


# Commitment


def test_a_committed_county_freezes_waits_for_the_number_and_draws_what_anybody_draws_again(undrawn):
    found, day, now = opened(undrawn)
    made = pledges.publish(found.home, DONE, NONCE, source="双色球第2026145期", now=now)
    assert NONCE not in "".join(p.read_text() for p in (undrawn / "samples").rglob("*.json"))
    assert samples.draw_if_ready(found, DONE, day, now) == []
    assert store.first_draw(found.home, DONE, "self_check") == 2
    assert not case.latest_draws(found, DONE)
    waits = pledges.waiting(found.home, DONE, wanted=False)
    assert waits and "双色球第2026145期" in waits

    later = now + dt.timedelta(days=2)
    pledges.reveal(found.home, DONE, NONCE, "05 11 23", later)
    assert sorted(samples.draw_if_ready(found, DONE, day, later)) == sorted(LINES)
    stored = draws(undrawn)
    for line, one in stored.items():
        expected = drawing.sampling.seeds.digest(NONCE, one["list_hash"], "05 11 23", DONE, line)
        assert (one["seed"], one["seed_kind"]) == (expected, "承诺种子")
        assert one["drawn_on"] == later.date().isoformat()
        assert one["proof"]["commitment"] == made.commitment
    assert stored["exit_evaluation"]["units"] != stored["precision_evaluation"]["units"]
    assert [one.wrong for one in drawing.redraw(found, DONE)] == [(), (), ()]
    assert samples.draw_if_ready(found, DONE, day, later) == []


def test_a_commitment_is_opened_with_its_secret_only_once_and_after_the_freeze(undrawn):
    found, day, now = opened(undrawn)
    with pytest.raises(store.StoreError, match="没有公布过"):
        pledges.reveal(found.home, DONE, NONCE, "1", now)
    pledges.publish(found.home, DONE, NONCE, source="摇号", now=now)
    with pytest.raises(store.StoreError, match="没有冻结"):
        pledges.reveal(found.home, DONE, NONCE, "1", now)
    samples.draw_if_ready(found, DONE, day, now)
    with pytest.raises(store.StoreError, match="与公布的承诺不符"):
        pledges.reveal(found.home, DONE, "8" * 64, "1", now)
    pledges.reveal(found.home, DONE, NONCE, "1", now)
    with pytest.raises(store.StoreError, match="只做一次"):
        pledges.reveal(found.home, DONE, NONCE, "2", now)


@SLOW
def test_a_commitment_is_replaced_only_with_a_reason_and_never_after_a_draw(home, undrawn):
    found, day, now = opened(undrawn)
    pledges.publish(found.home, DONE, NONCE, source="甲", now=now)
    with pytest.raises(store.StoreError, match="--reason"):
        pledges.publish(found.home, DONE, "8" * 64, source="甲", now=now)
    samples.draw_if_ready(found, DONE, day, now)
    with pytest.raises(store.StoreError, match="尚未产生的公开号码"):
        pledges.publish(found.home, DONE, "8" * 64, source="甲", now=now, reason="密封件遗失")
    second = pledges.publish(found.home, DONE, "8" * 64, source="乙", now=now, reason="密封件遗失")
    assert (second.number, second.reason) == (2, "密封件遗失")
    pledges.reveal(found.home, DONE, "8" * 64, "1", now)
    samples.draw_if_ready(found, DONE, day, now)
    with pytest.raises(store.StoreError, match="已经抽样"):
        pledges.publish(found.home, DONE, NONCE, source="丙", now=now, reason="再换")


@SLOW
def test_configuration_may_hold_every_draw_until_a_commitment_is_published(undrawn):
    text = (undrawn / "campaign.yaml").read_text(encoding="utf-8")
    (undrawn / "campaign.yaml").write_text(text.replace("seed: 公开种子", "seed: 承诺种子"), encoding="utf-8")
    spine_homes.prepare(undrawn, [DONE])
    found, day, now = opened(undrawn)
    assert samples.draw_if_ready(found, DONE, day, now) == []
    assert store.first_draw(found.home, DONE, "self_check") is None
    assert "等待公布抽样承诺" in (pledges.waiting(found.home, DONE, wanted=True) or "")


@pytest.mark.parametrize(
    ("point", "nth"),
    [
        pytest.param("draw.stored", 2, marks=SLOW),
        pytest.param("draw.reserved", 1, marks=SLOW),
        pytest.param("draw.storing", 1, marks=SLOW),
    ],
)
def test_a_committed_draw_cut_short_is_completed_the_same(undrawn, tmp_path, point, nth):
    found, day, now = opened(undrawn)
    pledges.publish(found.home, DONE, NONCE, source="摇号", now=now)
    whole = spine_homes.copy(undrawn, tmp_path / "whole")

    def act(home: Path) -> None:
        there = season.open_season(home)
        samples.draw_if_ready(there, DONE, day, now)
        pledges.reveal(there.home, DONE, NONCE, "9", now)
        samples.draw_if_ready(there, DONE, day, now)

    act(whole)
    assert spine_homes.killed_at(point, nth, lambda: act(undrawn))
    samples.draw_if_ready(found, DONE, day, now)
    if pledges.opened(found.home, DONE) is None:
        pledges.reveal(found.home, DONE, NONCE, "9", now)
    samples.draw_if_ready(found, DONE, day, now)
    assert spine_homes.tree(undrawn / "samples" / DONE) == spine_homes.tree(whole / "samples" / DONE)


# Proof


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda d: d | {"seed": "0" * 64}, "种子不是"),
        (lambda d: d | {"units": d["units"][1:]}, "抽中的户与重抽的不同"),
    ],
)
def test_a_stored_draw_that_was_touched_is_found_out(home, change, said):
    path = home / "samples" / DONE / "municipal" / "1.json"
    path.write_text(json.dumps(change(json.loads(path.read_text()))))
    found = {one.line: one.wrong for one in drawing.redraw(season.open_season(home), DONE)}
    assert said in found["municipal"][0]
    assert found["precision_evaluation"] == ()


# An additional draw


def enlarging(tmp_path: Path, home: Path, **changes) -> None:
    row = spine_homes.reopening(DONE, 1) | {"decision_id": "扩样-1", "kind": "扩样", "line": "municipal", "value": None}
    row |= {"reason": "自查推翻率高于标准"} | changes
    book = spine_homes.workbook(tmp_path / "decision.xlsx", {"decision": [row]})
    spine_homes.put(home, "municipal", "decision", book)
    spine_homes.prepare(home, [DONE])


def test_a_decision_enlarges_a_sample_once_beside_the_first(smaller, tmp_path):
    home = smaller
    before = spine_homes.tree(home / "samples" / DONE)
    enlarging(tmp_path, home, value="1")
    found, day, now = opened(home)
    day += dt.timedelta(days=2)  # the first draw was made on the home's own day
    assert samples.draw_if_ready(found, DONE, day, now) == ["municipal"]
    assert samples.draw_if_ready(found, DONE, day, now) == []
    after = spine_homes.tree(home / "samples" / DONE)
    assert {name: after[name] for name in before} == before
    assert set(after) - set(before) == {"municipal/2.json"}
    second = json.loads(after["municipal/2.json"])
    assert second["enlarged"]["reason"] == "自查推翻率高于标准（渝脱贫组〔2026〕1号）"
    assert len(second["enlarged"]["villages"]) == 1
    assert {one.number: one.wrong for one in drawing.redraw(found, DONE) if one.line == "municipal"} == {1: (), 2: ()}
    with case.opened(found, DONE, day) as opened_case:
        days = dict(
            opened_case.con.execute(
                "SELECT village_code, min(drawn_on) FROM draw_unit WHERE line = 'municipal' GROUP BY ALL"
            ).fetchall()
        )
    assert {code for code, on in days.items() if on == day} == set(second["enlarged"]["villages"])
    written = dispatch.write_samples(found, DONE, "municipal", tmp_path, 1)
    assert all("加抽" in path.name for path in written)
    assert {r["village_code"] for r in rows_of(written[0], "municipal_village")} == set(second["enlarged"]["villages"])


@pytest.mark.parametrize(
    "refused",
    [
        pytest.param({"signer2": "甲"}, marks=SLOW),
        pytest.param({"value": "许多"}, marks=SLOW),
        pytest.param({"decided_on": "2027-01-10"}, marks=SLOW),
    ],
)
def test_a_decision_that_is_none_enlarges_nothing(smaller, tmp_path, refused):
    enlarging(tmp_path, smaller, **refused)
    found, day, now = opened(smaller)
    assert samples.draw_if_ready(found, DONE, day, now) == []


@pytest.fixture
def smaller(undrawn, monkeypatch):
    """The county drawn with two of its four villages, taken as one stratum, so that reserve villages are left."""
    real = drawing.list_of

    def one_stratum(*given):
        rows = real(*given)
        place = rows.schema.get_field_index("is_poor_village")
        return rows.set_column(place, "is_poor_village", pa.array(["否"] * rows.num_rows, pa.string()))

    monkeypatch.setattr(drawing, "list_of", one_stratum)
    found, day, now = opened(undrawn)
    chosen = found.campaign.sampling.model_copy(update={"villages": 2, "households_per_frame": 2, "census_below": 5})
    sized = dataclasses.replace(found, campaign=found.campaign.model_copy(update={"sampling": chosen}))
    sized.__dict__["basis"] = found.basis  # packages stay checked under the home's own configuration
    assert sorted(samples.draw_if_ready(sized, DONE, day, now)) == sorted(LINES)
    assert draws(undrawn)["municipal"]["expansion"]
    return undrawn


# The list of households outside the register


def frame_rows(home: Path, county: str) -> list[dict]:
    with drawing.frozen_evidence(season.open_season(home), county) as con:
        return con.table("frame_household").to_arrow_table().to_pylist()


def test_a_frame_of_other_counties_replaces_nothing_and_a_drawn_countys_frame_stands(home, tmp_path):
    found, _, _ = opened(home)
    before = {county: evidence.in_force(found, county).versions["frame"] for county in found.counties}
    listed = frame_rows(home, DONE)
    codes = found.areas.column("code").to_pylist()
    elsewhere = min(code for code in codes if len(code) == 12 and code.startswith(spine_homes.REFUSED))
    other = dict(listed[0], county_code=spine_homes.REFUSED, village_code=elsewhere)
    own = dict(listed[0], head_name="后来的人", persons=9)
    for number, row in enumerate((other, own)):
        book = spine_homes.workbook(tmp_path / f"{number}.xlsx", {"frame_household": [row]})
        spine_homes.put(home, "municipal", "frame", book)
        spine_homes.prepare(home)
    found, day, _ = opened(home)
    after = {county: evidence.in_force(found, county).versions["frame"] for county in found.counties}
    assert after[DONE] == before[DONE] and after[spine_homes.WAITING] == before[spine_homes.WAITING]
    assert after[spine_homes.REFUSED] == (2,)
    with case.opened(found, DONE, day) as now_open:
        assert now_open.con.execute("SELECT count(*) FROM frame_household").fetchone() == (len(listed),)
    assert [one.wrong for one in drawing.redraw(found, DONE)] == [(), (), ()]


# Dispatch


def rows_of(path: Path, table: str) -> list[dict]:
    """The filled rows of a table's sheet by column name."""
    stated = contracts.tables()[table]
    sheet = python_calamine.load_workbook(str(path)).get_sheet_by_name(stated.title).to_python(skip_empty_area=False)
    names = [c.name for c in stated.columns]
    return [dict(zip(names, row, strict=False)) for row in sheet[1:] if any(cell != "" for cell in row)]


def sheet_rows(path: Path, name: str) -> list[list[str]]:
    sheet = python_calamine.load_workbook(str(path)).get_sheet_by_name(name).to_python()
    return [[str(cell) for cell in row] for row in sheet]


ANSWERS = {
    "municipal_household": {
        "visit_start": "2026-12-28 09:00", "visit_end": "2026-12-28 09:40", "inspector1": "钱一", "inspector2": "孙二",
        "inspector1_unit": "市扶贫办", "inspector2_unit": "市农委", "verdict": "达标",
        **{f"look{n}": "合格" for n in range(1, 6)}, **{f"c{n}": "通过" for n in range(1, 9)},
    },
    "municipal_village": {
        "visit_start": "2026-12-28 08:00", "visit_end": "2026-12-28 10:00", "inspector1": "钱一", "inspector2": "孙二",
        "inspector1_unit": "市扶贫办", "inspector2_unit": "市农委", "verdict": "达标",
        **{f"look{n}": "合格" for n in range(1, 6)},
    },
    "evaluation_design": {"declaration_doc": "回避声明.pdf"},
    "evaluation_household": {
        "disposition": "完成", "finding": "无", "final": "无", "interviewer": "甲",
        **{f"c{n}": "通过" for n in range(1, 9)}, **{f"q{n}": "认可" for n in range(1, 5)}, "overall": "认可",
    },
    "evaluation_village": {f"look{n}": "合格" for n in range(1, 6)},
    "opinion_response": {"disposition": "完成", "q_overall": "满意", "duration_s": "240", "occupation": "务农"},
    "inspection_visit": {"date": "2026-12-28", "inspector1": "钱一", "inspector2": "孙二", "c1": "通过"},
}  # fmt: skip


def filled(source: Path, target: Path, answers: dict[str, dict] = ANSWERS) -> Path:
    """The workbook as a team fills it in: every sheet as it was, the blank cells of the answer sheets filled."""
    titles = {t.title: t for t in contracts.tables().values()}
    book = python_calamine.load_workbook(str(source))
    with xlsxwriter.Workbook(target) as made:
        for name in book.sheet_names:
            rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            given = answers.get(titles[name].name, {}) if name in titles else {}
            places = {c.name: n for n, c in enumerate(titles[name].columns)} if name in titles else {}
            for row in rows[1:]:
                for column, value in given.items() if any(cell != "" for cell in row) else ():
                    row[places[column]] = value
            sheet = made.add_worksheet(name)
            for number, row in enumerate(rows):
                for column, value in enumerate(row):
                    if value != "":
                        sheet.write(number, column, value if isinstance(value, (int, float)) else str(value))
    return target


@pytest.mark.parametrize(
    "line", ["exit_evaluation", *(pytest.param(one, marks=SLOW) for one in ("municipal", "precision_evaluation"))]
)
def test_filled_dispatch_workbooks_are_packages_and_merge_into_one(home, tmp_path, line):
    found, _, _ = opened(home)
    written = dispatch.write_samples(found, DONE, line, tmp_path, 2)
    full = [p for p in written if "内部工作底稿" in p.name]
    assert len(full) == 2 and all(stat.S_IMODE(p.stat().st_mode) == 0o600 for p in written)
    done = [filled(p, tmp_path / f"{n}.xlsx") for n, p in enumerate(full)]
    whole = dispatch.collect(contracts.lines()[line], done, tmp_path / "whole.xlsx")
    for package in (*done, whole):
        report = quality.check_offline(package, line=line, county=DONE, home=home, today=None)
        assert report.outcome == "接收", report.rule_counts
    visits = "municipal_household" if line == "municipal" else "evaluation_household"
    stored = draws(home)[line]
    sample = sorted(u["household_id"] or u["unit_no"] for u in stored["units"] if not u["reserve"])
    assert sorted(r["household_id"] or r["unit_no"] for r in rows_of(whole, visits)) == sample


def test_the_working_paper_has_telephones_and_the_masked_copy_none(home, tmp_path):
    found, _, _ = opened(home)
    paper, masked = dispatch.write_samples(found, DONE, "exit_evaluation", tmp_path, 1)
    texts = {
        p: "\n".join(
            str(cell)
            for name in python_calamine.load_workbook(str(p)).sheet_names
            for row in python_calamine.load_workbook(str(p)).get_sheet_by_name(name).to_python()
            for cell in row
        )
        for p in (paper, masked)
    }
    assert "用后交回" in texts[paper] and "已脱敏" in texts[masked]
    spare = [line for line in sheet_rows(paper, "走访清单") if line[1].startswith("备用")]
    for _, own in itertools.groupby(spare, key=lambda line: line[2]):
        order = [int(line[1].removeprefix("备用")) for line in own]
        # in the order in which they are used; the next village begins again
        assert all(two in (one + 1, 1) for one, two in itertools.pairwise([0, *order]))
    numbers = spine_homes.FULL_NUMBER
    assert numbers.search(texts[paper]) and not numbers.search(texts[masked])
    assert all(len(number) == 11 for number in numbers.findall(texts[paper]))  # telephones; identity numbers in neither
    (tmp_path / "again").mkdir()
    again = dispatch.write_samples(found, DONE, "exit_evaluation", tmp_path / "again", 1)
    assert [p.read_bytes() for p in again] == [paper.read_bytes(), masked.read_bytes()]


@SLOW
def test_the_opinion_form_holds_groups_with_their_people_and_a_row_per_answer(home, tmp_path):
    found, _, _ = opened(home)
    [form] = dispatch.write_opinion(found, DONE, tmp_path)
    design, rows = rows_of(form, "opinion_design"), rows_of(form, "opinion_response")
    assert len(rows) == found.campaign.opinion_min_completes.target
    counted = {d["group"]: sum(r["group"] == d["group"] for r in rows) for d in design}
    assert all(number > 0 for number in counted.values())
    package = filled(form, tmp_path / "filled.xlsx")
    report = quality.check_offline(package, line="opinion", county=DONE, home=home, today=None)
    assert {rule for rule, *_ in report.rule_counts} == {"E000b"}  # 拨打数 is the survey centre's to fill in


@SLOW
def test_two_teams_that_tell_one_visit_differently_are_not_merged(home, tmp_path):
    found, _, _ = opened(home)
    paper = dispatch.write_samples(found, DONE, "municipal", tmp_path, 1)[0]
    one = filled(paper, tmp_path / "a.xlsx")
    other = {**ANSWERS, "municipal_household": ANSWERS["municipal_household"] | {"c1": "不通过"}}
    two = filled(paper, tmp_path / "b.xlsx", other)
    with pytest.raises(store.StoreError, match="不一致"):
        dispatch.collect(contracts.lines()["municipal"], [one, two], tmp_path / "whole.xlsx")
    assert dispatch.collect(contracts.lines()["municipal"], [one, one], tmp_path / "whole.xlsx").is_file()


def test_an_inspection_plan_is_a_package_of_the_inspection_line(home, tmp_path):
    found, day, _ = opened(home)
    paper, masked = dispatch.write_inspection(found, DONE, tmp_path, day, kind="暗访")
    package = filled(paper, tmp_path / "filled.xlsx")
    assert quality.check_offline(package, line="inspection", county=DONE, home=home, today=None).outcome == "接收"
    assert {r["kind"] for r in rows_of(package, "inspection_visit")} == {"暗访"}
    assert len(rows_of(masked, "inspection_visit")) == len(rows_of(paper, "inspection_visit"))


# The verb


def test_the_verb_from_commitment_to_proof(undrawn, tmp_path, capsys):
    at = ["--home", str(undrawn)]
    sealed = tmp_path / "sealed.csv"
    assert campaign(["draw", "--commit", "-o", str(sealed), *at]) == 0
    assert stat.S_IMODE(sealed.stat().st_mode) == 0o600
    secrets = {line.split(",")[0]: line.split(",")[2] for line in sealed.read_text("utf-8-sig").splitlines()[1:]}
    assert DONE in secrets and secrets[DONE] not in capsys.readouterr().out
    assert campaign(["draw", DONE, "--commit", "-o", str(sealed), *at]) == 2
    assert campaign(["draw", DONE, *at]) == 2
    assert "等待公开号码" in capsys.readouterr().err
    assert campaign(["draw", DONE, "--reveal", secrets[DONE], *at]) == 2
    assert campaign(["draw", DONE, "--reveal", secrets[DONE], "--number", "7", "-o", str(tmp_path / "out"), *at]) == 0
    said = capsys.readouterr().out
    assert "已抽样" in said and not spine_homes.FULL_NUMBER.search(said.replace(str(tmp_path), ""))
    listed = next((tmp_path / "out").glob("*精准评估冻结名册.tsv"))
    assert store.hash_file(listed) == draws(undrawn)["precision_evaluation"]["list_hash"]
    assert campaign(["draw", DONE, "--verify", *at]) == 0
    before = spine_homes.tree(undrawn / "samples")
    assert campaign(["draw", DONE, "--line", "municipal", "-o", str(tmp_path / "out"), *at]) == 0
    assert "不再重抽" in capsys.readouterr().out
    assert spine_homes.tree(undrawn / "samples") == before
    path = undrawn / "samples" / DONE / "municipal" / "1.json"
    path.write_text(path.read_text().replace('"weight": 1.0', '"weight": 2.0'))
    assert campaign(["draw", DONE, "--verify", *at]) == 1


@pytest.mark.parametrize(
    "tokens", [[], ["999999"], [DONE, "--commit", "--verify"], [DONE, "--collect", "no.xlsx"], [DONE, "--number", "1"]]
)
def test_wrong_usage_of_the_verb(advanced, tokens):
    assert campaign(["draw", *tokens, "--home", str(advanced)]) == 2


def test_a_county_that_is_not_ready_is_not_drawn(advanced, capsys):
    assert campaign(["draw", spine_homes.REFUSED, "--home", str(advanced)]) == 2
    assert "尚未就绪" in capsys.readouterr().err


def test_only_counties_that_can_still_commit_are_offered(home):
    found, _, _ = opened(home)
    assert dispatching.may_commit(found) == [spine_homes.REFUSED]

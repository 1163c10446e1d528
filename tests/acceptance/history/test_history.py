"""Earlier years: brought in once and for all, carried on from home to home, and an input of what reads them."""

import datetime as dt
import shutil
from pathlib import Path

import duckdb
import pytest

from acceptance import case, history, ledger, season, store
from flows import homes
from tasks import judgement
from tests import spine_homes
from tests.spine_homes import DONE, REFUSED, WAITING

pytestmark = pytest.mark.xdist_group("spine")
NOW = dt.datetime(2026, 12, 1, 12, tzinfo=season.ZONE)
DAY = homes.demo_day(2026)


def of_year(home: Path, year: int) -> Path:
    """The same home as if its campaign had been another year's, with nothing published."""
    for name, old in (("home.json", '"year": 2026'), ("campaign.yaml", "year: 2026")):
        path, new = home / name, old.replace("2026", str(year))
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
    shutil.rmtree(home / "results")
    (home / "results").mkdir()
    return home


@pytest.fixture
def last_year(advanced: Path, tmp_path: Path) -> Path:
    return of_year(spine_homes.copy(advanced, tmp_path / "2025"), 2025)


@pytest.fixture
def this_year(advanced: Path, tmp_path: Path) -> season.Season:
    return season.open_season(spine_homes.copy(advanced, tmp_path / "2026"))


def rewrite(home: Path, table: str, query: str) -> None:
    """Replaces the rows that a home holds of one table of the first county's self-check; `{rows}` stands for them."""
    [path] = (home / "lake/self_check" / table / f"county_code={DONE}").glob("*.parquet")
    held = path.with_suffix(".held")
    path.rename(held)
    rows = f"read_parquet('{held}', hive_partitioning=false)"
    duckdb.sql(f"COPY ({query.format(rows=rows)}) TO '{path}' (FORMAT parquet)")
    held.unlink()


def changes(opened: season.Season) -> set[tuple[str, str]]:
    with case.opened(opened, DONE, DAY) as found:
        listed = "('E013', 'E031', 'E031b', 'E031c', 'E031d', 'E034', 'E059', 'E067', 'E094')"
        rows = found.con.execute(f"SELECT rule_id, object_id FROM finding WHERE rule_id IN {listed}").fetchall()
    return set(rows)


def test_init_brings_in_what_an_earlier_home_accepted(advanced, tmp_path):
    made = homes.initialise(tmp_path / "next", 2027, drill=True, previous=advanced, now=NOW)
    assert (made.years, made.brought) == ((2026,), 2)
    home = store.Home.open(made.path)
    held = home.path / "received/municipal/history/1/history/2026"
    assert sorted(p.name for p in (held / "household").iterdir()) == [f"{DONE}.parquet", f"{WAITING}.parquet"]
    assert REFUSED not in {p.stem for p in held.rglob("*.parquet")}
    [source] = (advanced / f"lake/self_check/household/county_code={DONE}").iterdir()
    copied = home.lake / f"history/2026/household/county_code={DONE}/1.parquet"
    assert copied.read_bytes() == source.read_bytes()
    published = duckdb.sql(f"FROM read_parquet('{held}/outcome/{DONE}.parquet')").fetchall()
    assert {kind for kind, *_ in published} == {"village", "household"}


def test_bringing_in_again_changes_nothing_and_what_the_home_has_stays(advanced, tmp_path):
    first = homes.initialise(tmp_path / "next", 2027, drill=True, previous=advanced, now=NOW)
    (first.path / "campaign.yaml").write_text("year: 2027 # edited", encoding="utf-8")
    before = spine_homes.tree(first.path)
    again = homes.initialise(tmp_path / "next", 2027, drill=True, previous=advanced, now=NOW + dt.timedelta(1))
    assert again == first and spine_homes.tree(first.path) == before


def test_history_outlives_the_caches(advanced, tmp_path):
    made = homes.initialise(tmp_path / "next", 2027, drill=True, previous=advanced, now=NOW)
    home = store.Home.open(made.path)
    before = spine_homes.tree(home.lake)
    assert before
    shutil.rmtree(home.lake)
    home.lake.mkdir()
    history.restore(home)
    assert spine_homes.tree(home.lake) == before


@pytest.mark.parametrize("year", [2026, 2025])
def test_a_home_that_is_not_earlier_is_refused_before_anything_is_made(advanced, tmp_path, year):
    with pytest.raises(store.StoreError, match="不早于"):
        homes.initialise(tmp_path / "next", year, drill=True, previous=advanced, now=NOW)
    with pytest.raises(store.StoreError, match="不是验收工作目录"):
        homes.initialise(tmp_path / "next", year, drill=True, previous=tmp_path / "nothing", now=NOW)
    assert not (tmp_path / "next").exists()


def test_an_earlier_home_without_its_checks_is_refused(last_year, this_year):
    shutil.rmtree(last_year / "lake/checks")
    with pytest.raises(store.StoreError, match="先对该目录运行 campaign advance"):
        history.bring(this_year.home, season.open_season(last_year), NOW)
    assert history.kept(this_year.home) is None


def test_years_add_up_from_home_to_home(last_year, this_year, tmp_path):
    history.bring(this_year.home, season.open_season(last_year), NOW)
    made = homes.initialise(tmp_path / "2027", 2027, drill=True, previous=this_year.home.path, now=NOW)
    assert made.years == (2025, 2026)


def test_the_same_register_twice_shows_no_change(last_year, this_year):
    history.bring(this_year.home, season.open_season(last_year), NOW)
    assert changes(this_year) == set()


def test_what_appeared_disappeared_or_changed_is_an_issue_of_the_ledger(last_year, this_year):
    gone, added, changed = "50022999999990", "50022900000003", "50022900000005"
    rewrite(
        last_year,
        "household",
        f"SELECT * REPLACE (CASE household_id WHEN '{changed}' THEN reg_year - 1 ELSE reg_year END AS reg_year) "
        f"FROM {{rows}} WHERE household_id <> '{added}' UNION ALL SELECT * REPLACE ('{gone}' AS household_id, "
        "'稳定脱贫' AS exit_status) FROM {rows} WHERE household_id = '50022900000004'",
    )
    before = judgement.inputs(this_year, DONE, DAY)
    other = judgement.inputs(this_year, WAITING, DAY)
    history.bring(this_year.home, season.open_season(last_year), NOW)
    assert judgement.inputs(this_year, DONE, DAY).digest != before.digest
    assert judgement.inputs(this_year, WAITING, DAY).digest != other.digest
    assert changes(this_year) == {("E031", gone), ("E031c", added), ("E031d", changed)}
    with case.opened(this_year, DONE, DAY) as found:
        ledger.open_issues(found)
        issues = found.con.execute(
            "SELECT rule_id, object_id, severity, state FROM issue WHERE rule_id LIKE 'E031%' ORDER BY ALL"
        ).fetchall()
        first = found.readiness()[0]
    assert issues == [
        ("E031", gone, "block", "新增"), ("E031c", added, "warn", "新增"), ("E031d", changed, "warn", "新增"),
    ]  # fmt: skip
    assert (first.id, first.met) == ("R1", False) and "E031" in first.words

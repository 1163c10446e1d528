"""What a county's freeze determines: its lists, its seeds, its samples; and the proof that anybody draws the same.

Nothing here is written: `tasks.samples` stores what `make` and `enlarge` return, `redraw` compares it.
"""

import dataclasses
import datetime as dt
from typing import Any

import duckdb
import pyarrow as pa

from acceptance import contracts, evidence, pledges, sampling, sql, store
from acceptance.campaign_facts import Sampling
from acceptance.season import Season


def receipt_of(season: Season, county: str) -> dict[str, Any]:
    """What the freeze put down: drawn_on, self_check and frame (versions), lists (line: hash), sampling, committed."""
    return store.receipts(season.home, county, "self_check", "draw")[0].payload


def list_of(con: duckdb.DuckDBPyConnection, line: str, chosen: Sampling) -> pa.Table:
    """The list of a line as the configuration wants it, from an evidence connection."""
    return sampling.frame_from(con, line, chosen.still_poor, chosen.remoteness)


def frozen_evidence(season: Season, county: str) -> duckdb.DuckDBPyConnection:
    """An evidence connection that holds the versions the freeze names, and nothing of the other lines.

    Raises:
        StoreError: nothing is frozen yet.
    """
    if store.first_draw(season.home, county, "self_check") is None:
        raise store.StoreError(f"{county} 的名单还没有冻结。")
    taken = receipt_of(season, county)
    versions = {name: (taken[name],) for name in ("self_check", "frame") if taken[name] is not None}
    return evidence.open_evidence(season, county, evidence.InForce(versions, {}))


def frozen_list(season: Season, county: str, line: str) -> pa.Table:
    """The list of a line as it stood at the freeze, from the versions its receipt names (`sampling.frames.COLUMNS`).

    Raises:
        StoreError: it is not the list whose hash the receipt holds.
    """
    taken = receipt_of(season, county)
    with frozen_evidence(season, county) as con:
        rows = list_of(con, line, Sampling.model_validate(taken["sampling"]))
    if sampling.list_hash(rows) != taken["lists"].get(line):
        version = taken["self_check"]
        raise store.StoreError(f"{county} 的 {line} 名单与冻结时的不一致，不能抽样。请核对库中第{version}版。")
    return rows


def seed_of(season: Season, county: str, line: str) -> tuple[sampling.Seed, dict[str, Any] | None] | None:
    """The seed of a draw and, by commitment, its proof; None while the commitment is not opened."""
    taken = receipt_of(season, county)
    year, listed = season.campaign.year, taken["lists"][line]
    if not taken["committed"]:
        return sampling.seed_for(year, county, line, listed), None
    made, opened = pledges.pledged(season.home, county), pledges.opened(season.home, county)
    if made is None or opened is None:
        return None
    seed = sampling.seed_for(year, county, line, listed, opened.nonce, opened.public_number)
    return seed, pledges.proof(made, opened)


def make(season: Season, county: str, line: str) -> sampling.Draw | None:
    """The first draw of a line, from what was frozen alone; None while a commitment is not opened."""
    taken, known = receipt_of(season, county), seed_of(season, county, line)
    if known is None:
        return None
    seed, proof = known
    day = dt.datetime.fromisoformat(proof["revealed_at"]).date() if proof else dt.date.fromisoformat(taken["drawn_on"])
    design = sampling.DrawDesign.of(Sampling.model_validate(taken["sampling"]), line)
    made = sampling.draw(frozen_list(season, county, line), design, seed, line=line, drawn_on=day)
    return dataclasses.replace(made, proof=proof)


def can_enlarge(season: Season, county: str, line: str) -> bool:
    """Whether the first draw of a line leaves villages that an additional one could take."""
    return sampling.Draw.from_dict(store.read_draw(season.home, county, line, 1)).can_grow


def enlarge(
    season: Season, county: str, line: str, villages: int | None, *, reason: str, drawn_on: dt.date
) -> sampling.Draw:
    """The additional draw of a line. villages: how many more; None doubles the sample (RULEBOOK D.3, F12 above 2%).

    Raises:
        SamplingError: it cannot be enlarged (see `can_enlarge`).
    """
    first = sampling.Draw.from_dict(store.read_draw(season.home, county, line, 1))
    more = villages if villages is not None else sum(bool(entry["drawn"]) for entry in first.villages)
    return sampling.expand(frozen_list(season, county, line), first, more, drawn_on=drawn_on, reason=reason)


def ordered(season: Season, county: str, as_of: dt.date) -> list[tuple[str, int | None, str]]:
    """Lines for which a decision 扩样 of two signers is in force: (line, villages to add, reason with its document).

    The decision's 对象 is the county; 线 is the line (empty: municipal); 决定内容 the number of villages (empty: as
    many again).
    """
    query = sql.load("acceptance", "drawing")
    return [row[1:] for row in evidence.ask_decisions(season, query, {"as_of": as_of}) if row[0] == county]


@dataclasses.dataclass(frozen=True)
class Redrawn:
    """What drawing a stored sample again shows: its number, and what does not agree (nothing: it is proven)."""

    line: str
    number: int
    seed_kind: str
    units: int
    wrong: tuple[str, ...]


def redraw(season: Season, county: str) -> list[Redrawn]:
    """Draw every stored sample of a county again from the frozen list and compare.

    Raises:
        StoreError: the county has not been drawn.
    """
    if store.first_draw(season.home, county, "self_check") is None:
        raise store.StoreError(f"{county} 还没有抽样。")
    found = [
        _compared(season, county, line, number)
        for line in receipt_of(season, county)["lists"]
        for number in store.draws(season.home, county, line)
    ]
    if not found:
        raise store.StoreError(f"{county} 的名单已冻结，还没有抽样。")
    return found


def _stored(drawn: sampling.Draw) -> bytes:
    """The units as a file holds them: a weight like 4/3 is stored with twelve significant digits."""
    return store.canonical_json(drawn.units.to_pylist())


def _compared(season: Season, county: str, line: str, number: int) -> Redrawn:
    held = sampling.Draw.from_dict(store.read_draw(season.home, county, line, number))
    wrong = []
    made = pledges.pledged(season.home, county)
    if held.proof and (made is None or sampling.commitment(held.proof["nonce"]) != made.commitment):
        wrong.append("开启的随机数与公布的承诺不符")
    try:
        again = make(season, county, line)
        if again is not None and number > 1 and held.enlarged is not None:
            told = held.enlarged
            rows = frozen_list(season, county, line)
            day = dt.date.fromisoformat(held.drawn_on)
            again = sampling.expand(rows, again, len(told["villages"]), drawn_on=day, reason=told["reason"])
    except (store.StoreError, sampling.SamplingError) as problem:
        return Redrawn(line, number, held.seed_kind, held.sample.num_rows, (*wrong, str(problem)))
    if again is None or again.seed != held.seed:
        wrong.append("种子不是由名单和公布的内容算出的")
    elif _stored(again) != _stored(held):
        wrong.append("抽中的户与重抽的不同")
    return Redrawn(line, number, held.seed_kind, held.sample.num_rows, tuple(wrong))


def proposals(season: Season, county: str) -> list[str]:
    """Samples that the published result finds too small (RULEBOOK D.3); only a decision 扩样 orders more."""
    path = season.home.results(county) / "result.json"
    if not path.is_file():
        return []
    found = []
    for entry in store.read_json(path)["indicators"].values():
        for line, side in entry["by_line"].items():
            if side.get("add_villages") and store.draws(season.home, county, line) == [1]:
                found.append(
                    f"{contracts.lines()[line].title}：{entry['title']}未证实，可加抽{side['add_villages']}个村"
                )
    overturned = store.read_json(path)["indicators"].get("self_check_overturn_rate", {})
    point, limit = overturned.get("point"), overturned.get("threshold")
    if (
        point is not None
        and limit is not None
        and point > limit
        and store.draws(season.home, county, "municipal") == [1]
    ):
        found.append(f"市级验收：自查推翻率{100 * point:.2f}%高于{100 * limit:g}%，样本应加倍")
    return found

"""The draw: a pure function of the frozen list, the sizes asked for and the seed. No clock, no random generator."""

import dataclasses
import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Literal

import duckdb
import pyarrow as pa

from acceptance import sql
from acceptance.campaign_facts import Sampling
from acceptance.sampling import plan as planning
from acceptance.sampling.errors import SamplingError
from acceptance.sampling.frames import FRAMES, hash_of, open_frame
from acceptance.sampling.plan import Cell, Planned
from acceptance.sampling.result import UNIT_COLUMNS, Draw
from acceptance.sampling.seeds import Seed
from acceptance.sampling.strata import Village, allocate, assign, following
from acceptance.sampling.villages import PPS, Chosen, enlarged_pps, simple_random, systematic_pps


@dataclasses.dataclass(frozen=True)
class DrawDesign:
    """Sizes of a draw (FACTS A.9, campaign.yaml `sampling`).

    n_villages per county; households per village and frame; a frame with fewer than `census_below` households in
    the county is visited whole; `reserve` households per village and frame are committed beyond the sample.
    """

    n_villages: int = 12
    households: int = 10
    village_method: Literal["srs", "pps"] = "srs"
    census_below: int = 100
    minimum: int = 2
    reserve: int = 10

    def __post_init__(self) -> None:
        if self.n_villages < 1 or self.households < 1 or self.minimum < 2 or self.reserve < 0:
            raise SamplingError("抽样设计无法使用：村数、户数至少为 1，每层至少 2 个村，备用户数不得为负")

    @classmethod
    def of(cls, sampling: Sampling, line: str) -> "DrawDesign":
        """The sizes of campaign.yaml: those of the line where it names them, else the common ones."""
        own = sampling.sizes(line)
        return cls(
            own.villages,
            own.households_per_frame,
            village_method=sampling.village_method,
            census_below=sampling.census_below,
            reserve=sampling.reserve,
        )


@dataclasses.dataclass(frozen=True)
class _List:
    """What the draw needs to know of the frozen list before it looks at single households."""

    villages: tuple[Village, ...]
    sizes: dict[Cell, int]
    persons: dict[Cell, int]
    whole: tuple[str, ...]
    sampled: tuple[str, ...]


def _read(con: duckdb.DuckDBPyConnection, design: DrawDesign) -> _List:
    cells = con.execute(
        "SELECT village_code, is_poor_village, remoteness, frame, count(*), sum(persons)::BIGINT FROM frame "
        "GROUP BY ALL ORDER BY ALL"
    ).fetchall()
    if not cells:
        raise SamplingError("抽样框是空的，无户可抽")
    if len({code[:6] for code, *_ in cells}) > 1:
        raise SamplingError("抽样框含有不止一个区县的行政村")
    sizes = {(code, frame): n for code, _, _, frame, n, _ in cells}
    totals: Counter[str] = Counter()
    for (_, frame), n in sizes.items():
        totals[frame] += n
    whole = tuple(frame for frame in FRAMES if 0 < totals[frame] < design.census_below)
    sampled = tuple(frame for frame in FRAMES if totals[frame] and frame not in whole)
    known = {code: (poor, far) for code, poor, far, *_ in cells}
    villages = tuple(
        Village(code, poor, far, sum(sizes.get((code, frame), 0) for frame in sampled))
        for code, (poor, far) in known.items()
    )
    return _List(villages, sizes, {(code, frame): p for code, _, _, frame, _, p in cells}, whole, sampled)


def draw(frame: pa.Table, design: DrawDesign, seed: Seed, *, line: str, drawn_on: dt.date) -> Draw:
    """Draws villages and households.

    frame: columns of `frames.COLUMNS`, any row order. Villages that hold a household of a sampled frame are
    stratified, drawn and then give households of every sampled frame; frames below `census_below` are taken whole
    in all villages.

    Raises:
        SamplingError: the list or the design cannot be used.
    """
    with open_frame(frame) as con:
        return _draw(con, design, seed, line, drawn_on, {})


def expand(frame: pa.Table, earlier: Draw, villages: int, *, drawn_on: dt.date, reason: str) -> Draw:
    """The same draw with `villages` more: the next ones of the committed order. Households already drawn stay drawn.

    reason: why more are needed, kept in the record. A sample is enlarged once (RULEBOOK D.3).

    Villages drawn by pps have no committed order; a second draw of those left adds to them (`villages.enlarged_pps`).

    Raises:
        SamplingError: the list is not the one of the earlier draw, it was enlarged before, or no village is left.
    """
    if earlier.enlarged is not None:
        raise SamplingError("样本只追加一次，合并后的结果即为结果；仍不能证实的，建议全查")
    design = DrawDesign(**earlier.design)
    if not earlier.can_grow or villages < 1:
        raise SamplingError("没有可以追加的村，建议全查")
    first = [entry["village_code"] for entry in earlier.villages if entry["drawn"]]
    kept = {
        (cell["village_code"], cell["frame"]): cell["hh_drawn"]
        for cell in earlier.sample.to_pylist()
        if cell["selection"] == planning.RANDOM
    }
    with open_frame(frame) as con:
        if hash_of(con) != earlier.list_hash:
            raise SamplingError("抽样框与原抽样所用的不是同一份")
        pooled = _draw(
            con, design, Seed(earlier.seed, earlier.seed_kind), earlier.line, drawn_on, kept, len(first) + villages
        )
    now = [entry["village_code"] for entry in pooled.villages if entry["drawn"]]
    order = earlier.expansion or now
    enlarged = {
        "reason": reason,
        "villages": [code for code in order if code in now and code not in first],
        "first_drawn_on": earlier.drawn_on,
    }
    return dataclasses.replace(pooled, proof=earlier.proof, enlarged=enlarged)


def _draw(
    con: duckdb.DuckDBPyConnection,
    design: DrawDesign,
    seed: Seed,
    line: str,
    drawn_on: dt.date,
    kept: Mapping[Cell, int],
    enlarged_to: int | None = None,
) -> Draw:
    known = _read(con, design)
    size = design if enlarged_to is None else dataclasses.replace(design, n_villages=enlarged_to)
    strata, into = assign([village for village in known.villages if village.size])
    chosen = _villages(strata, design, size, seed.value)
    return Draw(
        line=line,
        seed=seed.value,
        seed_kind=seed.kind,
        list_hash=hash_of(con),
        drawn_on=drawn_on.isoformat(),
        design=dataclasses.asdict(size),
        strata=_strata(known, into, chosen),
        villages=tuple(
            {"stratum": v.stratum, "village_code": v.code, "order": v.order, "drawn": v.drawn} for v in chosen
        ),
        expansion=() if design.village_method == PPS else tuple(_expansion(chosen, strata, size)),
        units=_units(con, _planned(known, into, chosen, design, kept), seed.value, design.reserve),
    )


def _villages(strata: Mapping[str, list[Village]], first: DrawDesign, size: DrawDesign, seed: str) -> list[Chosen]:
    """Every village of every stratum, drawn or not. first, size: the design of the first draw and of this one."""
    totals = {name: len(group) for name, group in strata.items()}
    began, counts = (allocate(totals, design.n_villages, design.minimum) for design in (first, size))
    chosen: list[Chosen] = []
    for name, group in strata.items():
        if size.village_method != PPS:
            chosen += simple_random(group, name, counts[name], seed)
        elif counts[name] > began[name]:
            chosen += enlarged_pps(group, name, began[name], counts[name] - began[name], seed)
        else:
            chosen += systematic_pps(group, name, counts[name], seed)
    return chosen


def _planned(
    known: _List, into: Mapping[str, str], chosen: Sequence[Chosen], design: DrawDesign, kept: Mapping[Cell, int]
) -> list[Planned]:
    """What each village gives: frames sampled in the drawn villages, small ones whole in every village."""
    own = {village.code: into.get(village.stratum, village.stratum) for village in known.villages}
    drawn = planning.sampled(chosen, known.sizes, known.sampled, design.households, kept)
    return drawn + planning.whole(own, known.sizes, known.whole)


def _strata(known: _List, into: Mapping[str, str], chosen: Sequence[Chosen]) -> tuple[dict[str, Any], ...]:
    """The record of the strata as the list forms them, with what each holds."""
    drawn = {village.code for village in chosen if village.drawn}
    entries = []
    for name in sorted({village.stratum for village in known.villages}):
        codes = [village.code for village in known.villages if village.stratum == name]
        households, persons = (
            {frame: sum(of.get((code, frame), 0) for code in codes) for frame in FRAMES}
            for of in (known.sizes, known.persons)
        )
        entries.append(
            {
                "stratum": name,
                "villages": len(codes),
                "drawn": len(drawn.intersection(codes)),
                "collapse_into": into.get(name),
                "households": households,
                "persons": persons,
            }
        )
    return tuple(entries)


def _expansion(chosen: Sequence[Chosen], strata: Mapping[str, list[Village]], design: DrawDesign) -> list[str]:
    """Reserve villages in the order in which a growing `n_villages` would take them."""
    totals = {name: len(group) for name, group in strata.items()}
    place = {(village.stratum, village.order): village.code for village in chosen}
    counts = allocate(totals, design.n_villages, design.minimum)
    order = []
    while sum(counts.values()) < sum(totals.values()):
        name = following(counts, totals)
        counts[name] += 1
        order.append(place[name, counts[name]])
    return order


def _units(con: duckdb.DuckDBPyConnection, plan: Sequence[Planned], seed: str, reserve: int) -> pa.Table:
    names = [field.name for field in dataclasses.fields(Planned)]
    schema = pa.schema([(name, UNIT_COLUMNS[name]) for name in names])
    con.register("plan", pa.Table.from_pylist([dataclasses.asdict(cell) for cell in plan], schema=schema))
    query = sql.load("acceptance.sampling", "households")
    rows: pa.Table = con.sql(query, params={"seed": seed, "reserve": reserve}).to_arrow_table()
    return rows.select(list(UNIT_COLUMNS)).cast(pa.schema(UNIT_COLUMNS.items()))

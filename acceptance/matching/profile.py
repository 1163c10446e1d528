"""What a delivery holds, counted in one pass, and when it cannot be used. RULEBOOK E092–E094."""

import dataclasses
import datetime as dt
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import duckdb

from acceptance import sql
from acceptance.contracts import Registry
from acceptance.matching.delivery import RegistryRefused

MOST = 0.5
"""A delivery is refused when more than this share of its numbers is invalid or of a required column missing [I]."""


@dataclasses.dataclass(frozen=True)
class RegistryProfile:
    """What a delivery holds. Counts are rows.

    with_id: some identity number stands there; valid_ids: valid by GB 11643; old_ids: of 15 digits, brought to 18 for
    matching only; duplicates: rows beyond the first of the same person and natural key. blank: required column -> rows
    where nothing stands; unread: column -> cells that could not be read as their type (NULL in the file); not_in_list:
    column -> cells outside the code list; columns without any are left out. snapshot_min, snapshot_max: 数据截止日.
    """

    registry: str
    rows: int
    with_id: int
    valid_ids: int
    duplicates: int
    snapshot_min: dt.date
    snapshot_max: dt.date
    blank: Mapping[str, int]
    unread: Mapping[str, int]
    not_in_list: Mapping[str, int]
    files: tuple[str, ...]
    warnings: tuple[str, ...] = ()
    old_ids: int = 0

    @property
    def valid_share(self) -> float:
        return self.valid_ids / self.rows

    def to_json(self) -> str:
        """One spelling for one profile: the same bytes for the same delivery."""
        dates = {name: getattr(self, name).isoformat() for name in ("snapshot_min", "snapshot_max")}
        return json.dumps(dataclasses.asdict(self) | dates, ensure_ascii=False, indent=1, sort_keys=True) + "\n"

    @classmethod
    def from_json(cls, text: str) -> "RegistryProfile":
        facts: dict[str, Any] = json.loads(text)
        dates = {name: dt.date.fromisoformat(facts[name]) for name in ("snapshot_min", "snapshot_max")}
        return cls(**facts | dates | {name: tuple(facts[name]) for name in ("files", "warnings")})


def profiled(
    con: duckdb.DuckDBPyConnection,
    registry: Registry,
    files: Sequence[str],
    warnings: tuple[str, ...],
    not_before: dt.date | None = None,
) -> RegistryProfile:
    """The profile of the view `typed`. Raises RegistryRefused when the delivery cannot be used."""
    natural = "".join(f", {sql.identifier(c)}" for c in registry.record_key if c != "id_no")
    whole = {
        "rows": "count(*)",
        "with_id": "count(id18)",
        "valid_ids": "count(k) FILTER (NOT upgraded)",
        "old_ids": "count(*) FILTER (upgraded)",
        "duplicates": f"count(*) - count(DISTINCT hash(coalesce(k::VARCHAR, id18){natural}))",
        "snapshot_min": "min(snapshot_date)",
        "snapshot_max": "max(snapshot_date)",
    }
    faults = list(_faults(registry))
    counted = [f"count(*) FILTER ({condition})" for _, _, condition in faults]
    [found] = con.execute(f"SELECT {', '.join([*whole.values(), *counted])} FROM typed").fetchall()
    facts: dict[str, Any] = dict(zip(whole, found, strict=False))
    kinds: dict[str, dict[str, int]] = {"blank": {}, "unread": {}, "not_in_list": {}}
    for (kind, column, _), count in zip(faults, found[len(whole) :], strict=True):
        if count:
            kinds[kind][column] = count
    facts |= {"files": tuple(files), "warnings": warnings} | kinds
    profile = RegistryProfile(registry.name, **facts)
    if reasons := list(_unusable(registry, profile, not_before)):
        raise RegistryRefused(registry, reasons)
    return profile


def _faults(registry: Registry) -> Iterator[tuple[str, str, str]]:
    """(kind, column, condition on a row of `typed`) of everything that is counted column by column."""
    for column in registry.columns:
        value, raw = sql.identifier(column.name), sql.identifier(f"raw_{column.name}")
        if column.required:
            yield "blank", column.name, f"{raw} IS NULL"
        if column.type != "text":
            yield "unread", column.name, f"{raw} IS NOT NULL AND {value} IS NULL"
        if column.codes:
            yield "not_in_list", column.name, f"{value} NOT IN ({', '.join(map(sql.quote, column.codes))})"


def _unusable(registry: Registry, profile: RegistryProfile, not_before: dt.date | None) -> Iterator[str]:
    if not profile.rows:
        yield "没有数据行"
        return
    for column in registry.columns:
        missing = profile.blank.get(column.name, 0) + profile.unread.get(column.name, 0)
        if column.required and missing > MOST * profile.rows:
            yield f"“{column.header}”列有 {missing / profile.rows:.1%}（{missing}/{profile.rows} 行）为空或无法识别"
    if profile.rows - profile.valid_ids > MOST * profile.rows:
        share = f"{profile.valid_share:.1%}（{profile.valid_ids}/{profile.rows} 行）"
        yield f"有效身份证号仅占 {share}，疑为列错位或号码损坏"
    if not_before is not None and profile.snapshot_max is not None and profile.snapshot_max < not_before:
        yield f"数据截止日 {profile.snapshot_max} 早于现行数据的 {not_before}，疑为往年或旧的数据"

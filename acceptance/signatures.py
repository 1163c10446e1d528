"""审签: who signed exactly this result, read from the packages of the lines that sign (DESIGN 8).

A signature names the core_sha256 of what was read, so it holds while the result is unchanged and lapses by itself when
it is not. Nothing here changes a result: what is signed cannot rest on the signatures.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from acceptance import contracts, sql, store
from acceptance.season import Season

PASSED, RETURNED, ISSUED = "审核通过", "退回", "签发"
"""What a person may sign, as in the code list review_action: 审核通过 by one, then 签发 by another; or 退回."""

COLUMNS = ("review_id", "action", "signer", "role", "reason", "signed_at")


def of_result(season: Season, county: str, core_sha256: str, *, any_rules: bool = False) -> list[dict[str, str]]:
    """The signatures under a result, in the order they were given: each with COLUMNS, all text, empty where unsaid.

    An entry sent again under its number replaces the earlier one (DESIGN 3, accumulating lines). any_rules: as in
    `evidence.in_force`.
    """
    found: list[dict[str, str]] = []
    for line in contracts.lines().values():
        if line.says != contracts.WHOLLY:
            continue
        accepted = store.accepted(season.home, county, line.id, None if any_rules else season.basis)
        for table in line.tables:
            files = store.lake_files(season.home, line.id, table, county, accepted)
            found += _rows([str(file) for file in files], core_sha256)
    return found


def _rows(files: Sequence[str], core_sha256: str) -> list[dict[str, str]]:
    if not files:
        return []
    query = """
        SELECT review_id, action, signer, role, coalesce(reason, ''), strftime(signed_at, '%Y-%m-%dT%H:%M:%S')
        FROM read_parquet($files, union_by_name = true, hive_partitioning = false, filename = true)
        WHERE core_sha256 = $core AND signed_at IS NOT NULL AND list_contains($signing, action)
        QUALIFY row_number() OVER (
            PARTITION BY review_id
            ORDER BY TRY_CAST(parse_filename(filename, true) AS INTEGER) DESC, src_file, src_sheet, src_row) = 1
        ORDER BY signed_at, review_id"""
    given = {"files": list(files), "core": core_sha256, "signing": [PASSED, RETURNED, ISSUED]}
    with sql.connect() as con:
        rows = con.execute(query, given).fetchall()
    return [dict(zip(COLUMNS, map(str, row), strict=True)) for row in rows]


def next_actions(signed: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """What may be signed next; nothing once the result is issued or returned."""
    done = {str(one["action"]) for one in signed}
    if done & {ISSUED, RETURNED}:
        return ()
    return (ISSUED, RETURNED) if PASSED in done else (PASSED, RETURNED)


def issued(signed: Sequence[Mapping[str, Any]]) -> bool:
    """Whether two different people passed and issued the result, in this order, and nobody returned it."""
    passed: set[str] = set()
    done = False
    for one in signed:
        if one["action"] == RETURNED:
            return False
        if one["action"] == PASSED:
            passed.add(str(one["signer"]).strip())
        elif one["action"] == ISSUED:
            done = done or bool(passed - {str(one["signer"]).strip()})
    return done

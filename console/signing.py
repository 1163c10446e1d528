"""Signing a report in two steps by two people: 审核通过, then 签发; or 退回 with a reason. Each step is a package.

The steps taken here are noted in <home>/console/signing/<county>.json too, as a package counts only once the county has
advanced; what a report prints comes from the packages alone.
"""

import datetime as dt
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from acceptance import contracts, review_hold
from acceptance.season import Season
from acceptance.signatures import ISSUED, RETURNED, next_actions
from console import files, packages

LINE = "review"
Step = dict[str, str]


def steps(home: Path, county: str, result: Mapping[str, Any]) -> list[Step]:
    """What has been signed of exactly this result, in order: {action, signer, login, role, reason, signed_at}."""
    noted = (files.read(_path(home, county)) or {}).get("steps", [])
    own = [step for step in noted if step["core_sha256"] == result["core_sha256"]]
    known = {(step["action"], step["signer"]) for step in own}
    others = [
        {key: str(one.get(key) or "") for key in ("action", "signer", "role", "reason", "signed_at")} | {"login": ""}
        for one in result.get("signatures") or []
        if (one.get("action"), one.get("signer")) not in known
    ]
    return sorted([*others, *own], key=lambda step: step["signed_at"])


def _path(home: Path, county: str) -> Path:
    return home / "console" / "signing" / f"{county}.json"


def holds(season: Season, county: str, result: Mapping[str, Any] | None, day: dt.date) -> str:
    """Until when new packages of the county wait for the second signature, in words; '' while none is awaited."""
    signed = steps(season.home.path, county, result) if result else []
    last = review_hold.ends(season, signed, day)
    return review_hold.until(season, last) if last else ""


def sign(
    season: Season,
    at: dt.datetime,
    county: str,
    result: Mapping[str, Any],
    action: str,
    reason: str,
    core: str,
    login: str,
    person: str,
    role: str,
) -> None:
    """Signs the result that the signer saw (`core`): a package, and a note.

    Raises:
        EntryError: it is another person's turn, a 退回 has no reason, the result changed, or the line is not in use.
    """
    home = season.home.path
    with files.locked(home / "console" / "signing"):
        taken = steps(home, county, result)
        _refuse(taken, result, action, reason, core, login, person)
        step = {
            "core_sha256": core,
            "action": action,
            "reason": reason,
            "signer": person,
            "role": role,
            "signed_at": at.isoformat(),
        }
        packages.send(season, LINE, county, [_row(season, county, step, at)])
        noted = (files.read(_path(home, county)) or {}).get("steps", [])
        files.write(_path(home, county), {"steps": [*noted, step | {"login": login}]})


def _refuse(
    taken: list[Step], result: Mapping[str, Any], action: str, reason: str, core: str, login: str, person: str
) -> None:
    if core != result["core_sha256"]:
        raise packages.EntryError("报告在您阅读之后已经更新，请重新阅读后再签。")
    if action not in next_actions(taken):
        raise packages.EntryError("这一步已经办理，或还没有轮到。")
    if action == RETURNED and not reason:
        raise packages.EntryError("退回必须写明理由。")
    if action == ISSUED and any(login == step["login"] or person == step["signer"] for step in taken):
        raise packages.EntryError("签发必须由审核人以外的另一个人办理。")


def _row(season: Season, county: str, step: Step, at: dt.datetime) -> dict[str, str]:
    """The step under the columns that the contract has."""
    row = {}
    for column in packages.table(season, LINE).columns:
        if column.name == "signed_at":
            row[column.name] = (
                at.date().isoformat() if column.type == "date" else at.replace(tzinfo=None).isoformat(" ", "seconds")
            )
        elif column.name == "county_code":
            row[column.name] = county
        elif column.name in step:
            row[column.name] = step[column.name]
        elif column.required and column.type == "code":
            row[column.name] = secrets.token_hex(6)
    return row


def ready() -> bool:
    """Whether the year's contract has the line."""
    return LINE in contracts.lines()

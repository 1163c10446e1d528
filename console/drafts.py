"""Entries that wait for a second person. Only what two people stand behind becomes a package."""

import datetime as dt
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from acceptance import contracts
from acceptance.season import Season
from console import files, packages

SECOND = {
    "decision": ("signer1", "signer2"),
    "adjudication": ("signer1", "signer2"),
    "rectification": ("responsible", "reviewer"),
}
"""Line -> columns that the first and the second person sign."""
ON = ("decided_on", "done_on")
"""Columns that take the day of confirmation when they are left empty."""


@dataclass(frozen=True)
class Draft:
    """row: column -> text. login and name: who proposed it."""

    id: str
    line: str
    county: str
    row: dict[str, str]
    login: str
    name: str
    at: str


def _folder(home: Path, county: str) -> Path:
    return home / "console" / "drafts" / county


def entered(season: Season, name: str) -> list[contracts.Column]:
    """Columns a person fills in: not the county, not the signers, not a number the system gives."""
    stated = packages.table(season, name)
    own = {"county_code", *SECOND.get(name, ())} | ({"decision_id"} if name == "decision" else set())
    return [column for column in stated.columns if column.name not in own]


def propose(
    season: Season, at: dt.datetime, name: str, county: str, row: Mapping[str, str], login: str, person: str
) -> str:
    """Keeps an entry for a second person; returns its number.

    Raises:
        EntryError: the line is not in use, or a cell cannot be used.
    """
    filled = _filled(season, at, name, county, row) | {SECOND[name][0]: person}
    stated = packages.table(season, name)
    packages.refuse(stated, filled | {SECOND[name][1]: "待复核"})
    draft = secrets.token_hex(8)
    record = {
        "id": draft,
        "line": name,
        "county": county,
        "row": filled,
        "login": login,
        "name": person,
        "at": at.isoformat(),
    }
    files.write(_folder(season.home.path, county) / f"{draft}.json", record)
    return draft


def _filled(season: Season, at: dt.datetime, name: str, county: str, row: Mapping[str, str]) -> dict[str, str]:
    columns = {column.name for column in packages.table(season, name).columns}
    known = {column.name for column in entered(season, name)}
    filled = {key: value.strip() for key, value in row.items() if key in known and value.strip()}
    if "county_code" in columns:
        filled["county_code"] = county
    if name == "decision":
        filled["decision_id"] = f"{season.campaign.year}-{at:%m%d}-{secrets.token_hex(3)}"
    for column in ON:
        if column in columns:
            filled.setdefault(column, at.date().isoformat())
    return filled


def waiting(home: Path, county: str, lines: tuple[str, ...]) -> list[Draft]:
    """Entries of these lines that wait for a second person, oldest first."""
    found = [Draft(**record) for record in files.records(_folder(home, county))]
    return sorted((one for one in found if one.line in lines), key=lambda one: one.at)


def _one(home: Path, county: str, draft: str, lines: tuple[str, ...]) -> Draft:
    found = next((one for one in waiting(home, county, lines) if one.id == draft), None)
    if found is None:
        raise packages.EntryError("这一项已经办理或撤回。")
    return found


def confirm(season: Season, county: str, draft: str, lines: tuple[str, ...], login: str, person: str) -> dict[str, Any]:
    """The second person's signature: the entry goes into the inbox as a package; returns its row.

    Raises:
        EntryError: it is gone, or both signatures would be one person's (P7).
    """
    folder = _folder(season.home.path, county)
    with files.locked(folder):
        found = _one(season.home.path, county, draft, lines)
        if found.login == login or found.name == person:
            raise packages.EntryError("必须由另一个人复核，不能自己复核自己提出的事项。")
        row = found.row | {SECOND[found.line][1]: person}
        packages.send(season, found.line, county, [row])
        files.remove(folder / f"{found.id}.json")
    return row


def withdraw(home: Path, county: str, draft: str, lines: tuple[str, ...]) -> None:
    """Takes an entry back; either person may. Raises EntryError when it is gone."""
    folder = _folder(home, county)
    with files.locked(folder):
        files.remove(folder / f"{_one(home, county, draft, lines).id}.json")

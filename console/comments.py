"""意见 on a county's report by observers and leaders, 答复 by the municipal office: each is a package of line `review`.

What was sent here is noted in <home>/console/comments/<county>.json too, as a package counts only once it has been
received; what a report prints comes from the packages alone.
"""

import datetime as dt
import secrets
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from acceptance import comments as arrived
from acceptance.comments import ANSWER, COMMENT, Comment
from acceptance.season import Season
from console import files, masks, packages
from console.signing import LINE

MOST = 500
"""Letters of a comment or an answer."""


def listed(season: Season, county: str) -> list[tuple[Comment, bool]]:
    """Every comment, the earliest first, with whether all of it has been received: a part that was not is as noted."""
    found = {one.id: one for one in arrived.of_county(season, county)}
    noted = [Comment(**one) for one in (files.read(_path(season.home.path, county)) or {}).get("said", [])]
    shown = []
    for note in noted:
        here = found.pop(note.id, None)
        shown.append((note, False) if here is None else _merged(here, note))
    return sorted([*shown, *((one, True) for one in found.values())], key=lambda pair: (pair[0].on, pair[0].id))


def _merged(here: Comment, note: Comment) -> tuple[Comment, bool]:
    if here.answer or not note.answer:
        return here, True
    return replace(here, answer=note.answer, answered_by=note.answered_by, answered_on=note.answered_on), False


def _path(home: Path, county: str) -> Path:
    return home / "console" / "comments" / f"{county}.json"


def usable(text: str) -> str:
    """The text as it is sent. Raises EntryError: empty, too long, or with an identity or telephone number in it."""
    plain = text.strip()
    if not plain:
        raise packages.EntryError("请写明内容。")
    if len(plain) > MOST:
        raise packages.EntryError(f"最多 {MOST} 字，现有 {len(plain)} 字，请精简后再提交。")
    if masks.holds_number(plain):
        raise packages.EntryError("内容里有证件号码或电话，不能提交；请改写户编号。")
    return plain


def say(season: Season, at: dt.datetime, county: str, core: str, text: str, person: str, role: str) -> str:
    """Sends a comment on the result that was read; returns its number. Raises EntryError, StoreError."""
    number = f"Y{at:%m%d}-{secrets.token_hex(3)}"
    said = Comment(number, usable(text), person, role, at.date().isoformat(), core, "", "", "")
    with files.locked(_path(season.home.path, county).parent):
        _send(
            season, county, at, said.signer, role, {"review_id": number, "action": COMMENT, "reason": said.text}, core
        )
        _note(season, county, said)
    return number


def answer(season: Season, at: dt.datetime, county: str, number: str, text: str, person: str, role: str) -> None:
    """Sends the answer to a comment. Raises EntryError: no such comment, or it has been answered; StoreError."""
    with files.locked(_path(season.home.path, county).parent):
        said = next((one for one, _ in listed(season, county) if one.id == number), None)
        if said is None or said.answer:
            raise packages.EntryError("没有这条意见，或已经答复。")
        row = {"review_id": f"D{number}", "action": ANSWER, "answers": number, "reason": usable(text)}
        _send(season, county, at, person, role, row, said.core_sha256)
        done = at.date().isoformat()
        _note(season, county, replace(said, answer=row["reason"], answered_by=person, answered_on=done))


def _send(
    season: Season, county: str, at: dt.datetime, person: str, role: str, row: Mapping[str, str], core: str
) -> None:
    signed = at.replace(tzinfo=None).isoformat(" ", "seconds")
    who = {"county_code": county, "core_sha256": core, "signer": person, "role": role, "signed_at": signed}
    packages.send(season, LINE, county, [who | row])


def _note(season: Season, county: str, said: Comment) -> None:
    path = _path(season.home.path, county)
    kept: list[dict[str, Any]] = (files.read(path) or {}).get("said", [])
    files.write(path, {"said": [*(one for one in kept if one["id"] != said.id), vars(said)]})

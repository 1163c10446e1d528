"""The seed by commitment (RULEBOOK D.4): what is published before a county's list freezes, and what opens it later.

Four steps the office can follow with a sheet of paper: publish the hash of a secret (承诺) and from where a number will
come; the county becomes ready and its list freezes; the number is drawn in public; secret and number are opened (开启)
and the samples follow from them. Each step is a numbered file beside the draws, written once:
`samples/<county>/commitment/<n>.json`, `samples/<county>/reveal/1.json`.
"""

import dataclasses
import datetime as dt
from typing import Any

from acceptance import sampling, store

COMMITMENT, REVEAL = "commitment", "reveal"
KINDS = (COMMITMENT, REVEAL)
"""Folders beside those of the lines."""
SOURCE = "名单冻结后由市级当众摇取的号码"


@dataclasses.dataclass(frozen=True)
class Pledge:
    """A published commitment. source: where the public number comes from. reason: why it replaces an earlier one."""

    number: int
    commitment: str
    source: str
    published_at: str
    reason: str | None = None


@dataclasses.dataclass(frozen=True)
class Opened:
    """The secret and the public number, as opened."""

    nonce: str
    public_number: str
    revealed_at: str

    @property
    def day(self) -> dt.date:
        return dt.datetime.fromisoformat(self.revealed_at).date()


def pledged(home: store.Home, county: str, number: int | None = None) -> Pledge | None:
    """The commitment of this number, else the newest; None where none was published."""
    numbers = store.draws(home, county, COMMITMENT)
    if not numbers or (number is not None and number not in numbers):
        return None
    at = number or numbers[-1]
    return Pledge(at, **store.read_draw(home, county, COMMITMENT, at))


def opened(home: store.Home, county: str) -> Opened | None:
    """What was opened, if it was."""
    return Opened(**store.read_draw(home, county, REVEAL, 1)) if store.draws(home, county, REVEAL) else None


def publish(
    home: store.Home, county: str, nonce: str, *, source: str, now: dt.datetime, reason: str | None = None
) -> Pledge:
    """Publish the hash of a secret; the secret itself is not kept.

    Raises:
        StoreError: the county has been drawn or opened; a commitment stands and no `reason` says why it is replaced; a
            list is frozen already and no `reason` says why a commitment still comes.
    """
    before = pledged(home, county)
    frozen = store.first_draw(home, county, "self_check") is not None
    if opened(home, county) or any(store.draws(home, county, line) for line in DRAWN):
        raise store.StoreError(f"{county} 已经抽样，不能再公布承诺。")
    if before and not reason:
        raise store.StoreError(f"{county} 已于 {before.published_at} 公布承诺；确需更换的，用 --reason 写明理由。")
    if frozen and (before is None or before.source == source):
        raise store.StoreError(f"{county} 的名单已冻结，承诺须在冻结前公布；更换须改用尚未产生的公开号码（--source）。")
    number = before.number + 1 if before else 1
    made = Pledge(number, sampling.commitment(nonce), source, now.isoformat(), reason)
    store.store_draw(home, county, COMMITMENT, number, _facts(made))
    return made


DRAWN = ("municipal", "exit_evaluation", "precision_evaluation")


def _facts(made: Pledge) -> dict[str, Any]:
    return {name: value for name, value in dataclasses.asdict(made).items() if name != "number"}


def reveal(home: store.Home, county: str, nonce: str, public_number: str, now: dt.datetime) -> Opened:
    """Open the commitment; from here on the draw is determined, and is made by whoever runs next.

    Raises:
        StoreError: nothing was committed, the list is not frozen, the secret is not the one committed to, or another
            was opened before.
    """
    made = pledged(home, county)
    if made is None:
        raise store.StoreError(f"{county} 没有公布过抽样承诺；无承诺的区县就绪后按公开种子抽取。")
    if store.first_draw(home, county, "self_check") is None:
        raise store.StoreError(f"{county} 尚未就绪，名单没有冻结，不能开启承诺。")
    if sampling.commitment(nonce) != made.commitment:
        raise store.StoreError(f"{county}：随机数与公布的承诺不符，不能抽样。请核对密封的随机数。")
    if not public_number.strip():
        raise store.StoreError("公开号码不能为空。")
    before = opened(home, county)
    if before:
        raise store.StoreError(f"{county} 的承诺已于 {before.revealed_at} 开启，抽样只做一次。")
    found = Opened(nonce, public_number.strip(), now.isoformat())
    store.store_draw(home, county, REVEAL, 1, dataclasses.asdict(found))
    return found


def proof(made: Pledge, found: Opened) -> dict[str, Any]:
    """What a draw keeps of its commitment, so that the file alone lets anybody check the seed."""
    return dataclasses.asdict(made) | dataclasses.asdict(found)


def waiting(home: store.Home, county: str, wanted: bool) -> str | None:
    """What the commitment still needs before the samples can be drawn, in words; None when nothing. wanted: the
    configuration asks for one.
    """
    made = pledged(home, county)
    if made is None:
        return "等待公布抽样承诺（campaign draw --commit）" if wanted else None
    if opened(home, county):
        return None
    if store.first_draw(home, county, "self_check") is None:
        return None
    return f"名单已冻结，等待公开号码（{made.source}）并开启抽样承诺（campaign draw --reveal）"

"""Receiving: from the inbox to a numbered version, with nothing lost and nothing doubled (DESIGN 4, Arrival).

A package is claimed by a rename into a fresh folder, hashed there, and the folder itself is renamed to the next
version number. Two receivers may work at once and any of them may die at any step: whoever finds a claim takes it
over by rename, so its former owner finds it gone and starts over.
"""

import os
import random
import stat
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from acceptance.store.claims import Arrival, Claim, TakenOver, claimed, others
from acceptance.store.errors import StoreError
from acceptance.store.files import (
    FILE_MODE,
    FOLDER_MODE,
    content_of,
    discard,
    fsync_dir,
    fsync_file,
    make_dirs,
    write_json,
)
from acceptance.store.home import REGISTRIES, Home
from acceptance.store.inbox import lines_with_arrivals
from acceptance.store.points import reached
from acceptance.store.receipts import BLOCKED, RECEIPT, REPEAT, Receipt, receipts, versions

_MOST_RESTARTS = 12


def receive_all(
    home: Home,
    now: datetime,
    accumulates: Callable[[str], bool],
    known: Callable[[str, str], bool] | None = None,
    quiet_s: float = 0.0,
) -> list[Receipt]:
    """Receives everything that waits, the claims left by dead processes first, in order of county, line and name.

    now: the injected arrival time. accumulates: whether a line's versions add up (same bytes are then compared with
    every version, else with the newest). known: whether (county, line) is one of this campaign's; others stay in the
    inbox (see `inbox.strays`). quiet_s: a package that changed within so many seconds may still be being copied; it
    and those behind it in its line wait for the next time. Returns one receipt per package taken; kind `repeat` and
    `blocked` made no version.
    Raises StoreError when other receivers keep interrupting this one.
    """
    taken: list[Receipt] = []
    for county, line in lines_with_arrivals(home):
        if known is None or known(county, line):
            taken += receive_line(home, county, line, now, accumulates, quiet_s)
    return taken


def receive_line(
    home: Home, county: str, line: str, now: datetime, accumulates: Callable[[str], bool], quiet_s: float = 0.0
) -> list[Receipt]:
    """Receives what waits in one line, as `receive_all` does."""
    adds_up = county != REGISTRIES and accumulates(line)
    arrival = Arrival(home, county, line, adds_up, now.isoformat(), quiet_s)
    make_dirs(arrival.claims)
    make_dirs(arrival.place)
    taken: list[Receipt] = []
    mine: set[str] = set()
    patience = 0.05
    for _ in range(_MOST_RESTARTS):
        began = time.monotonic()
        try:
            for claim in claimed(arrival, mine):
                taken.append(_settle(arrival, claim))
            return taken
        except TakenOver as error:
            # Whoever took over gets time to finish, or the two would rob each other for ever. This decides nothing:
            # a receiver that waits too short or too long only costs time.
            last = error
            patience = max(min(2 * patience, 5.0), 2 * (time.monotonic() - began))
            _wait_for_others(arrival, mine, patience)
    raise StoreError(f"{county} 的 {line} 正由其他进程接收,多次被打断;申报包都在,请稍后再试。") from last


def _wait_for_others(arrival: Arrival, mine: set[str], seconds: float) -> None:
    end = time.monotonic() + seconds * random.uniform(0.5, 1.0)
    while time.monotonic() < end and others(arrival, mine):
        time.sleep(0.01)


def _settle(arrival: Arrival, claim: Claim) -> Receipt:
    """Makes a claim the next version, or removes it as a repeat."""
    try:
        if claim.refused is not None:
            raise claim.refused
        receipt = _written_down(arrival, claim)
        reached("arrival.hashed")
        while True:
            same = _repeated(arrival, receipt)
            if same is not None:
                discard(claim.folder, arrival.home.tmp)
                reached("arrival.repeat_removed")
                return replace(
                    same, kind=REPEAT, repeat_of=same.version, name=claim.name, received_at=arrival.received_at
                )
            version = max(versions(arrival.home, arrival.county, arrival.line), default=0) + 1
            numbered = replace(receipt, version=version, folder=arrival.place / str(version))
            if _given(arrival, claim, numbered):
                return numbered
    except FileNotFoundError as error:
        raise TakenOver from error
    except PermissionError as error:
        return _blocked(arrival, claim.name, error)


def _written_down(arrival: Arrival, claim: Claim) -> Receipt:
    """The receipt without a number, of bytes that are on the disk."""
    package = claim.folder / claim.name
    _make_private_and_durable(package)
    fsync_dir(claim.folder)
    content = content_of(package)
    files = tuple({"path": path, "sha256": sha, "size": size} for path, sha, size in content.files)
    return Receipt(
        arrival.county, arrival.line, 0, claim.name, content.sha256, content.size, files, arrival.received_at,
        problem=_problem(claim.name, content.irregular),
    )  # fmt: skip


def _repeated(arrival: Arrival, receipt: Receipt) -> Receipt | None:
    """The version with the same bytes: the newest one, or in an accumulating line any."""
    known = receipts(arrival.home, arrival.county, arrival.line)
    compared = known if arrival.accumulates else known[-1:]
    return next((old for old in compared if old.sha256 == receipt.sha256), None)


def _given(arrival: Arrival, claim: Claim, receipt: Receipt) -> bool:
    """Renames the claim to its version number; False when the number was given meanwhile."""
    write_json(claim.folder / RECEIPT, receipt.facts(), arrival.home.tmp)
    reached("arrival.numbering")
    try:
        claim.folder.rename(receipt.folder)
    except FileNotFoundError:
        raise
    except OSError:
        if receipt.folder.is_dir():  # never empty: only a whole version is ever renamed there
            return False
        raise
    reached("arrival.numbered")
    fsync_dir(arrival.place)
    reached("arrival.durable")
    return True


def _make_private_and_durable(package: Path) -> None:
    mode = package.lstat().st_mode
    if stat.S_ISREG(mode):
        _own(package, FILE_MODE)
        fsync_file(package)
    elif stat.S_ISDIR(mode):
        _own(package, FOLDER_MODE)
        _make_folder_durable(package)


def _make_folder_durable(folder: Path) -> None:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                _own(Path(entry.path), FOLDER_MODE)
                _make_folder_durable(Path(entry.path))
            elif entry.is_file(follow_symlinks=False):
                _own(Path(entry.path), FILE_MODE)
                fsync_file(Path(entry.path))
    fsync_dir(folder)


def _own(path: Path, mode: int) -> None:
    with suppress(PermissionError):  # another account's file keeps its mode; the home's own 0700 still shields it
        path.chmod(mode)


def _problem(name: str, irregular: tuple[str, ...]) -> str | None:
    if not irregular:
        return None
    return f"「{name}」里有链接或特殊文件:{'、'.join(irregular)}。请换成原文件后重新报送。"


def _blocked(arrival: Arrival, name: str, error: PermissionError) -> Receipt:
    problem = f"「{name}」没有读取或移动的权限({error.filename}),原件保留,请管理员调整权限后再接收。"
    return Receipt(arrival.county, arrival.line, 0, name, "", 0, (), arrival.received_at, BLOCKED, problem=problem)

"""Claims: who works on which package that came in. Taken only by renames of folders (DESIGN 4, Arrival)."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from acceptance.store.files import FOLDER_MODE, names, token
from acceptance.store.home import Home
from acceptance.store.inbox import being_copied, packages
from acceptance.store.points import reached
from acceptance.store.receipts import RECEIPT


class TakenOver(Exception):
    """Another receiver works on this line: start over."""


@dataclass(frozen=True)
class Arrival:
    """One line of one county while it is received. quiet_s: a package that changed within so many seconds is left."""

    home: Home
    county: str
    line: str
    accumulates: bool
    received_at: str
    quiet_s: float = 0.0

    @property
    def claims(self) -> Path:
        return self.home.claims(self.county, self.line)

    @property
    def inbox(self) -> Path:
        return self.home.inbox(self.county, self.line)

    @property
    def place(self) -> Path:
        return self.home.received(self.county, self.line)


@dataclass(frozen=True)
class Claim:
    """A package in its claim folder; `refused` when the file system did not let it be moved there."""

    folder: Path
    name: str
    refused: PermissionError | None = None


def claimed(arrival: Arrival, mine: set[str]) -> Iterator[Claim]:
    """One claim at a time: first those that others left, then the inbox in order of name.

    mine: grows by the names of the claim folders made here. Raises TakenOver as soon as another receiver shows.
    """
    left = [_taken_over(arrival, name, mine) for name in names(arrival.claims)]
    yield from sorted((claim for claim in left if claim is not None), key=lambda claim: claim.name)
    reached("arrival.listing")
    for name in packages(arrival.inbox):
        if arrival.quiet_s and being_copied(arrival.home, arrival.inbox, name, arrival.quiet_s):
            return  # later names wait with it: they would get the lower number
        yield _claim(arrival, name, mine)


def others(arrival: Arrival, mine: set[str]) -> set[str]:
    """Names of the claims that are not mine."""
    return set(names(arrival.claims)) - mine


def _fresh(arrival: Arrival, mine: set[str]) -> Path:
    folder = arrival.claims / token()
    mine.add(folder.name)
    return folder


def _taken_over(arrival: Arrival, name: str, mine: set[str]) -> Claim | None:
    """Makes a claim that was left mine; None when it was empty (its owner had not moved the package in yet)."""
    folder = _fresh(arrival, mine)
    try:
        (arrival.claims / name).rename(folder)
        reached("arrival.taken_over")
        (folder / RECEIPT).unlink(missing_ok=True)
        found = names(folder)
        if not found:
            folder.rmdir()  # never anything stronger: the owner's rename may have got in just now
    except OSError as error:
        raise TakenOver from error
    return Claim(folder, found[0]) if found else None


def _claim(arrival: Arrival, name: str, mine: set[str]) -> Claim:
    folder = _fresh(arrival, mine)
    stored = name if name != RECEIPT else f"_{name}"
    folder.mkdir(FOLDER_MODE)
    reached("arrival.claiming")
    try:
        (arrival.inbox / name).rename(folder / stored)
    except FileNotFoundError as error:  # the package or the folder is gone: someone else receives this line
        raise TakenOver from error
    except PermissionError as error:
        folder.rmdir()
        return Claim(folder, name, refused=error)
    reached("arrival.claimed")
    if others(arrival, mine):  # somebody claimed an earlier name between my two listings: it must be numbered first
        raise TakenOver
    return Claim(folder, stored)

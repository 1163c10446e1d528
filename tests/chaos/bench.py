"""A small home, the run nobody disturbs, and children that do the same with something happening to them.

The parent only imports and forks: it never opens a database, so that every child begins with a clean process.
"""

import copy
import hashlib
import os
import resource
import shutil
import signal
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from acceptance import store
from acceptance.store import points
from tasks import reports
from tests import spine_homes

COUNTY = spine_homes.DONE
LATE = "opinion"
"""The line whose package comes late when a newer generation is wanted."""

Act = Callable[[], object]


class Broken(AssertionError):
    """Something was lost, doubled or different."""


class Inline:
    """In place of the printing processes: a report whose bytes depend on its content only, written in two halves."""

    def submit(self, _render: Any, context: str, attached: list[dict[str, Any]], target: str) -> "Inline":
        text = hashlib.sha256(context.encode() + b"".join(one["data"] for one in attached)).hexdigest().encode()
        with Path(target).open("wb", buffering=0) as stream:
            stream.write(b"%PDF-1.7\n" + text * 400)
            points.reached("report.half")
            stream.write(text * 400 + b"\n%%EOF\n")
        self.info = {"sha256": store.hash_file(Path(target)), "pages": 1}
        return self

    def result(self) -> dict[str, Any]:
        return self.info


def print_inline() -> None:
    """Prints in the process itself, within milliseconds: what is tried here is the store, not the typesetting."""
    inline = Inline()
    reports._pool = lambda: inline  # type: ignore[assignment]


def fork(act: Act, quiet: bool = False) -> int:
    """Starts `act` in a child, head of its own process group; it ends with 0, or 1 after an error."""
    sys.stdout.flush()
    child = os.fork()
    if child:
        return child
    os.setpgid(0, 0)
    try:
        act()
    except BaseException:
        if not quiet:
            traceback.print_exc()
        os._exit(1)
    os._exit(0)


def ended(child: int) -> int:
    """How a child ended: its exit code, or minus the signal's number. What it started is killed with it."""
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    try:
        os.killpg(child, signal.SIGKILL)
    except ProcessLookupError:
        return code
    return code


def done(act: Act) -> None:
    """Does `act` in a child, to its end. Raises Broken when that fails."""
    code = ended(fork(act))
    if code:
        raise Broken(f"an undisturbed run ended with {code}")


def die_at(number: int, name: str | None = None) -> None:
    """From now on this process kills itself at the number-th point it reaches, or the number-th of one name."""
    left = number

    def reached(at: str) -> None:
        nonlocal left
        left -= name in (None, at)
        if left <= 0:
            os.kill(os.getpid(), signal.SIGKILL)

    points.install(reached)


@dataclass
class Bench:
    """`template`: packages in the inbox, nothing received. `reference`: the same after an undisturbed run."""

    work: Path
    template: Path = field(init=False)
    reference: Path = field(init=False)
    names: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0
    copies: int = 0

    def __post_init__(self) -> None:
        self.template, self.reference = self.work / "template", self.work / "reference"
        done(lambda: spine_homes.make(self.template, counties=1))
        spine_homes.copy(self.template, self.reference)
        seen = self.work / "points"
        began = time.monotonic()
        done(lambda: _noting(seen, lambda: spine_homes.advance(self.reference)))
        self.seconds = time.monotonic() - began
        self.names = Counter(seen.read_text().split())
        self.expected = published(self.reference)
        self.sent = Counter(_digests(self.template / "inbox"))

    def fresh(self, source: Path | None = None) -> Path:
        """A new copy of the template, or of another home."""
        self.copies += 1
        return spine_homes.copy(source or self.template, self.work / f"home{self.copies}")

    def printing(self, reference: Path) -> "Bench":
        """The same bench, which expects what was published in another undisturbed home."""
        other = copy.copy(self)
        other.expected = published(reference)
        return other

    def check_killed(self, home: Path) -> None:
        """What must hold in the moment after a death: every package is there once; no published file is half."""
        there = Counter(_digests(home / "inbox", home / "received"))
        wrong = {sha for sha, count in self.sent.items() if there[sha] != count}
        if wrong:
            raise Broken(f"{home}: {len(wrong)} packages lost or doubled")
        results = spine_homes.results(home)
        half = [name for name, data in results.items() if self.expected["results"].get(name) != data]
        if half:
            raise Broken(f"{home}: published files not whole: {half}")

    def check_completed(self, home: Path) -> None:
        """What must hold after a run that nobody disturbed: every byte as if nothing had happened."""
        found = published(home)
        for part, files in self.expected.items():
            if different := spine_homes.differing(files, found[part]):
                raise Broken(f"{home}: {part} differs from the undisturbed run: {different[:5]}")
        self.check_killed(home)

    def complete(self, home: Path) -> None:
        """Advances to the end and compares; the copy of the home is removed when all is well."""
        done(lambda: spine_homes.advance(home))
        self.check_completed(home)
        shutil.rmtree(home)


def published(home: Path) -> dict[str, dict[str, bytes]]:
    """What a campaign is made of: results, draws, and everything received, with its receipts."""
    received = spine_homes.tree(home / "received")
    return {
        "results": spine_homes.results(home),
        "samples": spine_homes.tree(home / "samples"),
        "received": {name: data for name, data in received.items() if not name.startswith(".claims/")},
    }


def cpu_seconds() -> float:
    """Processor time of this process and of all its ended children."""
    usages = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def _digests(*roots: Path) -> list[str]:
    paths = [path for root in roots for path in root.rglob("*") if path.is_file()]
    kept = [path for path in paths if path.name not in ("receipt.json", "campaign.yaml") and path.suffix != ".part"]
    return [hashlib.sha256(path.read_bytes()).hexdigest() for path in kept]


def _noting(path: Path, act: Act) -> None:
    with path.open("w") as stream:
        points.install(lambda name: stream.write(f"{name}\n"))
        act()

"""What every page works with: the home, the settings, and what others do for the console."""

import datetime as dt
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa

from acceptance import season as seasons
from acceptance.findings import SEVERITIES, titles
from console import audit, sessions
from console.settings import ConsoleSettings

EXAMPLES = 20


@dataclass(frozen=True)
class CheckView:
    """What a check of a package found, as a page shows it.

    outcome: 接收, 部分接收 or 退回. counts: severity id -> cells. rules: (id, title, severity id, cells).
    examples: (sheet, row, column, message), a few. feedback: the marked workbook, or None; the console moves it away.
    """

    outcome: str
    counts: dict[str, int] = field(default_factory=dict)
    rules: tuple[tuple[str, str, str, int], ...] = ()
    examples: tuple[tuple[str, int | None, str, str], ...] = ()
    feedback: Path | None = None

    @classmethod
    def of(cls, outcome: str, found: pa.Table, feedback: Path | None) -> "CheckView":
        """From a check's findings (columns of findings.SCHEMA): counted by rule, gravest first, a few shown."""
        grouped = found.group_by(["severity", "rule_id"]).aggregate([([], "count_all")]).to_pylist()
        order = {severity: place for place, severity in enumerate(SEVERITIES)}
        grouped.sort(key=lambda one: (order.get(one["severity"], 9), -one["count_all"], one["rule_id"]))
        counts: Counter[str] = Counter()
        for one in grouped:
            counts[one["severity"]] += one["count_all"]
        rules = tuple(
            (one["rule_id"], titles().get(one["rule_id"], ""), one["severity"], one["count_all"]) for one in grouped
        )
        shown = found.slice(0, EXAMPLES).select(["sheet", "row_no", "column_name", "message"]).to_pylist()
        examples = tuple((one["sheet"], one["row_no"], one["column_name"], one["message"]) for one in shown)
        return cls(outcome, dict(counts), rules, examples, feedback)


STRANGERS_LINES = 500
"""Audit lines per hour about people who have not signed in: nobody fills the disk from outside."""
Start = Callable[[str], None]
Check = Callable[[Path, str, str], CheckView]


@dataclass(frozen=True)
class FailedRun:
    """A county whose newest run failed or was cut off: in which words, when, and its page with the scheduler or ''."""

    county: str
    state: str
    at: str
    link: str


Runs = Callable[[], list[FailedRun]]
Document = Callable[[str, str, str], Path | None]
"""(kind, county or 'municipal', object) -> the file written. Kinds: card, dossier of a household or village,
notices, publicity, bulletins, summary. Raises acceptance.documents.refusal.Refused or StoreError, said in Chinese."""
CHECKS_AT_ONCE = 2
"""Checks of uploads that run side by side: each takes memory; the others wait their turn."""


@dataclass
class Desk:
    """home: the folder of the year. start(county) makes it advance, start('') all; check(package, line, county) only
    checks; runs() are those that failed.
    """

    home: Path
    settings: ConsoleSettings
    start: Start
    check: Check
    document: Document | None = None
    runs: Runs | None = None
    key: bytes = b""
    _season: tuple[object, seasons.Season] | None = None
    _strangers: tuple[str, int] = ("", 0)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    checking: threading.BoundedSemaphore = field(default_factory=lambda: threading.BoundedSemaphore(CHECKS_AT_ONCE))

    def __post_init__(self) -> None:
        self.key = sessions.secret(self.home)

    @property
    def season(self) -> seasons.Season:
        """The campaign as its files stand now; read again only when one of them changed."""
        marks = tuple((p.stat().st_mtime_ns, p.stat().st_size) for p in self._files())
        with self._lock:
            if self._season is None or self._season[0] != marks:
                self._season = (marks, seasons.open_season(self.home))
            return self._season[1]

    def _files(self) -> list[Path]:
        listed = [self.home / "campaign.yaml", self.home / "home.json", *sorted((self.home / "config").glob("*.csv"))]
        return [path for path in listed if path.is_file()]

    @property
    def today(self) -> dt.date:
        """The day the campaign plays on; in a 演练 home that day is configured."""
        season = self.season
        drill = season.campaign.drill_today if season.home.kind == "演练" else None
        return drill or self.settings.now().date()

    @property
    def moment(self) -> dt.datetime:
        """Now, on the day the campaign plays on: on that day counts what is entered here."""
        return dt.datetime.combine(self.today, self.settings.now().timetz())

    def audit(self, event: audit.Event) -> None:
        """Writes a line; refusals of strangers only up to a number per hour."""
        if event.role or event.outcome != audit.REFUSED or self._stranger_may_write():
            audit.record(self.home, self.settings, event)

    def _stranger_may_write(self) -> bool:
        hour = f"{self.settings.now():%Y%m%d%H}"
        with self._lock:
            known, count = self._strangers
            self._strangers = (hour, count + 1 if known == hour else 1)
            return self._strangers[1] <= STRANGERS_LINES

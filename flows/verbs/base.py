"""What every verb of the command line shares: the home, the day, exit codes, and the application they register with."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

from cyclopts import App, Parameter

if TYPE_CHECKING:
    from acceptance.season import Season

EXIT_DONE, EXIT_REFUSED, EXIT_USAGE, EXIT_FAILED = 0, 1, 2, 3

app = App(
    name="campaign",
    help="年度脱贫验收：四位一体、成熟一个验收一个。各命令加 --help 看用法。",
    version_flags=["--version"],
    result_action="return_value",
    suppress_keyboard_interrupt=False,  # dispatch says it in Chinese and returns 3
)


@Parameter(name="*")
@dataclass(frozen=True)
class Common:
    """What every verb understands."""

    home: Annotated[Path, Parameter(help="年度工作目录")] = Path("campaign-home")
    today: Annotated[dt.date | None, Parameter(help="按这一天推进（默认今天，北京时间）")] = None

    @property
    def as_of(self) -> dt.date:
        return self.today or self.now.date()

    @property
    def now(self) -> dt.datetime:
        """The moment of the command; on an injected day, noon of that day."""
        zone = ZoneInfo("Asia/Shanghai")
        return dt.datetime.combine(self.today, dt.time(12), zone) if self.today else dt.datetime.now(zone)


COMMON = Common()

Output = Annotated[Path | None, Parameter(name=["-o", "--output"])]
"""Where a verb writes."""


def open_for(common: Common, county: str | None = None) -> "Season":
    """The season of a home; a county it does not know is a usage error."""
    from acceptance import season as seasons
    from acceptance.store import StoreError

    opened = seasons.open_season(common.home)
    if county is not None and county not in opened.county_names:
        raise StoreError(f"没有区县「{county}」。")
    return opened

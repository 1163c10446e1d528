"""A release whose rules differ from those a home is pinned to (DESIGN 4, change in mid-season).

What is published stays as it is and nothing is judged (待升级批准) until the office has seen what would change and
confirms it. The pin is one line of campaign.yaml, replaced whole: that is the whole upgrade. Results follow with the
next advance, and a process that dies before or after leaves either the old campaign or the new one.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from acceptance import campaign as campaigns
from acceptance import evidence, store
from acceptance.season import Season
from acceptance.store.home import FOLDERS

WAITING = "待升级批准"
APPROVAL = "升级批准"
_PIN = re.compile(r"(?m)^rules_version:.*$")


@dataclass(frozen=True)
class Change:
    """What the new rules would say of one county that is published. outcomes: 户 outcome -> (count now, then)."""

    county: str
    before: str
    after: str
    outcomes: Mapping[str, tuple[int, int]]

    @property
    def nothing(self) -> bool:
        return self.before == self.after and not self.outcomes


def pending(season: Season) -> bool:
    """Whether the home is pinned to other rules than this release has."""
    return season.campaign.rules_version != campaigns.RULES_VERSION


def held(season: Season, county: str) -> dict[str, Any]:
    """What an advance says of a county that may not be judged yet."""
    return {
        "county_code": county,
        "county_name": season.county_names.get(county, county),
        "state": "held",
        "stage": None,
        "verdict": None,
        "what": f"{WAITING}：规则版本 {season.campaign.rules_version} → {campaigns.RULES_VERSION}，"
        "请运行 campaign upgrade；已发布的结果不变",
    }


def pinned(text: str, version: str) -> str:
    """campaign.yaml with its pin replaced, everything else as it was written."""
    line = f'rules_version: "{version}"'
    if _PIN.search(text):
        return _PIN.sub(line, text)
    return f"{text.rstrip()}\n{line}\n"


def compare(county: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Change:
    """The published result beside the one that the new rules give."""
    then, now = after["household_outcomes"], before["household_outcomes"]
    counts = {name: (now.get(name, 0), then.get(name, 0)) for name in sorted(now.keys() | then.keys())}
    differing = {name: pair for name, pair in counts.items() if pair[0] != pair[1]}
    return Change(county, before["verdict"], after["verdict"], differing)


def approved(trial: Season) -> bool:
    """Whether the municipal office has decided for this release's rules, with two signers."""
    query = "SELECT count(*) FROM decision WHERE kind = $kind AND value = $version AND two_people(signer1, signer2)"
    found = evidence.ask_decisions(trial, query, {"kind": APPROVAL, "version": campaigns.RULES_VERSION})
    return bool(found and found[0][0])


def apply(season: Season) -> None:
    """Pin the home to this release's rules, and make the folders that an older release did not have."""
    for name in FOLDERS:
        store.make_dirs(season.home.path / name)
    text = season.home.campaign_file.read_text(encoding="utf-8")
    store.write_atomic(season.home.campaign_file, pinned(text, campaigns.RULES_VERSION).encode(), season.home.tmp)

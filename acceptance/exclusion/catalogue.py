"""The exclusion indicators as they are stated: a YAML header in the comment that opens each .sql file."""

import dataclasses
import functools
import re
from collections.abc import Iterator, Mapping
from importlib import resources
from typing import Any, Literal

import yaml

PACKAGE = "acceptance.exclusion"
NOT_INDICATORS = ("recovery_balance.sql",)
HEADER = re.compile(r"\A/\*\n(.*?)\n\*/\n(.*)\Z", re.DOTALL)


class ExclusionError(ValueError):
    """A file says something the software does not understand."""


@dataclasses.dataclass(frozen=True)
class Exclusion:
    """One indicator. select: lead_id of the table `lead` that fall under it.

    group: exclusion (X1–X7; every lead falls under exactly one) or category (of 2015; a lead may fall under one too).
    not_counted: what is no such case, whether it is left out by the registry's `counts_when` or cleared by proof.
    confirmed: false is printed 待确认. examples: a lead's columns and whether it falls under the indicator.
    """

    id: str
    title: str
    group: Literal["exclusion", "category"]
    place: int
    definition: str
    not_counted: tuple[str, ...]
    source: str
    confirmed: bool
    select: str
    examples: tuple[Mapping[str, Any], ...] = ()

    @property
    def label(self) -> str:
        return self.title if self.confirmed else f"{self.title}（待确认）"


@functools.cache
def load() -> dict[str, Exclusion]:
    """Every indicator by id, in order of place.

    Raises:
        ExclusionError: a file without header, with an unknown or missing entry, or named otherwise than its id.
    """
    files = [f for f in resources.files(PACKAGE).iterdir() if f.name.endswith(".sql") and f.name not in NOT_INDICATORS]
    found = [parse(f.read_text(encoding="utf-8"), f.name.removesuffix(".sql")) for f in files]
    return {one.id: one for one in sorted(found, key=lambda one: one.place)}


def parse(text: str, name: str) -> Exclusion:
    """The indicator in the text of the file `name`.sql."""
    parts = HEADER.match(text)
    facts = yaml.safe_load(parts[1]) if parts else None
    if parts is None or not isinstance(facts, dict) or str(facts.get("id", "")).lower() != name:
        raise ExclusionError(f"{name}.sql does not open with a /* header */ that states its id")
    listed: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in facts.items()}
    try:
        return Exclusion(**listed, select=parts[2])
    except TypeError as problem:
        raise ExclusionError(f"{name}.sql: {problem}") from None


def method_lines() -> Iterator[str]:
    """Their chapter of the method book."""
    for one in load().values():
        yield f"### {one.id} {one.label}"
        yield ""
        yield f"- 口径：{one.definition}"
        yield f"- 不计入：{'；'.join(one.not_counted)}"
        yield f"- 依据：{one.source}"
        yield ""

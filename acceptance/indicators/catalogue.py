"""The indicators as they are stated: a YAML header in the comment that opens each .sql file."""

import dataclasses
import functools
import re
from collections.abc import Mapping
from importlib import resources
from typing import Any, Literal

import yaml

PACKAGE = "acceptance.indicators"
HEADER = re.compile(r"\A/\*\n(.*?)\n\*/\n(.*)\Z", re.DOTALL)


class IndicatorError(ValueError):
    """An indicator's file says something the software does not understand."""


@dataclasses.dataclass(frozen=True)
class Example:
    """Small evidence and what the SELECT makes of it; values that are not named are not looked at."""

    name: str
    given: Mapping[str, list[dict[str, Any]]]
    expect: list[dict[str, Any]]


@dataclasses.dataclass(frozen=True)
class Indicator:
    """One indicator.

    unit: what is counted (人, 户, 份, 条, 元). better: which side is good, '' where neither is. estimator: census
    (counted), evaluation, opinion or overturn (estimated by `acceptance.estimation` from rows such as `select` yields).
    level: county (one row per county with numerator and denominator), village, or table (columns of its own). columns:
    what `select` yields beside county_code, village_code, numerator and denominator, with their Chinese titles. place:
    order in lists.
    """

    id: str
    title: str
    unit: str
    formula: str
    source: str
    estimator: Literal["census", "evaluation", "opinion", "overturn"]
    select: str
    place: int
    better: Literal["lower", "higher", ""] = ""
    level: Literal["county", "village", "table"] = "county"
    columns: Mapping[str, str] = dataclasses.field(default_factory=dict)
    examples: tuple[Example, ...] = ()


@functools.cache
def load() -> dict[str, Indicator]:
    """Every indicator by id, in order of place.

    Raises:
        IndicatorError: a file without header, with an unknown or missing entry, or named otherwise than its indicator.
    """
    files = [f for f in resources.files(PACKAGE).iterdir() if f.name.endswith(".sql")]
    found = [parse(f.read_text(encoding="utf-8"), f.name.removesuffix(".sql")) for f in files]
    return {one.id: one for one in sorted(found, key=lambda one: (one.place, one.id))}


def parse(text: str, name: str) -> Indicator:
    """The indicator in the text of the file `name`.sql."""
    parts = HEADER.match(text)
    if not parts:
        raise IndicatorError(f"{name}.sql does not open with a /* header */")
    facts = yaml.safe_load(parts[1])
    known = {field.name for field in dataclasses.fields(Indicator)} - {"select"}
    if not isinstance(facts, dict) or facts.get("id") != name or not known.issuperset(facts):
        raise IndicatorError(
            f"{name}.sql: the header must be a mapping that states id: {name} and only {sorted(known)}"
        )
    try:
        examples = tuple(Example(**example) for example in facts.pop("examples", ()))
        return Indicator(**facts, examples=examples, select=parts[2])
    except TypeError as problem:
        raise IndicatorError(f"{name}.sql: {problem}") from None

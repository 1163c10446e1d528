"""The dimensions as they are stated: a YAML header in the comment that opens each .sql file."""

import dataclasses
import functools
import re
from collections.abc import Mapping
from importlib import resources
from typing import Any

import yaml

PACKAGE = "acceptance.comparison"
HEADER = re.compile(r"\A/\*\n(.*?)\n\*/\n(.*)\Z", re.DOTALL)
NOT_DIMENSIONS = ("figures.sql", "rank.sql", "better_off.sql", "medians.sql", "neighbours.sql", "missed.sql")


class ComparisonError(ValueError):
    """A file says something the software does not understand."""


@dataclasses.dataclass(frozen=True)
class Dimension:
    """One side of being well off; more is better off. select: household_id and value, NULL where nothing is known.

    neighbour: the same of an unregistered household, SQL over neighbour_household; '' where it has no such figure. What
    a dimension is worth is stated in the year's configuration.
    """

    id: str
    title: str
    unit: str
    place: int
    formula: str
    select: str
    neighbour: str = ""
    examples: tuple[Mapping[str, Any], ...] = ()


@functools.cache
def load() -> dict[str, Dimension]:
    """Every dimension by id, in order of place.

    Raises:
        ComparisonError: a file without header, or with an unknown or missing entry.
    """
    files = [f for f in resources.files(PACKAGE).iterdir() if f.name.endswith(".sql") and f.name not in NOT_DIMENSIONS]
    found = [parse(f.read_text(encoding="utf-8"), f.name.removesuffix(".sql")) for f in files]
    return {one.id: one for one in sorted(found, key=lambda one: one.place)}


def parse(text: str, name: str) -> Dimension:
    """The dimension in the text of the file `name`.sql."""
    parts = HEADER.match(text)
    facts = yaml.safe_load(parts[1]) if parts else None
    if parts is None or not isinstance(facts, dict) or facts.get("id") != name:
        raise ComparisonError(f"{name}.sql does not open with a /* header */ that states id: {name}")
    try:
        return Dimension(**facts | {"examples": tuple(facts.get("examples", ()))}, select=parts[2])
    except TypeError as problem:
        raise ComparisonError(f"{name}.sql: {problem}") from None

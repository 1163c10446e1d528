"""SQL files that open with a YAML header in a comment: what a query says of itself stands beside it, once."""

import re
from collections.abc import Iterator
from importlib import resources
from typing import Any

import yaml

HEADER = re.compile(r"\A/\*\n(.*?)\n\*/\n(.*)\Z", re.DOTALL)


def read(package: str) -> Iterator[tuple[dict[str, Any], str]]:
    """Header and SELECT of every .sql file of a package that has a header; files without one are helpers.

    Raises:
        ValueError: the header is no mapping, or does not state the file's name as `id`.
    """
    files = [f for f in resources.files(package).iterdir() if f.name.endswith(".sql")]
    for file in sorted(files, key=lambda f: f.name):
        parts = HEADER.match(file.read_text(encoding="utf-8"))
        if parts is None:
            continue
        facts = yaml.safe_load(parts[1])
        if not isinstance(facts, dict) or f"{facts.get('id')}.sql" != file.name:
            raise ValueError(f"{package}: {file.name} must state its own name as id")
        yield facts, parts[2]

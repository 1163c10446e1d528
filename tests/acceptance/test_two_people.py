"""Who signs twice is one person, however the name is spaced: one expression for every query and rule that asks."""

import re
from pathlib import Path

import pytest

from acceptance import sql

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("one", "other", "different"),
    [
        ("甲", "乙", True),
        ("甲", "甲甲", True),
        ("甲", " 甲 ", False),
        ("张三", "张　三", False),
        ("张三", "张\t三\u3000", False),
        ("甲", " ", None),
        ("甲", None, None),
    ],
)
def test_two_people(one: str, other: str | None, different: bool | None) -> None:
    with sql.connect() as con:
        assert con.execute("SELECT two_people($1, $2)", [one, other]).fetchone() == (different,)


def test_nobody_compares_signers_in_words_of_their_own() -> None:
    own = re.compile(r"signer1\)? *(<>|!=|=) *(trim\()?(\w+\.)?signer2")
    files = [p for folder in ("acceptance", "expectations", "tasks", "console") for p in (ROOT / folder).rglob("*")]
    asked = [p for p in files if p.suffix in (".py", ".sql", ".yaml") and own.search(p.read_text(encoding="utf-8"))]
    assert asked == []

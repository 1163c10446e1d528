"""What a clerk reads of a rule is plain Chinese: references to documents and to our own papers stand in `source`."""

import re

import pytest

from acceptance import contracts
from acceptance.contracts import Rule

REFERENCE = re.compile(
    r"RULEBOOK|FACTS|DESIGN|CODE-|(?<![A-Za-z])[A-Z]\.\d|(?<![A-Za-z])[A-Z]{2,}\d*|(?<![A-Za-z])[EPCSDFGKRV]\d+|\d_\d{2}"
)
"""Latin codes as our papers use them: RULEBOOK E012, FACTS A.6, P7, C.49, C 5_18, WZTV, CODE-B."""
HOLE = re.compile(r"\{[^{}]*\}")
RULES = [*contracts.rules().items(), *contracts.reading_rules().items(), *contracts.report_rules().items()]


def said(rule: Rule) -> str:
    """Title, reason and message with the SQL of the message left out, but for the texts inside it."""
    inside = " ".join(text for hole in HOLE.findall(rule.message) for text in re.findall(r"'([^']*)'", hole))
    return " ".join((rule.title, rule.reason, HOLE.sub("", rule.message), inside.replace("%Y", "")))


@pytest.mark.parametrize(
    "text", ["可追溯（P7）", "代码表以外（FACTS A.6）", "总数相符（C.49）", "见 RULEBOOK", "C 5_18", "WZTV"]
)
def test_references_are_recognised(text: str) -> None:
    assert REFERENCE.search(text)


def test_no_reason_and_no_message_holds_a_reference_of_ours() -> None:
    found = {name: REFERENCE.findall(said(rule)) for name, rule in RULES}
    assert {name: codes for name, codes in found.items() if codes} == {}


def test_every_reason_is_a_sentence_that_helps() -> None:
    """Not a catchword: `主键`, `三回避`, `五看` tell a clerk nothing."""
    assert {name: rule.reason for name, rule in RULES if len(rule.reason) < 10} == {}


def test_every_source_names_a_document_or_says_that_the_rule_is_our_own() -> None:
    bare = re.compile(r"(RULEBOOK|DESIGN)[^；]*")
    assert {name: rule.source for name, rule in RULES if bare.fullmatch(rule.source)} == {}

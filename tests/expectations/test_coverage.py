"""Every number of RULEBOOK D.2 is a rule of the contracts, or stands in one list with why it is asked elsewhere."""

from acceptance import contracts
from acceptance.matching import freshness
from acceptance.verdicts import gate

NUMBERS = {f"E{n:03d}" for n in range(1, 116)}
HALVES = {"E003b", "E009b", "E045b", "E052b", "E061b", "E075b", "E099b", "E103b", "E111b"}
"""Numbers that D.2 splits in two."""
ELSEWHERE = {
    "E092": (gate, "whether required registries are there and fresh enough is readiness R2 itself, not a finding"),
    "E093": (freshness, "share of valid numbers of a delivery: a doubt about a department's file, told in the report"),
    "E096": (freshness, "agreement of names among the hits of a registry: a doubt about it, told in the report"),
}
"""Number -> the module that asks it, and why it is no rule in YAML."""


def stated() -> set[str]:
    return {r.id for r in (*contracts.rules().values(), *contracts.reading_rules().values())} | set(
        contracts.report_rules()
    )


def test_every_number_of_the_rulebook_is_asked_somewhere() -> None:
    assert (NUMBERS | HALVES) - stated() == set(ELSEWHERE)


def test_what_is_asked_elsewhere_is_asked_there() -> None:
    for number, (module, reason) in ELSEWHERE.items():
        assert reason and number in "\n".join(
            doc for doc in (module.__doc__, *(getattr(f, "__doc__", "") for f in vars(module).values())) if doc
        )


def test_scopes_are_those_of_the_rulebook() -> None:
    """RULEBOOK D.2: county for what needs a registry, history, a stored draw or a municipal list."""
    county = {"E012", "E013", "E031", "E034", "E059", "E061b", "E066", "E067", "E094", "E095", "E095b", "E097", "E098"}
    county |= {"E099", "E099b", "E101", "E103b"}  # E103b needs the number of households, which no evaluation carries
    found = {r.id for r in contracts.rules().values() if r.scope == "county" and r.id.startswith("E")}
    assert {number for number in found if number.rstrip("bcd") not in county and number not in county} == set()
    assert county <= found
    assert {r.id for r in contracts.rules().values() if r.scope == "municipal"} == {"E052b"}
    assert {r.scope for r in contracts.report_rules().values()} == {"report"}


def test_a_block_beyond_the_package_holds_r1_instead_of_refusing() -> None:
    blocks = {r.id: r.holds for r in contracts.rules().values() if r.scope == "county" and r.severity == "block"}
    assert blocks == {"E012": "R1", "E013": "R1", "E031": "R1"}

"""No value that a cell can hold makes a rule fail to be evaluated: it is a finding or it is none."""

from collections.abc import Iterator

import pytest

from acceptance import contracts, sql
from acceptance.campaign import Campaign
from acceptance.checking import PackageToCheck, locate, located_counts, prepare
from expectations import check, suites
from tests.expectations import world

NUMBERS = {
    "int": ("9223372036854775807", "-9223372036854775808"),
    "dec": ("9999999999999999.99", "-9999999999999999.99"),
    "num": ("999999999999.999999", "-999999999999.999999"),
    "float": ("1e308", "-1e308", "1e-308"),
    "date": ("1900-01-01", "2099-12-31"),
    "ts": ("1900-01-01 00:00:00", "2099-12-31 23:59:59"),
    "time": ("00:00:00", "23:59:59"),
}
TEXTS = (
    "'",
    "{x}",
    "%s\\",
    "𠮷" * 300,
    "a,b,,c",
    ",",
    "9" * 400,
    "0" * 17 + "X",
    "一二三四五六七八九十一二三四五六七八",
)


def packages() -> Iterator[PackageToCheck]:
    """Each number in each column alone; each text in all texts of a table at once."""
    for line, given in world.LINES.items():
        for table in (*given, *(("manifest",) if line == "self_check" else ())):
            columns = contracts.tables()[table].columns
            changes = {f"{c.name} {v}": {c.name: v} for c in columns for v in NUMBERS.get(c.type, ())}
            changes |= {
                f"text {n}": {c.name: v for c in columns if c.type in ("text", "code")} for n, v in enumerate(TEXTS)
            }
            for name, change in changes.items():
                rows = world.package(line, table, {"_all": change})
                yield PackageToCheck(f"{table} {name}", world.COUNTY, line, typed=rows)


@pytest.mark.xdist_group("examples")
def test_no_value_breaks_a_rule(default_campaign: Campaign) -> None:
    with sql.connect() as con:
        prepared = prepare(con, list(packages()), default_campaign, world.areas(), world.tasks())
        found = locate(con, prepared)
        check.compare(suites.counts(suites.validate(con, prepared)), located_counts(con))
    assert found.num_rows > 0 and None not in found.column("message").to_pylist()

"""How often a key stands in a package's table: what the rules on repeated keys read."""

import pytest

from acceptance import contracts, sql
from acceptance.checking.facts import _repeated_keys
from acceptance.checking.intake import create_tables

KEYS = (("a", "1"), ("a", "1"), ("a", None), ("a", None), ("a", "2"), ("b", "1"), ("b", None))


@pytest.mark.parametrize("name", ["person", "income"])
def test_a_key_counts_as_over_all_rows_of_its_package_empty_ones_too(name):
    table = contracts.tables()[name]
    with sql.connect(memory="256MB") as con:
        create_tables(con)
        for row, (pkg, key) in enumerate(KEYS):
            con.execute(f"INSERT INTO {name} (pkg, {table.key[0]}, src_row) VALUES (?, ?, ?)", [pkg, key, row])
        joined = f"SELECT coalesce(k.key_n, 1) FROM {name} f {_repeated_keys(table)} ORDER BY f.src_row"
        counted = con.sql(joined).fetchall()
        key = ", ".join(table.key)
        over = con.sql(f"SELECT count(*) OVER (PARTITION BY pkg, {key}) FROM {name} ORDER BY src_row").fetchall()
    assert counted == over and [n for (n,) in counted] == [2, 2, 2, 2, 1, 1, 1]

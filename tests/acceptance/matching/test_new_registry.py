"""A registry is one YAML file: nothing else changes when one is added."""

import pytest

from acceptance import contracts
from acceptance.dictionary import _registry
from acceptance.matching import load_registry, match

from .town import connection, id_no, person

TRACTORS = """
title: 大型农机登记
department: 农机部门
indicator: {indicator}
record_key: [plate]
columns:
- {{name: snapshot_date, header: 数据截止日, type: date, required: true}}
- {{name: name, header: 姓名, type: text, required: true}}
- {{name: id_no, header: 身份证号, type: code, required: true}}
- {{name: plate, header: 机牌号, type: code, required: true}}
- {{name: power, header: 功率, type: dec, unit: 千瓦}}
counts_when: "power >= 50"
evidence: "'功率' || power || '千瓦'"
"""


def added(folder, indicator):
    (folder / "tractor.yaml").write_text(TRACTORS.format(indicator=indicator), encoding="utf-8")
    return contracts.read_registries(folder)


def delivered(folder, known):
    rows = "\n".join(f"2026-11-01,张三,{id_no(n)},机{n},{power}" for n, power in ((1, 60), (2, 20)))
    source = folder / "农机.csv"
    source.write_text(f"数据截止日,姓名,身份证号,机牌号,功率\n{rows}\n", encoding="utf-8")
    profile = load_registry(known["tractor"], [source], folder / "tractor.parquet")
    assert (profile.rows, profile.valid_ids) == (2, 2)
    return {"tractor": folder / "tractor.parquet"}


@pytest.mark.parametrize(("indicator", "found"), [("机动车", ["机1"]), ("''", [])])
def test_a_new_file_is_loaded_matched_and_described(tmp_path, indicator, found):
    known = added(tmp_path, indicator)
    con = connection([person(1), person(2)])
    match(con, "person", delivered(tmp_path, known), 2026, known)
    assert [key for (key,) in con.execute("SELECT record_key FROM hit").fetchall()] == found
    described = "\n".join(_registry(known["tractor"]))
    assert '<a id="tractor"></a>大型农机登记' in described and ("Counts as a lead" in described) == bool(found)


def test_every_registry_of_the_rulebook_is_there_and_its_sql_runs():
    supporting = {"dibao", "medical_aid", "social_insurance", "school", "patient", "disability", "residence"}
    supporting |= {"housing_safety", "drinking_water"}
    leading = {"property", "vehicle", "business", "fiscal_payroll", "abroad", "consumption", "public_report"}
    assert set(contracts.registries()) == supporting | leading
    assert set(contracts.lead_registries()) == leading
    con = connection([])
    for name, registry in contracts.registries().items():
        empty = ", ".join(f'NULL::{c.sql_type} AS "{c.name}"' for c in registry.columns)
        asked = f"{registry.evidence} AS evidence, {registry.states} AS states, {registry.counts_when} AS counts"
        assert con.execute(f"SELECT {asked} FROM (SELECT {empty}) r WHERE false").fetchall() == [], name
        assert {"snapshot_date", "name", "id_no"} | set(registry.record_key) <= {c.name for c in registry.columns}

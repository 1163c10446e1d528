"""Plants defects into the typed tables and writes down what must be found: one `Plant` per kind."""

from collections.abc import Mapping, Sequence
from typing import Any

import duckdb

from acceptance import sql
from acceptance.campaign import Campaign
from acceptance.sample_data import (
    plants_blocks,
    plants_decisions,
    plants_field,
    plants_numbers,
    plants_registry,
    plants_self_check,
)
from acceptance.sample_data.counties import FIRST, PLANTED, PLANTED_BLOCKS, REFUSED, County
from acceptance.sample_data.packages import Layout
from acceptance.sample_data.plant import POOLS, Plant

DEMO_COUNTY = plants_self_check.named("E033", "E036", "E039", "E040", "E042", "E054", "E061", "E065", "E084")
"""Warnings that change no verdict: the first county still reaches 建议同意摘帽."""
REFUSED_COUNTY = plants_self_check.named("E005", "E029", "E028", "E048", "E032", "E004 many")
"""What the second county's self-check is refused for, and what is found beside it."""
FIELD = (*plants_field.PLANTED, *plants_decisions.PLANTED)
RECORDS = (*plants_registry.RECORDS, *plants_numbers.NUMBERS)


class Planting:
    """Plants into one batch of counties. `layouts` and `manifests` say what is wrong with the form of a package."""

    def __init__(self, con: duckdb.DuckDBPyConnection, counties: Sequence[County], campaign: Campaign) -> None:
        self.con = con
        self.counties = counties
        self.campaign = campaign
        self.layouts: dict[tuple[str, str], Layout] = {}
        self.manifests: dict[str, Mapping[str, Mapping[str, Any]]] = {}
        con.execute(sql.load("acceptance.sample_data", "pools"))

    def self_check(self) -> None:
        """Before the packages are written and the samples drawn."""
        for county in self.counties:
            for plant in self._wanted(county):
                self._plant(plant, county)

    def _wanted(self, county: County) -> tuple[Plant, ...]:
        if county.role == PLANTED:
            return plants_self_check.PLANTED
        if county.role == PLANTED_BLOCKS:
            self.layouts[county.code, "self_check"] = plants_blocks.BLOCKED_LAYOUT
            self.manifests[county.code] = plants_blocks.BLOCKED_MANIFEST
            return plants_blocks.BLOCKS
        if county.role == REFUSED:
            return REFUSED_COUNTY
        return DEMO_COUNTY if county.code == FIRST else ()

    def registries(self) -> None:
        """Records of departments; last, so that what is picked for them takes nothing from the rarer kinds."""
        for county in self.counties:
            for plant in RECORDS if county.role == PLANTED else ():
                self._plant(plant, county)

    def field(self) -> None:
        """After the field results and the municipality's rulings were made."""
        for county in self.counties:
            for plant in {PLANTED: FIELD, PLANTED_BLOCKS: plants_field.BLOCKS}.get(county.role, ()):
                self._plant(plant, county)

    def _plant(self, plant: Plant, county: County) -> None:
        """Picks objects that no other plant uses, changes them, and records the finding and its collateral.

        A county too small to hold what the plant needs is left without it, and the truth says nothing of it.
        """
        con = self.con
        given = {"county": sql.quote(county.code), "line": str(self.campaign.poverty_line.amount)}
        con.execute(
            f"CREATE OR REPLACE TEMP TABLE picked AS SELECT * FROM ({POOLS[plant.pool]}) pool WHERE "
            f"county_code = {sql.quote(county.code)} "
            f"AND ({plant.where.format(**given)}) ORDER BY hash(object_id, {sql.quote(plant.name)}, "
            f"getvariable('seed')), object_id LIMIT {plant.count}"
        )
        if con.execute("SELECT count(*) FROM picked").fetchall()[0][0] < plant.count:
            return
        con.execute("INSERT INTO made.used BY NAME SELECT household_id, ? AS plant FROM picked", [plant.name])
        if plant.pool == "villages":
            con.execute("INSERT INTO made.used BY NAME SELECT village_code FROM picked")
        for statement in plant.do:
            con.execute(statement.format(**given))
        for found in plant.found:
            self._record(plant, county, found, given)

    def _record(self, plant: Plant, county: County, found: tuple[str, str, str], given: Mapping[str, str]) -> None:
        kind, table, objects = found
        named = sql.quote(county.code) if plant.of_county else "NULL"
        self.con.execute(
            f"INSERT INTO made.truth SELECT {named}, {sql.quote(plant.line)}, "
            f"{sql.quote(table)}, object_id::VARCHAR, {sql.quote(kind)} "
            f"FROM ({objects.format(**given)}) o(object_id)"
        )

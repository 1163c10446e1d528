"""Every defect planted into self-checks, by name."""

from acceptance.sample_data.plant import Plant
from acceptance.sample_data.plants_blocks import BLOCKS
from acceptance.sample_data.plants_changes import CHANGES, DEPARTMENTS
from acceptance.sample_data.plants_households import HOUSEHOLD_KINDS, INCOME_KINDS, WELL_OFF
from acceptance.sample_data.plants_measures import MEASURE_KINDS
from acceptance.sample_data.plants_people import ABROAD, NEAR_MISSES, PERSON_KINDS
from acceptance.sample_data.plants_records import RECORD_KINDS, VILLAGE_KINDS

PLANTED: tuple[Plant, ...] = (
    *VILLAGE_KINDS,
    *PERSON_KINDS,
    *ABROAD,
    *HOUSEHOLD_KINDS,
    *INCOME_KINDS,
    *RECORD_KINDS,
    *MEASURE_KINDS,
    *CHANGES,
    *DEPARTMENTS,
    *NEAR_MISSES,
    *WELL_OFF,
)


def named(*names: str) -> tuple[Plant, ...]:
    """The entries of these names, in the order asked for."""
    known = {plant.name: plant for plant in (*PLANTED, *BLOCKS)}
    return tuple(known[name] for name in names)

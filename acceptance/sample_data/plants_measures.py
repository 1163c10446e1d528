"""Defects of the measures that households were helped with."""

from acceptance.sample_data.plant import HOUSEHOLDS, Found, Plant, change

MEASURES = (
    "SELECT concat_ws('|', household_id, measure, \"date\", beneficiary_person_id) FROM made.measure "
    "SEMI JOIN picked USING (household_id) WHERE n = 1"
)


def measure(name: str, where: str, values: str, found: Found | None = None) -> Plant:
    """A plant in the first measure of a household."""
    at = found or (name.split()[0], "measure", MEASURES)
    return Plant(name, "heads", where, (change("measure", values, more="n = 1"),), (at,))


MEASURE_KINDS = (
    Plant(
        "E078",
        "heads",
        "exit_status = '预脱贫'",
        ("DELETE FROM made.measure WHERE household_id IN (SELECT household_id FROM picked)",),
        (("E078", "household", HOUSEHOLDS),),
    ),
    measure("E078 family", "main_cause NOT IN ('因病', '因学')", "measure_family = '产业扶贫'"),
    measure("E078 later", "true", "\"date\" = getvariable('data_date')::DATE + 5"),
    measure("E079", "main_cause = '因病'", "measure_family = '产业带动'", ("E079", "household", HOUSEHOLDS)),
    Plant(
        "E079 unsafe",
        "heads",
        "house_grade IN ('C', 'D') AND exit_status = '未脱贫'",
        (change("measure", "measure_family = '产业带动'", more="measure_family = '搬迁安置'"),),
        (("E079", "household", HOUSEHOLDS),),
    ),
    measure("E080", "true", "beneficiary_person_id = {county} || '9999999901'"),
    measure("E080 amount", "true", "amount = -100"),
)

"""Leads planted into the departments' tables: open ones, a withdrawn one, and one of another name."""

from acceptance.sample_data.plant import Plant

ADULT = "age BETWEEN 25 AND 60 AND NOT pupil AND exit_status = '预脱贫' AND length(id_no) = 18"


def vehicle(name: str, wanted: str, owner: str, plate: str) -> Plant:
    """A car in the name of a registered person; the leads' own truth is recorded from what the matching finds."""
    record = (
        f"INSERT INTO made.vehicle SELECT '重庆市公安局交通管理局', getvariable('registry_date'), "
        f"{owner}, left(id_no, 18), "
        f"'{plate}' || right(county_code, 3), '小型轿车', 96000, on_day(-700), household_id, person_id, "
        f"'{wanted}' FROM picked"
    )
    return Plant(name, "people", ADULT, (record,), (), line="adjudication")


PLANTED = (
    vehicle("lead open", "待核查", "name", "渝Z001"),
    vehicle("lead open too", "待核查", "name", "渝Z002"),
    vehicle("lead withdrawn", "撤销", "name", "渝Z003"),
    vehicle("lead of another name", "保留", "'欧阳不是'", "渝Z004"),
)

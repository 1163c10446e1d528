"""What refuses a self-check: the form of the package, and codes that belong elsewhere."""

from collections.abc import Mapping

from acceptance.sample_data.packages import Layout
from acceptance.sample_data.plant import HOUSEHOLDS, Found, Plant, household, village

BLOCKED_LAYOUT = Layout(
    without_tables=frozenset({"work_team"}),
    without_columns=frozenset({("document", "storage")}),
    extra_headers={"village": ("备注",)},
)
AGAIN: dict[str, object] = {"package_version": 2, "sealed_doc": None}
BLOCKED_MANIFEST: Mapping[str, Mapping[str, object]] = {
    "village": AGAIN | {"data_date": "2016-01-01"},
    "household": AGAIN,
    "person": AGAIN,
    "income": AGAIN | {"row_count": 7},
    "procedure": AGAIN,
    "document": AGAIN,
    "work_team": AGAIN,
    "measure": AGAIN,
}
ALL_LISTED = "SELECT unnest(['村表', '户表', '人口表', '收入表', '程序表', '资料表', '驻村工作队表', '帮扶措施表'])"


def form(name: str, table: str, objects: str) -> Plant:
    """What `BLOCKED_LAYOUT` and `BLOCKED_MANIFEST` do to the form of the package."""
    return Plant(name, "county", "true", (), ((name, table, objects),))


def rewritten(name: str, where: str, column: str, value: str, *more: Found) -> Plant:
    """A code of one household replaced in the file only: the row stays where it belongs."""
    put = f"INSERT INTO made.rewritten SELECT 'household', household_id, '{column}', {value} FROM picked"
    return Plant(name, "heads", where, (put,), ((name.split()[0], "household", HOUSEHOLDS), *more))


AT_HOUSEHOLD = "household", HOUSEHOLDS
BLOCKS: tuple[Plant, ...] = (
    form("E001", "manifest", "SELECT '驻村工作队表'"),
    form("E002", "manifest", "SELECT unnest(['收入表', '驻村工作队表'])"),
    form("E003", "document", "SELECT '资料表'"),
    form("E003b", "village", "SELECT '村表'"),
    form("E006", "manifest", ALL_LISTED),
    form("E007", "manifest", ALL_LISTED),
    form("E008", "manifest", ALL_LISTED),
    rewritten(
        "E005",
        "true",
        "county_code",
        "CASE {county} WHEN '500230' THEN '500231' ELSE '500230' END",
        ("E011", *AT_HOUSEHOLD),
    ),
    rewritten("E010", "true", "village_code", "{county} || '999999'", ("E026b", *AT_HOUSEHOLD)),
    rewritten(
        "E011",
        "(SELECT count(DISTINCT township_code) FROM made.village v WHERE v.county_code = {county}) > 1",
        "township_code",
        "(SELECT min(township_code) FROM made.village v WHERE v.county_code = {county} "
        "AND v.township_code <> left(picked.village_code, 9))",
    ),
    village("E014", "exit_apply = '否'", "hukou_pop = agri_pop - 1"),
    village("E016", "exit_apply = '否'", "remain_poor_hh = reg_poor_hh + 1"),
    village("E017", "exit_apply = '否'", "reg_poor_pop = reg_poor_pop + 3"),
    village("E019", "exit_apply = '是'", "solve_3 = NULL"),
    Plant(
        "E026",
        "heads",
        "exit_status = '已脱贫(享受政策)'",
        ("INSERT INTO made.household SELECT h.* FROM made.household h SEMI JOIN picked USING (household_id)",),
        (("E026", *AT_HOUSEHOLD),),
    ),
    household("E029", "exit_status = '已脱贫(享受政策)'", "exit_status = '脱贫', exit_year = NULL"),
    Plant(
        "E004 many",
        "county",
        "true",
        (
            "INSERT INTO made.rewritten SELECT 'person', person_id, 'id_no', printf('%.5E', "
            "id_no::DOUBLE) FROM made.person "
            "WHERE county_code = {county} AND length(id_no) = 18 AND right(id_no, 1) <> 'X' AND pid % 9 = "
            "0 AND seq > 1",
        ),
        (
            (
                "E004",
                "person",
                "SELECT object_id FROM made.rewritten WHERE table_name = 'person' AND column_name = "
                "'id_no' AND left(object_id, 6) = {county}",
            ),
        ),
    ),
)

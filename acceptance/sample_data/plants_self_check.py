"""Defects of the self-check, one entry per kind. Entries that change a number keep every other sum right, so that only what is named follows."""

from acceptance.sample_data.packages import Layout
from acceptance.sample_data.plant import HOUSEHOLDS, Found, INCOME_AFTER, PERSONS, VILLAGES, Plant, change, household, income, person, step, village

PERSON_KINDS = (
    person("E046", "age BETWEEN 30 AND 55 AND length(id_no) = 18", "id_no = left(p.id_no, 6) || substr(p.id_no, 9, 9)"),
    person("E047", "age BETWEEN 30 AND 55 AND length(id_no) = 18", "id_no = left(p.id_no, 9) || 'O' || substr(p.id_no, 11)"),
    person("E048", "age BETWEEN 30 AND 55 AND length(id_no) = 18", "id_no = left(p.id_no, 17) || CASE right(p.id_no, 1) WHEN '1' THEN '2' ELSE '1' END", count=2),
    person("E049", "age BETWEEN 30 AND 55 AND length(id_no) = 18",
           "id_no = with_check((left(p.id_no, 10) || '13' || substr(p.id_no, 13, 5))::BIGINT)"),
    person("E050", "age BETWEEN 30 AND 55 AND length(id_no) = 18", "id_no = with_check(('999999' || substr(p.id_no, 7, 11))::BIGINT)"),
    person("E051", "age BETWEEN 30 AND 55 AND length(id_no) = 18",
           "id_no = with_check((left(p.id_no, 14) || CASE p.sex WHEN '男' THEN '992' ELSE '993' END)::BIGINT)"),
    person("E053", "health = '残疾' AND age >= 16", "id_no = left(p.id_no, 18) || '91'"),
    person("E054", "age BETWEEN 30 AND 55", "name = left(p.name, 1) || '2'"),
    person("E055", "relation = '之子' AND kind = 'child'", "relation = '之女'"),
    person("E055 not in list", "relation = '之子' AND kind = 'child'", "relation = '长子'"),
    person("E056", "relation = '之母' AND kind LIKE '%parent'", "relation = '之女'"),
    person("E057", "age BETWEEN 35 AND 55", "education = NULL, schooling = NULL"),
    person("E058", "schooling = '小学' AND age BETWEEN 8 AND 10", "schooling = '普通高中一年级'"),
    person("E060", "schooling = '小学' AND age BETWEEN 8 AND 10 AND exit_status = '预脱贫'", "schooling = '非在校生', education = '小学'"),
    person("E061", "health = '健康' AND age BETWEEN 35 AND 55", "health = '良好'"),
    person("E062", "age BETWEEN 8 AND 12 AND health = '健康'", "labour = '普通劳动力'"),
    person("E063", "works", "work_months = 14"),
    person("E064", "age BETWEEN 35 AND 55 AND exit_status = '预脱贫' AND employee_med = '否'", "resident_med = '否'"),
    person("E064b", "age BETWEEN 35 AND 55 AND employee_med = '否'", "employee_med = '是'"),
    person("E065", "age BETWEEN 35 AND 55 AND exit_status = '已脱贫(享受政策)' AND employee_med = '否'", "major_ins = '否'"),
    person("E009", "age BETWEEN 35 AND 55", "name = left(p.name, 1) || chr(65533)"),
    person("E009b", "age BETWEEN 35 AND 55", "name = left(p.name, 1) || chr(57345)"),
    Plant("E052", "people", "seq > 1 AND age BETWEEN 30 AND 55 AND sex = '女' AND length(id_no) = 18",
          ("UPDATE made.person SET id_no = (SELECT min(id_no) FROM picked) WHERE person_id IN (SELECT person_id FROM picked)",),
          (("E052", "person", PERSONS),), count=2),
    Plant("E004", "people", "seq > 1 AND age BETWEEN 30 AND 55 AND length(id_no) = 18",
          ("INSERT INTO made.rewritten SELECT 'person', person_id, 'id_no', '5.00229E+17' FROM picked", change("person", "id_no = NULL", "person_id")),
          (("E004", "person", PERSONS),)),
)
HOUSEHOLD_KINDS = (
    Plant("E027", "heads", "members = 3 AND others = 2 AND family_couple",
          ("UPDATE made.person SET relation = '户主' FROM picked p WHERE person.household_id = p.household_id AND person.relation = '配偶'",),
          (("E027", "household", HOUSEHOLDS),)),
    Plant("E028", "heads", "net_pc > 6000 AND members >= 4 AND exit_status = '预脱贫'",
          (change("household", "members = p.members + 1"), change("income", "net_pc = (net_total / (p.members + 1))::DECIMAL(18, 2)")),
          (("E028", "household", HOUSEHOLDS),)),
    household("E030", "exit_status = '已脱贫(享受政策)'", "exit_year = NULL"),
    household("E000b", "exit_status = '预脱贫'", "reg_year = NULL"),
    household("E032", "exit_status = '预脱贫'", "main_cause = NULL"),
    household("E033", "main_cause NOT IN ('因病', '因残', '因学')", "other_causes = main_cause"),
    household("E035", "exit_status = '预脱贫' AND relocated = '否' AND house_grade = 'A'", "house_grade = 'D', renovated = '不适用'"),
    household("E036", "true", "house_area = 0"),
    household("E037", "exit_status = '预脱贫' AND relocated = '是'", "move_in_date = on_day(60)"),
    household("E038", "exit_status = '预脱贫'", "water_hard = '是'"),
    household("E039", "exit_status = '预脱贫'", "power = '否'"),
    household("E040", "true", "road_km = 80"),
    household("E041", "true", "helper_name = NULL, helper_id_no = NULL"),
    household("E042", "true", "phone = '1380000'"),
    Plant("E043", "heads", "hh_attr = '低保贫困户'", (change("person", "is_dibao = '否'"),), (("E043", "household", HOUSEHOLDS),)),
    Plant("E044", "heads", "members = 1 AND sex = '男' AND length(id_no) = 18",
          ("UPDATE made.person SET id_no = (SELECT min(id_no) FROM picked) WHERE person_id IN (SELECT person_id FROM picked)",
           "UPDATE made.household SET head_id_no = (SELECT min(id_no) FROM picked) WHERE household_id IN (SELECT household_id FROM picked)",
           "UPDATE made.procedure SET signer_id_no = (SELECT min(id_no) FROM picked) WHERE step = '签字' AND household_id IN (SELECT household_id FROM picked)"),
          (("E044", "household", HOUSEHOLDS), ("E052", "person", PERSONS)), count=2),
    household("E045", "exit_status = '已脱贫(享受政策)'", "self_verdict = NULL"),
    household("E045b", "exit_status = '预脱贫'", "self_verdict = '不达标'"),
)
AFTER = "phase = '脱贫后'"


def scaled(name: str, factor: str, where: str, phase: str) -> Plant:
    """Every component of one phase's income times a factor, and the sums again; found at the income after the exit."""
    parts = ("wage", "business", "business_cost", "property", "transfer", "transfer_dibao", "one_off")
    smaller = ", ".join(f"{part} = ({part} * {factor})::DECIMAL(18, 2)" for part in parts)
    total = "wage + business + property + transfer - business_cost"
    return Plant(name, "heads", where, (
        change("income", smaller, more=f"phase = '{phase}'"),
        change("income", f"net_total = {total}, net_pc = (({total}) / p.members)::DECIMAL(18, 2)", more=f"phase = '{phase}'"),
    ), ((name, "income", INCOME_AFTER),))


INCOME_KINDS = (
    income("E068", "net_pc BETWEEN 4000 AND 6000 AND exit_status = '预脱贫'", "net_pc = net_pc + 300"),
    income("E069", "exit_status = '预脱贫'", "business = business + 120000 * p.members, net_total = net_total + 120000 * p.members, net_pc = net_pc + 120000",
           ("E075b", "income", INCOME_AFTER)),
    scaled("E070", "0.9 * {line} / p.net_pc", "exit_status = '预脱贫' AND hh_attr = '一般贫困户'", "脱贫后"),
    scaled("E071", "1.05 * {line} / p.net_pc", "exit_status = '预脱贫' AND hh_attr = '一般贫困户' AND one_off = 0", "脱贫后"),
    income("E072", "exit_status = '预脱贫'", "business = business - business_cost, business_cost = 0"),
    income("E073", "exit_status = '预脱贫' AND NOT family_works", "wage = 500, business = business - 500"),
    income("E074", "exit_status = '预脱贫' AND hh_attr = '一般贫困户' AND NOT family_works AND one_off = 0",
           "transfer = (0.8 * net_total)::DECIMAL(18, 2), property = 0, business = net_total - (0.8 * net_total)::DECIMAL(18, 2) + business_cost"),
    Plant("E075", "heads", "exit_status = '已脱贫(享受政策)'",
          ("DELETE FROM made.income WHERE phase = '脱贫前' AND household_id IN (SELECT household_id FROM picked)",), (("E075", "household", HOUSEHOLDS),)),
    scaled("E075b", "1.0 / 9", "exit_status = '预脱贫' AND net_pc > 5000", "脱贫前"),
    Plant("E077", "heads", "(household_id, village_code) IN (SELECT (household_id, village_code) FROM made.twins)",
          ("UPDATE made.income SET wage = o.wage, business = o.business, business_cost = o.business_cost, property = o.property, transfer = o.transfer, "
           "one_off = o.one_off, net_total = o.net_total, net_pc = o.net_pc FROM (FROM made.income WHERE phase = '脱贫后' AND household_id = "
           "(SELECT min(household_id) FROM picked)) o WHERE income.phase = '脱贫后' AND income.household_id IN (SELECT household_id FROM picked)",),
          (("E077", "income", INCOME_AFTER),), count=2),
    Plant("E000", "heads", "exit_status = '已脱贫(享受政策)'",
          ("INSERT INTO made.rewritten SELECT 'income', household_id || '|脱贫后', 'net_pc', '三千二百元' FROM picked", change("income", "net_pc = NULL", more=AFTER)),
          (("E000", "income", INCOME_AFTER),)),
)
STEPS_OF = "SELECT procedure_id FROM made.procedure SEMI JOIN picked USING (household_id) WHERE step = "
DOCUMENT_OF = "SELECT doc_id FROM made.document SEMI JOIN picked USING (household_id) WHERE doc_type = "
RECORD_KINDS = (
    Plant("E081", "heads", "exit_status = '预脱贫'",
          ("DELETE FROM made.procedure WHERE step = '核实' AND household_id IN (SELECT household_id FROM picked)",), (("E081", "household", HOUSEHOLDS),)),
    Plant("E082", "heads", "exit_status = '预脱贫'", (change("procedure", "date_from = on_day(-34), date_to = on_day(-34)", more="step = '签字'"),),
          (("E082", "procedure", STEPS_OF + "'公示'"),)),
    step("E083", "公示", "date_to = date_from + 4"),
    step("E084", "组评议", "due_n = 80"),
    step("E085", "签字", "signer = '龚不识', signer_id_no = with_check(id17('500103', DATE '1970-05-05', 995))"),
    step("E086", "公示", "objection_n = 2, objection_closed = 1"),
    step("E087", "核实", "actor2 = NULL"),
    Plant("E088", "heads", "household_id IN (SELECT household_id FROM made.candidate WHERE turn BETWEEN 2 AND 19)",
          (change("procedure", "time_start = time_start - INTERVAL 24 MINUTE", more="step = '核实'"),), (("E088", "procedure", STEPS_OF + "'核实'"),)),
    Plant("E026 income", "heads", "exit_status = '已脱贫(享受政策)'",
          ("INSERT INTO made.income FROM made.income SEMI JOIN picked USING (household_id) WHERE phase = '脱贫前'",),
          (("E026", "income", "SELECT household_id || '|脱贫前' FROM picked"),)),
    Plant("E026 document", "heads", "exit_status = '预脱贫'",
          ("INSERT INTO made.document FROM made.document SEMI JOIN picked USING (household_id) WHERE doc_type = '核实表'",),
          (("E026", "document", DOCUMENT_OF + "'核实表'"),)),
    Plant("E026b", "heads", "exit_status = '未脱贫'",
          ("INSERT INTO made.document BY NAME SELECT county_code, '户' AS owner_type, village_code, county_code || '99999999' AS household_id, '登记表' AS doc_type, "
           "county_code || '99999999D02' AS doc_id, sha256('无此户') AS file_hash, 2 AS pages, on_day(-400) AS doc_date FROM picked",),
          (("E026b", "document", "SELECT {county} || '99999999D02'"),)),
    Plant("E089", "heads", "exit_status = '预脱贫'",
          ("UPDATE made.document SET file_hash = sha256('同一张') WHERE doc_type = '签字确认表' AND household_id IN (SELECT household_id FROM picked)",),
          (("E089", "document", DOCUMENT_OF + "'签字确认表'"),), count=2),
    Plant("E090", "heads", "exit_status = '预脱贫'",
          ("DELETE FROM made.document WHERE doc_type = '住房鉴定' AND household_id IN (SELECT household_id FROM picked)",), (("E090", "household", HOUSEHOLDS),)),
    Plant("E091", "heads", "exit_status = '预脱贫'", (change("document", "pages = 0", more="doc_type = '登记表'"),), (("E091", "document", DOCUMENT_OF + "'登记表'"),)),
)
HEAPED = "SELECT household_id || '|脱贫后' FROM made.heaps WHERE county_code = {county}"
HEAP_PARTS = ", ".join(
    f"{part} = ({part} * ({{line}} + 8 * k) / p.net_pc)::DECIMAL(18, 2)"
    for part in ("wage", "business", "business_cost", "property", "transfer", "transfer_dibao", "one_off")
)
HEAP = "UPDATE made.income SET {smaller} FROM made.heaps p WHERE phase = '脱贫后' AND income.household_id = p.household_id AND p.county_code = {{county}}"
VILLAGE_KINDS = (
    Plant("E076", "villages", "village_code = (SELECT min(village_code) FROM made.heaps WHERE county_code = {county})", (HEAP.format(smaller=HEAP_PARTS),
          "UPDATE made.income SET net_total = wage + business + property + transfer - business_cost FROM made.heaps p WHERE phase = '脱贫后' "
          "AND income.household_id = p.household_id AND p.county_code = {county}",
          "UPDATE made.income SET net_pc = (net_total / p.members)::DECIMAL(18, 2) FROM made.heaps p WHERE phase = '脱贫后' "
          "AND income.household_id = p.household_id AND p.county_code = {county}",
          "INSERT INTO made.used SELECT household_id, NULL FROM made.heaps WHERE county_code = {county}"),
          (("E076", "income", HEAPED), ("E071", "income", HEAPED))),
    village("E012", "is_poor_village = '是' AND exit_apply = '否'", "is_poor_village = '否'"),
    village("E015", "exit_apply = '否' AND is_poor_village = '否'", "hukou_pop = hukou_hh * 9"),
    village("E018", "exit_apply = '否' AND is_poor_village = '否'", "no_water_hh = hukou_hh + 5"),
    village("E020", "exit_apply = '是'", "hard_road = '否'"),
    village("E021", "exit_apply = '否' AND is_poor_village = '否'", "farmland = 20"),
    village("E022", "exit_apply = '是'", "agri_pop = reg_poor_pop + 10"),
    village("E023", "exit_apply = '是'", "collective_income = 0"),
    Plant("E024", "villages", "is_poor_village = '是'", (change("work_team", "is_first_secretary = '否'", "village_code"),), (("E024", "village", VILLAGES),)),
    Plant("E025", "villages", "is_poor_village = '是'",
          (change("work_team", "days_present = 9", "village_code", "is_first_secretary = '是' AND month LIKE '%-06'"),),
          (("E025", "work_team", "SELECT concat_ws('|', w.village_code, member, month) FROM made.work_team w SEMI JOIN picked USING (village_code) "
            "WHERE is_first_secretary = '是' AND month LIKE '%-06'"),)),
)
NEAR_MISSES = (
    # a placeholder number with the police's proof, and a member who died but stands in the table: both are as they should be
    Plant("proven placeholder", "people", "seq > 1 AND age BETWEEN 30 AND 55 AND length(id_no) = 18",
          (change("person", "id_no = with_check(('999999' || substr(p.id_no, 7, 11))::BIGINT), id_proof_doc = '派出所证明2026-17号'", "person_id"),), ()),
)
PLANTED: tuple[Plant, ...] = (*VILLAGE_KINDS, *PERSON_KINDS, *HOUSEHOLD_KINDS, *INCOME_KINDS, *RECORD_KINDS, *NEAR_MISSES)


BLOCKED_LAYOUT = Layout(
    without_tables=frozenset({"work_team"}), without_columns=frozenset({("document", "storage")}), extra_headers={"village": ("备注",)},
)
BLOCKED_MANIFEST: dict[str, dict[str, object]] = {
    name: {"package_version": 2, "sealed_doc": None} | more
    for name, more in {
        "village": {"data_date": "2016-01-01"}, "household": {}, "person": {}, "income": {"row_count": 7}, "procedure": {}, "document": {}, "work_team": {},
    }.items()
}
ALL_LISTED = "SELECT unnest(['村表', '户表', '人口表', '收入表', '程序表', '资料表', '驻村工作队表'])"


def form(name: str, table: str, objects: str) -> Plant:
    """What `BLOCKED_LAYOUT` and `BLOCKED_MANIFEST` do to the form of the package."""
    return Plant(name, "county", "true", (), ((name, table, objects),))


def rewritten(name: str, where: str, column: str, value: str, *more: Found) -> Plant:
    """A code of one household replaced in the file only: the row stays where it belongs."""
    put = f"INSERT INTO made.rewritten SELECT 'household', household_id, '{column}', {value} FROM picked"
    return Plant(name, "heads", where, (put,), ((name.split()[0], "household", HOUSEHOLDS), *more))


AT_HOUSEHOLD = "household", HOUSEHOLDS
BLOCKS: tuple[Plant, ...] = (
    form("E001", "manifest", "SELECT '驻村工作队表'"), form("E002", "manifest", "SELECT unnest(['收入表', '驻村工作队表'])"), form("E003", "document", "SELECT '资料表'"),
    form("E003b", "village", "SELECT '村表'"), form("E006", "manifest", ALL_LISTED), form("E007", "manifest", ALL_LISTED),
    form("E008", "manifest", ALL_LISTED),
    rewritten("E005", "true", "county_code", "CASE {county} WHEN '500230' THEN '500231' ELSE '500230' END", ("E011", *AT_HOUSEHOLD)),
    rewritten("E010", "true", "village_code", "{county} || '999999'", ("E026b", *AT_HOUSEHOLD)),
    rewritten("E011", "(SELECT count(DISTINCT township_code) FROM made.village v WHERE v.county_code = {county}) > 1", "township_code", "(SELECT min(township_code) FROM made.village v WHERE v.county_code = {county} "
              "AND v.township_code <> left(picked.village_code, 9))"),
    village("E014", "exit_apply = '否'", "hukou_pop = agri_pop - 1"),
    village("E016", "exit_apply = '否'", "remain_poor_hh = reg_poor_hh + 1"),
    village("E017", "exit_apply = '否'", "reg_poor_pop = reg_poor_pop + 3"),
    village("E019", "exit_apply = '是'", "solve_3 = NULL"),
    Plant("E026", "heads", "exit_status = '已脱贫(享受政策)'",
          ("INSERT INTO made.household SELECT h.* FROM made.household h SEMI JOIN picked USING (household_id)",), (("E026", *AT_HOUSEHOLD),)),
    household("E029", "exit_status = '已脱贫(享受政策)'", "exit_status = '脱贫', exit_year = NULL"),
    Plant("E004 many", "county", "true",
          ("INSERT INTO made.rewritten SELECT 'person', person_id, 'id_no', printf('%.5E', id_no::DOUBLE) FROM made.person "
           "WHERE county_code = {county} AND length(id_no) = 18 AND right(id_no, 1) <> 'X' AND pid % 9 = 0 AND seq > 1",),
          (("E004", "person", "SELECT object_id FROM made.rewritten WHERE table_name = 'person' AND column_name = 'id_no' AND left(object_id, 6) = {county}"),)),
)


def named(*names: str) -> tuple[Plant, ...]:
    """The entries of these names, in the order asked for."""
    known = {plant.name: plant for plant in (*PLANTED, *BLOCKS)}
    return tuple(known[name] for name in names)

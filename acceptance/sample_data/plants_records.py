"""Defects of villages, procedures, documents and teams."""

from acceptance.sample_data.plant import HOUSEHOLDS, VILLAGES, Plant, change, step, village

STEPS_OF = "SELECT procedure_id FROM made.procedure SEMI JOIN picked USING (household_id) WHERE step = "
DOCUMENT_OF = "SELECT doc_id FROM made.document SEMI JOIN picked USING (household_id) WHERE doc_type = "
RECORD_KINDS = (
    Plant(
        "E081",
        "heads",
        "exit_status = '预脱贫'",
        ("DELETE FROM made.procedure WHERE step = '核实' AND household_id IN (SELECT household_id FROM picked)",),
        (("E081", "household", HOUSEHOLDS),),
    ),
    Plant(
        "E082",
        "heads",
        "exit_status = '预脱贫'",
        (change("procedure", "date_from = on_day(-34), date_to = on_day(-34)", more="step = '签字'"),),
        (("E082", "procedure", STEPS_OF + "'公示'"),),
    ),
    step("E083", "公示", "date_to = date_from + 4"),
    step("E084", "组评议", "due_n = 80"),
    step("E085", "签字", "signer = '龚不识', signer_id_no = with_check(id17('500103', DATE '1970-05-05', 995))"),
    step("E086", "公示", "objection_n = 2, objection_closed = 1"),
    step("E087", "核实", "actor2 = NULL"),
    Plant(
        "E088",
        "heads",
        "household_id IN (SELECT household_id FROM made.candidate WHERE turn BETWEEN 2 AND 19)",
        (change("procedure", "time_start = time_start - INTERVAL 24 MINUTE", more="step = '核实'"),),
        (("E088", "procedure", STEPS_OF + "'核实'"),),
    ),
    Plant(
        "E026 income",
        "heads",
        "exit_status = '已脱贫(享受政策)'",
        ("INSERT INTO made.income FROM made.income SEMI JOIN picked USING (household_id) WHERE phase = '脱贫前'",),
        (("E026", "income", "SELECT household_id || '|脱贫前' FROM picked"),),
    ),
    Plant(
        "E026 document",
        "heads",
        "exit_status = '预脱贫'",
        (
            "INSERT INTO made.document FROM made.document SEMI JOIN picked USING (household_id) WHERE "
            "doc_type = '核实表'",
        ),
        (("E026", "document", DOCUMENT_OF + "'核实表'"),),
    ),
    Plant(
        "E026b",
        "heads",
        "exit_status = '未脱贫'",
        (
            "INSERT INTO made.document BY NAME SELECT county_code, '户' AS owner_type, village_code, "
            "county_code || '99999999' AS household_id, '登记表' AS doc_type, "
            "county_code || '99999999D02' AS doc_id, sha256('无此户') AS file_hash, 2 AS pages, "
            "on_day(-400) AS doc_date FROM picked",
        ),
        (("E026b", "document", "SELECT {county} || '99999999D02'"),),
    ),
    Plant(
        "E089",
        "heads",
        "exit_status = '预脱贫'",
        (
            "UPDATE made.document SET file_hash = sha256('同一张') WHERE doc_type = '签字确认表' AND "
            "household_id IN (SELECT household_id FROM picked)",
        ),
        (("E089", "document", DOCUMENT_OF + "'签字确认表'"),),
        count=2,
    ),
    Plant(
        "E090",
        "heads",
        "exit_status = '预脱贫'",
        (
            "DELETE FROM made.document WHERE doc_type = '住房鉴定' AND household_id IN (SELECT "
            "household_id FROM picked)",
        ),
        (("E090", "household", HOUSEHOLDS),),
    ),
    Plant(
        "E091",
        "heads",
        "exit_status = '预脱贫'",
        (change("document", "pages = 0", more="doc_type = '登记表'"),),
        (("E091", "document", DOCUMENT_OF + "'登记表'"),),
    ),
)
HEAPED = "SELECT household_id || '|脱贫后' FROM made.heaps WHERE county_code = {county}"
HEAP_PARTS = ", ".join(
    f"{part} = ({part} * ({{line}} + 8 * k) / p.net_pc)::DECIMAL(18, 2)"
    for part in ("wage", "business", "business_cost", "property", "transfer", "transfer_dibao", "one_off")
)
HEAP = (
    "UPDATE made.income SET {smaller} FROM made.heaps p WHERE phase = '脱贫后' AND income.household_id = "
    "p.household_id AND p.county_code = {{county}}"
)
VILLAGE_KINDS = (
    Plant(
        "E076",
        "villages",
        "village_code = (SELECT min(village_code) FROM made.heaps WHERE county_code = {county})",
        (
            HEAP.format(smaller=HEAP_PARTS),
            "UPDATE made.income SET net_total = wage + business + property + transfer - business_cost "
            "FROM made.heaps p WHERE phase = '脱贫后' "
            "AND income.household_id = p.household_id AND p.county_code = {county}",
            "UPDATE made.income SET net_pc = (net_total / p.members)::DECIMAL(18, 2) FROM made.heaps p "
            "WHERE phase = '脱贫后' "
            "AND income.household_id = p.household_id AND p.county_code = {county}",
            "INSERT INTO made.used BY NAME SELECT household_id FROM made.heaps WHERE county_code = {county}",
        ),
        (("E076", "income", HEAPED), ("E071", "income", HEAPED)),
    ),
    village("E012", "is_poor_village = '是' AND exit_apply = '否'", "is_poor_village = '否'"),
    village("E015", "exit_apply = '否' AND is_poor_village = '否'", "hukou_pop = hukou_hh * 9"),
    village("E018", "exit_apply = '否' AND is_poor_village = '否'", "no_water_hh = hukou_hh + 5"),
    village("E020", "exit_apply = '是'", "hard_road = '否'"),
    village("E021", "exit_apply = '否' AND is_poor_village = '否'", "farmland = 20"),
    village("E022", "exit_apply = '是'", "agri_pop = reg_poor_pop + 10"),
    village("E023", "exit_apply = '是'", "collective_income = 0"),
    Plant(
        "E024",
        "villages",
        "is_poor_village = '是'",
        (change("work_team", "is_first_secretary = '否'", "village_code"),),
        (("E024", "village", VILLAGES),),
    ),
    Plant(
        "E025",
        "villages",
        "is_poor_village = '是'",
        (change("work_team", "days_present = 9", "village_code", "is_first_secretary = '是' AND month LIKE '%-06'"),),
        (
            (
                "E025",
                "work_team",
                "SELECT concat_ws('|', w.village_code, member, month) FROM made.work_team w SEMI JOIN "
                "picked USING (village_code) "
                "WHERE is_first_secretary = '是' AND month LIKE '%-06'",
            ),
        ),
    ),
)

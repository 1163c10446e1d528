"""Defects of households and their income. Other sums stay right, so that only what is named follows."""

from acceptance.sample_data.plant import HOUSEHOLDS, INCOME_AFTER, PERSONS, Plant, change, household, income

HOUSEHOLD_KINDS = (
    Plant(
        "E027",
        "heads",
        "members = 3 AND others = 2 AND family_couple",
        (
            "UPDATE made.person SET relation = '户主' FROM picked p WHERE person.household_id = "
            "p.household_id AND person.relation = '配偶'",
        ),
        (("E027", "household", HOUSEHOLDS),),
    ),
    Plant(
        "E028",
        "heads",
        "net_pc > 6000 AND members >= 4 AND exit_status = '预脱贫'",
        (
            change("household", "members = p.members + 1"),
            change("income", "net_pc = (net_total / (p.members + 1))::DECIMAL(18, 2)"),
        ),
        (("E028", "household", HOUSEHOLDS),),
    ),
    household("E030", "exit_status = '已脱贫(享受政策)'", "exit_year = NULL"),
    household("E000b", "exit_status = '预脱贫'", "reg_year = NULL"),
    household("E032", "exit_status = '预脱贫'", "main_cause = NULL"),
    household("E033", "main_cause NOT IN ('因病', '因残', '因学')", "other_causes = main_cause"),
    household(
        "E035",
        "exit_status = '预脱贫' AND relocated = '否' AND house_grade = 'A'",
        "house_grade = 'D', renovated = '不适用'",
    ),
    household("E036", "true", "house_area = 0"),
    household("E037", "exit_status = '预脱贫' AND relocated = '是'", "move_in_date = on_day(60)"),
    household("E038", "exit_status = '预脱贫'", "water_hard = '是'"),
    household("E039", "exit_status = '预脱贫'", "power = '否'"),
    household("E040", "true", "road_km = 80"),
    household("E041", "true", "helper_name = NULL, helper_id_no = NULL"),
    household("E042", "true", "phone = '1380000'"),
    Plant(
        "E043",
        "heads",
        "hh_attr = '低保贫困户'",
        (change("person", "is_dibao = '否'"),),
        (("E043", "household", HOUSEHOLDS),),
    ),
    household(
        "E043 able",
        "hh_attr = '一般贫困户' AND labour = '普通劳动力' AND health = '健康' AND NOT pupil AND age < 59",
        "hh_attr = '五保贫困户'",
    ),
    Plant(
        "E044",
        "heads",
        "members = 1 AND sex = '男' AND length(id_no) = 18",
        (
            "UPDATE made.person SET id_no = (SELECT min(id_no) FROM picked) WHERE person_id IN (SELECT "
            "person_id FROM picked)",
            "UPDATE made.household SET head_id_no = (SELECT min(id_no) FROM picked) WHERE household_id IN "
            "(SELECT household_id FROM picked)",
            "UPDATE made.procedure SET signer_id_no = (SELECT min(id_no) FROM picked) WHERE step = '签字' "
            "AND household_id IN (SELECT household_id FROM picked)",
        ),
        (("E044", "household", HOUSEHOLDS), ("E052", "person", PERSONS)),
        count=2,
    ),
    household("E045", "exit_status = '已脱贫(享受政策)'", "self_verdict = NULL"),
    household("E045b", "exit_status = '预脱贫'", "self_verdict = '不达标'"),
)
AFTER = "phase = '脱贫后'"


def scaled(name: str, factor: str, where: str, phase: str) -> Plant:
    """Every component of one phase's income times a factor, and the sums again; found at the income after the exit."""
    parts = ("wage", "business", "business_cost", "property", "transfer", "transfer_dibao", "one_off")
    smaller = ", ".join(f"{part} = ({part} * {factor})::DECIMAL(18, 2)" for part in parts)
    total = "wage + business + property + transfer - business_cost"
    return Plant(
        name,
        "heads",
        where,
        (
            change("income", smaller, more=f"phase = '{phase}'"),
            change(
                "income",
                f"net_total = {total}, net_pc = (({total}) / p.members)::DECIMAL(18, 2)",
                more=f"phase = '{phase}'",
            ),
        ),
        ((name, "income", INCOME_AFTER),),
    )


INCOME_KINDS = (
    income("E068", "net_pc BETWEEN 4000 AND 6000 AND exit_status = '预脱贫'", "net_pc = net_pc + 300"),
    income(
        "E069",
        "exit_status = '预脱贫'",
        "business = business + 120000 * p.members, net_total = net_total + 120000 * p.members, net_pc = "
        "net_pc + 120000",
        ("E075b", "income", INCOME_AFTER),
        ("beside:far more income", "household", "SELECT household_id || '|income' FROM picked"),
    ),
    scaled("E070", "0.9 * {line} / p.net_pc", "exit_status = '预脱贫' AND hh_attr = '一般贫困户'", "脱贫后"),
    scaled(
        "E071",
        "1.05 * {line} / p.net_pc",
        "exit_status = '预脱贫' AND hh_attr = '一般贫困户' AND one_off = 0",
        "脱贫后",
    ),
    income("E072", "exit_status = '预脱贫'", "business = business - business_cost, business_cost = 0"),
    income("E073", "exit_status = '预脱贫' AND NOT family_works", "wage = 500, business = business - 500"),
    income(
        "E074",
        "exit_status = '预脱贫' AND hh_attr = '一般贫困户' AND NOT family_works AND one_off = 0",
        "transfer = (0.8 * net_total)::DECIMAL(18, 2), property = 0, business = net_total - (0.8 * "
        "net_total)::DECIMAL(18, 2) + business_cost",
    ),
    Plant(
        "E075",
        "heads",
        "exit_status = '已脱贫(享受政策)'",
        ("DELETE FROM made.income WHERE phase = '脱贫前' AND household_id IN (SELECT household_id FROM picked)",),
        (("E075", "household", HOUSEHOLDS),),
    ),
    scaled("E075b", "1.0 / 9", "exit_status = '预脱贫' AND net_pc > 5000", "脱贫前"),
    Plant(
        "E077",
        "heads",
        "(household_id, village_code) IN (SELECT (household_id, village_code) FROM made.twins)",
        (
            "UPDATE made.income SET wage = o.wage, business = o.business, business_cost = "
            "o.business_cost, property = o.property, transfer = o.transfer, "
            "one_off = o.one_off, net_total = o.net_total, net_pc = o.net_pc FROM (FROM made.income WHERE "
            "phase = '脱贫后' AND household_id = "
            "(SELECT min(household_id) FROM picked)) o WHERE income.phase = '脱贫后' AND "
            "income.household_id IN (SELECT household_id FROM picked)",
        ),
        (("E077", "income", INCOME_AFTER),),
        count=2,
    ),
    Plant(
        "E000",
        "heads",
        "exit_status = '已脱贫(享受政策)'",
        (
            "INSERT INTO made.rewritten SELECT 'income', household_id || '|脱贫后', 'net_pc', '三千二百元' FROM picked",
            change("income", "net_pc = NULL", more=AFTER),
        ),
        (("E000", "income", INCOME_AFTER),),
    ),
)
WELL_OFF = (
    # better off in everything than any other household of its village; neighbours.sql lays neighbours in between
    Plant(
        "well off",
        "heads",
        "exit_status = '预脱贫' AND house_grade IN ('A', 'B') AND net_pc = (SELECT max(i.net_pc) FROM made.income i "
        "JOIN made.household h USING (household_id) WHERE h.village_code = pool.village_code AND phase = '脱贫后')",
        (change("household", "house_area = 60 * p.members, farmland = 5 * p.members, forest = 9 * p.members"),),
        (("beside:far more land", "household", "SELECT household_id || '|assets' FROM picked"),),
    ),
)

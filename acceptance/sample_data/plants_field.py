"""Defects of the field lines. The blocks go into the precision evaluation, so that the exit evaluation is kept."""

from acceptance.sample_data.plant import Found, Plant, change

VISITS = "SELECT visit_id FROM picked"
QUESTIONNAIRES = "SELECT questionnaire_id FROM picked"
RESPONDENTS = "SELECT respondent_hash FROM picked"
PRECISION = "county_code = {county} AND line = 'precision_evaluation'"
LEADS = "SELECT lead_id FROM picked"
WHOLE_SURVEY = "SELECT '民意调查'"
EXIT = "county_code = {county} AND line = 'exit_evaluation' AND frame = '脱贫户'"


def visit(name: str, values: str, where: str = "true", count: int = 1) -> Plant:
    """A plant in visits of the municipal acceptance."""
    return Plant(
        name,
        "visits",
        where,
        (change("municipal_household", values, "visit_id"),),
        ((name.split()[0], "municipal_household", VISITS),),
        count=count,
        line="municipal",
    )


def questionnaire(name: str, values: str) -> Plant:
    """A plant in one questionnaire of the precision evaluation."""
    return Plant(
        name,
        "questionnaires",
        "line = 'precision_evaluation' AND frame = '脱贫户'",
        (change("evaluation_household", values, "questionnaire_id"),),
        ((name.split()[0], "evaluation_household", QUESTIONNAIRES),),
        line="precision_evaluation",
    )


def answer(name: str, values: str, where: str = "true", found: str = RESPONDENTS, count: int = 1) -> Plant:
    """A plant in answers of the opinion survey."""
    return Plant(
        name,
        "answers",
        where,
        (change("opinion_response", values, "respondent_hash"),),
        ((name.split()[0], "opinion_response", found),),
        count=count,
        line="opinion",
    )


def spoiled(record: str, values: str, *more: Found) -> Plant:
    """An answer to the lead of a planted record that lacks what clears it."""
    own = (
        "SELECT lead_id FROM made.lead JOIN made.business USING (person_id) "
        f"WHERE registry = 'business' AND plant = '{record}'"
    )
    return Plant(
        f"E098 {record}",
        "adjudications",
        f"lead_id IN ({own})",
        (change("adjudication", values, "lead_id"),),
        (("E098", "adjudication", LEADS), *more),
        line="adjudication",
    )


def neighbour(name: str, values: str) -> Plant:
    """An unregistered household that an evaluator sees failing."""
    return Plant(
        name,
        "questionnaires",
        "line = 'exit_evaluation' AND frame = '非建档立卡户'",
        (
            change(
                "evaluation_household",
                f"finding = '疑似漏评', c1 = '不通过', evidence_id = 'ZJ-' || questionnaire_id, {values}",
                "questionnaire_id",
            ),
        ),
        ((f"beside:{name}", "neighbour_household", "SELECT village_code || '|' || unit_no FROM picked"),),
        line="exit_evaluation",
    )


PLANTED: tuple[Plant, ...] = (
    visit("E100", "inspector2 = NULL, inspector2_unit = NULL"),
    visit("E100 own county", "inspector2_unit = (SELECT name FROM county WHERE code = {county}) || '农业局'"),
    visit("E101 short", "visit_end = visit_start + INTERVAL 4 MINUTE"),
    visit("E101 far", "lon = lon + 0.5"),
    visit("E099 early", "visit_start = visit_start - INTERVAL 12 DAY, visit_end = visit_end - INTERVAL 12 DAY"),
    visit(
        "E099 not drawn",
        "household_id = (SELECT min(household_id) FROM made.candidate c WHERE c.village_code = "
        "municipal_household.village_code "
        "AND household_id NOT IN (SELECT household_id FROM made.visit))",
        where="village_code IN (SELECT village_code FROM made.candidate "
        "WHERE household_id NOT IN (SELECT household_id FROM made.visit))",
    ),
    visit("E099b", "replaced_for = '无编号', replace_reason = '无人在家'", count=13),
    visit("E102", "look5 = NULL"),
    questionnaire("E103", "weight = weight * 1.01"),
    questionnaire("E105", "household_selection = 'purposive'"),
    questionnaire("E107", "final = '错退', finding = '疑似错退'"),
    questionnaire("E107 no minutes", "final = '错退', finding = '疑似错退', evidence_id = 'ZJ-9'"),
    Plant(
        "E103b",
        "county",
        "true",
        (
            f"UPDATE made.evaluation_design SET hh_total = 3 * hh_total WHERE {EXIT}",
            f"UPDATE made.evaluation_household SET weight = 3 * weight WHERE {EXIT}",
        ),
        (("E103b", "evaluation_household", "SELECT '摘帽评估方|脱贫户'"),),
        line="exit_evaluation",
    ),
    Plant(
        "E104",
        "county",
        f"(SELECT bool_and(psu_method = 'srs') FROM made.evaluation_design WHERE {PRECISION})",
        (
            f"UPDATE made.evaluation_design SET stratum = '单村层' WHERE {PRECISION} AND psu = (SELECT "
            f"min(psu) FROM made.evaluation_design WHERE {PRECISION})",
        ),
        (
            (
                "E104",
                "evaluation_design",
                f"SELECT concat_ws('|', psu, frame) FROM made.evaluation_design WHERE {PRECISION} AND "
                f"stratum = '单村层'",
            ),
        ),
        line="precision_evaluation",
    ),
    Plant(
        "E106",
        "county",
        "true",
        (
            f"UPDATE made.evaluation_household SET disposition = '拒访' WHERE {PRECISION} AND frame = "
            f"'非建档立卡户' AND hash(questionnaire_id) % 10 < 6",
        ),
        (
            ("E106", "evaluation_household", "SELECT '精准评估方|脱贫户'"),
            ("E106", "evaluation_household", "SELECT '精准评估方|非建档立卡户'"),
        ),
        line="precision_evaluation",
    ),
    Plant(
        "E108",
        "county",
        "true",
        (f"UPDATE made.evaluation_design SET declaration_doc = NULL WHERE {PRECISION}",),
        (
            (
                "E108",
                "evaluation_design",
                f"SELECT min(concat_ws('|', psu, frame)) FROM made.evaluation_design WHERE {PRECISION}",
            ),
        ),
        line="precision_evaluation",
    ),
    Plant(
        "E098",
        "adjudications",
        "result = '属实'",
        (change("adjudication", "signer2 = signer1", "lead_id"),),
        (("E098", "adjudication", LEADS),),
        line="adjudication",
    ),
    spoiled("borrowed name, one signer", "signer2 = NULL", ("E000b", "adjudication", LEADS)),
    spoiled("borrowed name, no document", "doc_id = NULL"),
    neighbour("seen failing", "disposition = '完成'"),
    neighbour("seen failing, refused", "disposition = '拒访'"),
    answer("E112 short", "duration_s = 20"),
    answer("E110 cadre", "occupation = '村支部书记'"),
)
BLOCKS: tuple[Plant, ...] = (
    answer("E111", "disposition = '拒访'", "q_overall = '满意'", WHOLE_SURVEY, count=60),
    answer("E111b", "q_village = '不了解'", "q_village <> '不了解'", WHOLE_SURVEY, count=60),
    Plant(
        "E112 one pattern",
        "answers",
        "interviewer = (SELECT min(interviewer) FROM made.opinion_response WHERE county_code = {county})",
        (
            "UPDATE made.opinion_response SET q_overall = '比较满意', q_policy = '比较满意', q_help = "
            "'比较满意', q_village = '比较满意' "
            "WHERE county_code = {county} AND disposition = '完成' AND interviewer IN (SELECT interviewer FROM picked)",
        ),
        (
            (
                "E112",
                "opinion_response",
                "SELECT respondent_hash FROM made.opinion_response WHERE county_code = {county} AND "
                "disposition = '完成' "
                "AND interviewer IN (SELECT interviewer FROM picked)",
            ),
        ),
        line="opinion",
    ),
    Plant(
        "E110 dialled",
        "county",
        "true",
        (
            "UPDATE made.opinion_design SET dialled = dialled + 7 WHERE county_code = {county} AND "
            "\"group\" = '一般农户'",
        ),
        (("E110", "opinion_design", "SELECT '电话|一般农户'"),),
        line="opinion",
    ),
)

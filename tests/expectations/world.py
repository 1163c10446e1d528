"""A small valid world: one package per line in which nothing is wrong. Examples of rules are overrides of its rows.

An example is a mapping. Keys that are columns of the rule's table change its first row (or row `_row`, counted from 1); `_all` changes
every row; a key that is a table's name gives that table's rows (a list, each on top of the table's first row; `_times` repeats one)
or changes its first row (a mapping).
"""

import datetime as dt
import functools
from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from acceptance import contracts, sql

COUNTY, TOWNSHIP, V1, V2 = "500229", "500229100", "500229100201", "500229100202"
H1, H2, H3 = "50022900000001", "50022900000002", "50022900000003"
Row = dict[str, Any]
Tables = dict[str, list[Row]]

AREAS: list[Row] = [
    {"code": "500000", "name": "重庆市", "level": "市"},
    {"code": COUNTY, "name": "城口县", "level": "区县", "parent": "500000", "alias": "500299"},
    {"code": "500230", "name": "丰都县", "level": "区县", "parent": "500000"},
    {"code": TOWNSHIP, "name": "秀坪镇", "level": "乡镇", "parent": COUNTY},
    {"code": "500229101", "name": "玉湾乡", "level": "乡镇", "parent": COUNTY},
    {"code": "500230100", "name": "名山镇", "level": "乡镇", "parent": "500230"},
    {"code": V1, "name": "秋岭村", "level": "行政村", "parent": TOWNSHIP, "is_poor_village": "是", "lon": 108.66, "lat": 31.95},
    {"code": V2, "name": "文坪村", "level": "行政村", "parent": TOWNSHIP, "is_poor_village": "否", "lon": 108.70, "lat": 31.97},
    {"code": "500229100203", "name": "石坝村", "level": "行政村", "parent": TOWNSHIP, "is_poor_village": "否"},
    {"code": "500230100201", "name": "古家村", "level": "行政村", "parent": "500230100", "is_poor_village": "否"},
]
TASKS: list[Row] = [{"county_code": COUNTY, "type": "国家重点", "apply_exit": "是", "plan_persons": 3, "plan_villages": 1}]


def self_check() -> Tables:
    items = {f"{kind}_{n}": "达标" for kind in ("have", "solve") for n in range(1, 9)}
    village = {
        "campaign_year": 2026, "county_code": COUNTY, "township_code": TOWNSHIP, "village_code": V1, "village_name": "秋岭村", "is_poor_village": "是",
        "exit_apply": "是", "hukou_hh": 300, "hukou_pop": 1200, "agri_pop": 1000, "reg_poor_hh": 3, "reg_poor_pop": 6, "remain_poor_hh": 1,
        "remain_poor_pop": 1, **items, "collective_income": 30000, "hard_road": "是", "unsafe_house_hh": 0, "no_water_hh": 0, "industry_projects": 2,
        "farmland": 1500, "forest": 3000, "lon": 108.66, "lat": 31.95,
    }
    other = village | {
        "village_code": V2, "village_name": "文坪村", "is_poor_village": "否", "exit_apply": "否", "reg_poor_hh": 0, "reg_poor_pop": 0,
        "remain_poor_hh": 0, "remain_poor_pop": 0, "lon": 108.70, "lat": 31.97,
    }
    return {
        "village": [village, other], "household": households(), "person": persons(), "income": incomes(), "procedure": procedures(),
        "document": documents(), "work_team": [team("2026-09", 22), team("2026-10", 21)],
    }


def households() -> list[Row]:
    first = {
        "campaign_year": 2026, "county_code": COUNTY, "township_code": TOWNSHIP, "village_code": V1, "household_id": H1, "group_name": "1组",
        "head_name": "王大明", "head_id_no": "50022919750101101X", "members": 3, "id_standard": "国家标准", "hh_attr": "一般贫困户",
        "exit_status": "预脱贫", "reg_year": 2014, "exit_year": 2026, "main_cause": "因病", "other_causes": "缺技术", "house_grade": "B", "is_unsafe": "否",
        "renovated": "不适用", "relocated": "否", "house_area": 90, "water_safe": "是", "water_hard": "否", "water_litres": 60, "power": "是", "farmland": 6,
        "forest": 12, "road_km": 2, "food_ok": "是", "clothing_ok": "是", "phone": "13812345678", "helper_name": "周干部",
        "helper_id_no": "11010519491231002X", "self_verdict": "达标",
    }
    second = first | {
        "household_id": H2, "head_name": "张老汉", "head_id_no": "500229194506101010", "members": 1, "hh_attr": "五保贫困户", "exit_status": "未脱贫",
        "exit_year": None, "house_area": 30, "farmland": 3, "forest": 6, "phone": "13912345678", "self_verdict": "不达标", "is_unsafe": "否",
    }
    third = first | {
        "household_id": H3, "head_name": "赵四", "head_id_no": "500229197008082033", "members": 2, "hh_attr": "低保贫困户", "exit_status": "稳定脱贫",
        "exit_year": 2025, "house_area": 60, "farmland": 3, "forest": 6, "phone": "13712345678",
    }
    return [first, second, third]


def persons() -> list[Row]:
    def one(household: str, number: int, name: str, id_no: str, sex: str, relation: str, **more: Any) -> Row:
        return {
            "county_code": COUNTY, "village_code": V1, "household_id": household, "person_id": f"{household}{number:02}", "name": name, "id_no": id_no,
            "sex": sex, "ethnic": "汉族", "relation": relation, "education": "初中", "schooling": "非在校生", "health": "健康", "labour": "普通劳动力",
            "work_place": "未务工", "work_months": None, "resident_med": "是", "employee_med": "否", "major_ins": "是", "pension": "是", "is_dibao": "否",
            "is_tekun": "否", "dropout_reason": None, "change_type": "无", "id_proof_doc": None,
        } | more

    work = {"work_place": "县内务工", "work_months": 6}
    return [
        one(H1, 1, "王大明", "50022919750101101X", "男", "户主", **work),
        one(H1, 2, "李小芳", "500229197803154526", "女", "配偶"),
        one(H1, 3, "王小强", "500229201405010032", "男", "之子", education=None, schooling="小学", labour="无劳动力", work_place=None),
        one(H2, 1, "张老汉", "500229194506101010", "男", "户主", education="小学", health="长期慢性病", labour="无劳动力", is_tekun="是"),
        one(H3, 1, "赵四", "500229197008082033", "男", "户主", is_dibao="是", **work),
        one(H3, 2, "钱五妹", "500229197209092043", "女", "配偶", is_dibao="是"),
    ]


def incomes() -> list[Row]:
    after = {
        "county_code": COUNTY, "household_id": H1, "phase": "脱贫后", "period_from": "2025-10-01", "period_to": "2026-09-30", "wage": 18000,
        "business": 6000, "business_cost": 2000, "property": 300, "transfer": 1200, "transfer_dibao": 0, "one_off": 300, "net_total": 23500,
        "net_pc": 7833.33,
    }
    before = after | {
        "phase": "脱贫前", "period_from": "2013-10-01", "period_to": "2014-09-30", "wage": 6000, "business": 2500, "business_cost": 1500, "property": 0,
        "transfer": 500, "one_off": 0, "net_total": 7500, "net_pc": 2500,
    }
    dibao = {"household_id": H3, "wage": 8000, "business": 4000, "business_cost": 1000, "property": 0, "transfer": 3000, "one_off": 0}
    return [
        after, before, after | dibao | {"net_total": 14000, "net_pc": 7000},
        before | dibao | {"wage": 2000, "net_total": 8000, "net_pc": 4000},
    ]


def procedures() -> list[Row]:
    empty = dict.fromkeys(c.name for c in contracts.tables()["procedure"].columns)
    steps: list[Row] = [
        {"step": "村评议", "date_from": "2026-09-01", "date_to": "2026-09-01", "due_n": 90, "present_n": 70, "agree_n": 66},
        {"step": "核实", "date_from": "2026-09-05", "actor1": "张三", "actor2": "李四", "time_start": "09:00:00", "time_end": "09:30:00"},
        {"step": "签字", "date_from": "2026-09-08", "signer": "王大明", "signer_id_no": "50022919750101101X"},
        {"step": "公示", "date_from": "2026-09-10", "date_to": "2026-09-16", "objection_n": 0, "objection_closed": 0},
        {"step": "公告", "date_from": "2026-09-20"},
    ]
    base = empty | {"county_code": COUNTY, "object_type": "户", "village_code": V1, "household_id": H1, "level": "村"}
    whole = [base | s | {"seq": n, "procedure_id": f"P{n}"} for n, s in enumerate(steps, 1)]
    place = base | {"object_type": "村", "household_id": None, "level": "乡镇"}
    return whole + [
        place | steps[3] | {"procedure_id": "P11", "seq": 1, "date_from": "2026-10-01", "date_to": "2026-10-07"},
        place | steps[4] | {"procedure_id": "P12", "seq": 2, "date_from": "2026-10-10"},
    ]


def documents() -> list[Row]:
    base = {
        "county_code": COUNTY, "owner_type": "户", "village_code": V1, "household_id": H1, "item": None, "pages": 2, "doc_date": "2026-09-01",
        "storage": "乡镇档案室",
    }
    home = [d for d in contracts.codes()["household_doc"] if d != "休学/送教证明"]
    rows = [base | {"doc_type": d} for d in home] + [
        base | {"owner_type": "村", "household_id": None, "doc_type": d} for d in contracts.codes()["village_doc"]
    ]
    return [r | {"doc_id": f"D{n}", "file_hash": f"aa{n:02}"} for n, r in enumerate(rows, 1)]


def team(month: str, days: int) -> Row:
    return {
        "county_code": COUNTY, "village_code": V1, "member": "李四", "unit": "市水利局", "is_first_secretary": "是", "arrive_date": "2025-03-01",
        "leave_date": None, "month": month, "days_present": days, "plan_doc": "帮扶计划", "exit_project_n": 2,
    }


def manifest(tables: Tables) -> list[Row]:
    order = ("village", "household", "person", "income", "procedure", "document", "work_team")
    return [
        {
            "county_code": COUNTY, "campaign_year": 2026, "package_version": 1, "table_name": contracts.tables()[name].title, "file_name": "申报包.xlsx",
            "sha256": None, "row_count": len(tables[name]), "submitted_at": "2026-12-12 09:00:00", "submitter": "陈主任",
            "sealed_doc": "签章.pdf" if name == "village" else None, "resubmit_reason": None, "data_date": "2026-12-10",
        }
        for name in order
    ]


def municipal() -> Tables:
    visit = {
        "county_code": COUNTY, "visit_id": "V1", "village_code": V1, "household_id": H1, "visit_start": "2026-12-16 09:00:00",
        "visit_end": "2026-12-16 09:40:00", "lon": 108.66, "lat": 31.95, "inspector1": "钱一", "inspector1_unit": "市扶贫办", "inspector2": "孙二",
        "inspector2_unit": "市农委", "replaced_for": None, "replace_reason": None, **{f"look{n}": "合格" for n in range(1, 6)},
        **{f"c{n}": "通过" for n in range(1, 9)}, "evidence_id": None, "photo_hashes": None, "verdict": "达标", "remark": None,
    }
    place = {k: v for k, v in visit.items() if k in {c.name for c in contracts.tables()["municipal_village"].columns}}
    return {
        "municipal_household": [visit, visit | {"visit_id": "V2", "household_id": H2}],
        "municipal_village": [place, place | {"visit_id": "V2", "village_code": V2, "lon": 108.70, "lat": 31.97}],
    }


def exit_evaluation() -> Tables:
    design = {
        "county_code": COUNTY, "evaluator": "摘帽评估方", "stratum": "贫困村", "psu": V1, "psu_method": "srs", "psu_prob": None, "psu_selection": "random",
        "household_selection": "random", "frame": "脱贫户", "psu_total": 4, "psu_drawn": 2, "hh_total": 20, "hh_drawn": 2, "grp_total": None,
        "grp_drawn": None, "collapse_into": None, "declaration_doc": None,
    }
    cells = [{"psu": psu, "frame": frame} for frame in ("脱贫户", "非建档立卡户") for psu in (V1, V2)]
    empty = dict.fromkeys(c.name for c in contracts.tables()["evaluation_household"].columns)
    answer = empty | {
        "county_code": COUNTY, "evaluator": "摘帽评估方", "household_selection": "random", "weight": 20, "disposition": "完成", "persons": 76,
        **{f"c{n}": "通过" for n in range(1, 9)}, "finding": "无", "final": "无", **{f"q{n}": "认可" for n in range(1, 5)}, "overall": "认可",
        "visit_start": "2026-12-20 09:00:00", "visit_end": "2026-12-20 09:30:00", "interviewer": "甲",
    }
    answers = [answer | {"village_code": c["psu"], "frame": c["frame"], "household_id": f"x{n}"} for c in cells for n in (1, 2)]
    return {
        "evaluation_design": [design | c | ({"declaration_doc": "声明.pdf"} if n == 0 else {}) for n, c in enumerate(cells)],
        "evaluation_household": [a | {"questionnaire_id": f"Q{n}"} for n, a in enumerate(answers, 1)],
    }


def opinion() -> Tables:
    answer = {
        "county_code": COUNTY, "mode": "电话", "occupation": "务农", "village_code": V1, "household_id": None, "weight": 1, "disposition": "完成",
        "group": "脱贫户", "q_overall": "满意", "q_policy": "满意", "q_help": "比较满意", "q_village": "满意", "knows_review": "是", "saw_notice": "是",
        "signed": "是", "trained": "是", "interviewer": "甲", "duration_s": 240,
    }
    groups = [{"group": "脱贫户", "interviewer": "甲"}, {"group": "一般农户", "interviewer": "乙"}]
    answers = [answer | g | {"respondent_hash": f"R{100 * i + n}"} for i, g in enumerate(groups) for n in range(1, 101)]
    design = [{"county_code": COUNTY, "mode": "电话", "group": g["group"], "dialled": 100, "group_pop": 5000} for g in groups]
    return {"opinion_design": design, "opinion_response": answers}


def frame() -> Tables:
    rows = [
        {"county_code": COUNTY, "village_code": V1, "group_name": "1组", "unit_no": str(n), "head_name": name, "persons": 3}
        for n, name in ((1, "何一"), (2, "何二"))
    ]
    return {"frame_household": rows}


def adjudication() -> Tables:
    return {"adjudication": [{
        "county_code": COUNTY, "lead_id": "L1", "household_id": H1, "result": "撤销", "reason_code": "02", "reason": "同名", "doc_id": "D1", "amount_due": None,
        "signer1": "甲", "signer2": "乙", "decided_on": "2026-12-11",
    }]}


def decision() -> Tables:
    return {"decision": [dict.fromkeys(c.name for c in contracts.tables()["decision"].columns) | {
        "decision_id": "J1", "county_code": COUNTY, "kind": "豁免", "object": H1, "rule_id": "E040", "reason": "已核实", "doc_id": "W1", "expires": "2027-01-15",
        "signer1": "甲", "signer2": "乙", "decided_on": "2026-12-11",
    }]}


LINES = {
    "self_check": self_check, "municipal": municipal, "exit_evaluation": exit_evaluation, "opinion": opinion, "frame": frame,
    "adjudication": adjudication, "decision": decision,
}


def line_of(table: str) -> str:
    """The line of this world that a table belongs to."""
    return "self_check" if table == "manifest" else next(name for name, make in LINES.items() if table in make())


def package(line: str, table: str | None = None, example: Mapping[str, Any] | None = None) -> dict[str, pa.Table]:
    """The typed tables of a package of this world with an example of a rule of `table` put in."""
    tables, example = LINES[line](), dict(example or {})
    for name in [k for k in example if k in tables]:
        given = example.pop(name)
        tables[name] = replaced(tables[name], given)
    if line == "self_check":
        tables["manifest"] = manifest(tables)
    if table is not None:
        everywhere = example.pop("_all", {})
        rows = [row | everywhere for row in tables[table]]
        place = example.pop("_row", 1) - 1
        tables[table] = [row | example if n == place else row for n, row in enumerate(rows)]
    return {name: typed(name, rows) for name, rows in tables.items()}


def replaced(rows: list[Row], given: Any) -> list[Row]:
    if isinstance(given, Mapping):
        return [rows[0] | dict(given), *rows[1:]]
    whole = [rows[0] | {k: v for k, v in g.items() if k != "_times"} for g in given for _ in range(g.get("_times", 1))]
    for name in ("respondent_hash", "questionnaire_id"):
        if whole and name in whole[0] and len({r[name] for r in whole}) < len(whole):
            whole = [r | {name: f"N{n}"} for n, r in enumerate(whole, 1)]
    return whole


def typed(name: str, rows: list[Row]) -> pa.Table:
    """Rows as the contract types them, with the place a person would see."""
    return _typed(name, tuple(tuple(sorted((k, None if v is None else str(v)) for k, v in row.items())) for row in rows))


CON = sql.connect(memory="512MB")


@functools.cache
def _typed(name: str, rows: tuple[tuple[tuple[str, str | None], ...], ...]) -> pa.Table:
    table, mappings = contracts.tables()[name], [dict(row) for row in rows]
    if unknown := {k for m in mappings for k in m} - {c.name for c in table.columns}:
        raise KeyError(f"{name} has no {sorted(unknown)}")
    text = {c.name: [m.get(c.name) for m in mappings] for c in table.columns}
    text |= {"src_file": [f"{table.title}.parquet"] * len(rows), "src_sheet": [table.title] * len(rows)}
    text["src_row"] = [str(n) for n in range(2, len(rows) + 2)]
    CON.register("text", pa.table({k: pa.array(v, pa.string()) for k, v in text.items()}))
    columns = ", ".join(f"CAST({sql.identifier(c)} AS {t}) AS {sql.identifier(c)}" for c, t in table.schema.items())
    return CON.sql(f"SELECT {columns} FROM text").to_arrow_table()


def configuration(name: str, rows: list[Row]) -> pa.Table:
    return typed(name, rows).drop_columns(["src_file", "src_sheet", "src_row"])


def areas() -> pa.Table:
    return configuration("dim_area", AREAS)


def tasks() -> pa.Table:
    return configuration("county_task", TASKS)


DAY = dt.date(2026, 12, 10)
"""The day the world's data stand for."""

"""A small judged county: two townships, three villages, four households, leads, findings, issues, a draw."""

import datetime as dt
from decimal import Decimal

import pyarrow as pa

from acceptance import campaign, comparison, findings, ledger, overviews, policies, sampling, signals
from acceptance.ledger import Sent
from acceptance.verdicts import Setting, judge_households, judge_villages, prepare
from tests.support import COUNTY, DAY, evidence

IDS = ("11010519491231002X", "500229198001011232", "500229198203044529", "500229201005061517")
VILLAGES = ("500229100201", "500229100202", "500229101201")
AREAS = [
    {"code": COUNTY, "name": "城口县", "level": "区县", "parent": "500000"},
    {"code": "500229100", "name": "葛城街道", "level": "乡镇", "parent": COUNTY},
    {"code": "500229101", "name": "巴山镇", "level": "乡镇", "parent": COUNTY},
]
RESULT = {
    "campaign_year": 2026,
    "county_code": COUNTY,
    "county_name": "城口县",
    "as_of": DAY.isoformat(),
    "valid_until": None,
    "stage": "judged",
    "waits_for": [],
    "verdict": "建议同意摘帽",
    "verdict_reasons": ["四位一体各线均符合"],
    "indicators": {},
    "household_outcomes": {"同意退出": 1, "待核": 2, "维持未脱贫": 1},
    "village_outcomes": {"暂缓销号": 3},
    "leads": {},
    "issues": {"block": 0, "row": 1, "judge": 1, "warn": 1},
    "inputs": [],
    "rules_version": "2026.1",
    "core_sha256": "ab" * 32,
}
FOUND = [
    {
        "rule_id": "E028",
        "severity": "row",
        "table_name": "household",
        "object_id": "h2",
        "household_id": "h2",
        "village_code": VILLAGES[0],
        "column_name": "人数",
        "masked": "4",
        "message": "人数为4，人口表中本户有3人；应一致",
    },
    {
        "rule_id": "E081",
        "severity": "judge",
        "table_name": "household",
        "object_id": "h3",
        "household_id": "h3",
        "village_code": VILLAGES[2],
        "column_name": "户编号",
        "masked": "h3",
        "message": "程序表中本户缺少：公告",
    },
    {
        "rule_id": "E042",
        "severity": "warn",
        "table_name": "household",
        "object_id": "h1",
        "household_id": "h1",
        "village_code": VILLAGES[0],
        "column_name": "联系电话",
        "masked": "138123…78",
        "message": '=HYPERLINK("x")',
    },
    {
        "rule_id": "E020",
        "severity": "judge",
        "table_name": "village",
        "object_id": VILLAGES[1],
        "household_id": None,
        "village_code": VILLAGES[1],
        "column_name": "是否通硬化路",
        "masked": "否",
        "message": "未通硬化路",
    },
    {
        "rule_id": "E001",
        "severity": "warn",
        "table_name": "manifest",
        "object_id": "1",
        "household_id": None,
        "village_code": None,
        "column_name": "表名",
        "masked": "",
        "message": "申报清单有一处可疑",
    },
]


def finding_table(rows=FOUND):
    base = dict.fromkeys(findings.SCHEMA.names) | {
        "county_code": COUNTY,
        "scope": "package",
        "line": "self_check",
        "file": "自查.xlsx",
        "sheet": "户表",
        "row_no": 5,
    }
    return pa.Table.from_pylist([base | row for row in rows], findings.SCHEMA)


def draw_units():
    unit = dict.fromkeys(sampling.result.UNIT_COLUMNS) | {
        "stratum": "贫困村-近",
        "psu_method": "srs",
        "psu_prob": 0.5,
        "psu_total": 4,
        "psu_drawn": 2,
        "frame": "脱贫户",
        "persons": 3,
        "hh_total": 20,
        "hh_drawn": 10,
        "weight": 4.0,
        "selection": "random",
        "reserve": False,
    }
    rows = [
        unit | {"village_code": VILLAGES[0], "household_id": "h1", "draw_order": 1},
        unit | {"village_code": VILLAGES[0], "household_id": "h2", "draw_order": 2, "reserve": True},
    ]
    schema = pa.schema([*sampling.result.UNIT_COLUMNS.items()])
    return pa.Table.from_pylist(rows, schema)


def judged_county(found=FOUND, as_of=DAY, received_on=DAY - dt.timedelta(days=20), **more):
    """A connection as a case's after judging; `more` replaces whole tables."""
    homes = [
        {"household_id": "h1", "village_code": VILLAGES[0], "head_name": "张建国", "phone": "13812345678"},
        {"household_id": "h2", "village_code": VILLAGES[0], "head_name": "李芳"},
        {"household_id": "h3", "village_code": VILLAGES[2], "township_code": "500229101", "head_name": "王喆"},
        {
            "household_id": "h4",
            "village_code": VILLAGES[1],
            "exit_status": "未脱贫",
            "exit_year": None,
            "head_name": "赵六",
        },
    ]
    for home in homes:
        home["head_id_no"] = IDS[0]
    world = {
        "dim_area": AREAS,
        "village": [
            {"village_code": code, "village_name": name, "township_code": code[:9]}
            for code, name in zip(VILLAGES, ("东方红村", "棉沙村", "元坝村"), strict=True)
        ],
        "household": homes,
        "person": [
            {"household_id": f"h{n}", "person_id": f"p{n}", "id_no": IDS[n - 1], "name": "张建国", "relation": "户主"}
            for n in (1, 2, 3, 4)
        ],
        "income": [
            {"household_id": f"h{n}", "phase": phase, "net_pc": 9000}
            for n in (1, 2, 3)
            for phase in ("脱贫前", "脱贫后")
        ],
        "procedure": [
            {"household_id": f"h{n}", "step": step, "date_from": dt.date(2026, 9, n)}
            for n in (1, 2, 3)
            for step in ("村评议", "公示")
        ],
        "document": [
            {"owner_type": "户", "household_id": "h1", "doc_type": kind, "file_hash": "ab" * 32, "pages": 2}
            for kind in ("申请书", "登记表", "扶贫手册")
        ],
        "municipal_household": [{"household_id": "h1", "village_code": VILLAGES[0]}],
        "lead": [
            {
                "lead_id": "L1",
                "household_id": "h2",
                "person_id": "p2",
                "registry": "vehicle",
                "record_key": "渝A12345",
                "evidence": "号牌渝A…45，联系13812345678",
            },
        ],
    } | more
    con = evidence(**world)
    con.register("given", finding_table(found))
    con.execute("CREATE OR REPLACE TABLE finding AS SELECT * FROM given")
    con.unregister("given")
    con.register("units", draw_units())
    con.execute("CREATE TABLE draw_unit AS SELECT 'municipal' AS line, DATE '2026-12-01' AS drawn_on, * FROM units")
    prepare(con, Setting(COUNTY, as_of, 2026, Decimal("3100"), Decimal("0.03"), 6, True))
    ledger.issues(con, [Sent("self_check", 1, received_on, True, finding_table(found))], 2026, COUNTY, 15, as_of)
    judge_households(con)
    judge_villages(con)
    comparison.compare(con)
    year = campaign.parse(campaign.default_text(2026), "2026")
    overviews.make(con, year, policies.stated())
    signals.measure(con, year)
    return con

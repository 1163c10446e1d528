"""Every table of a county to take away, as xlsx or csv, under Chinese headers."""

from typing import Any

from fastapi import APIRouter, Request, Response

from acceptance.findings import SEVERITIES
from console import sheets
from console.pages.county import known
from console.read import published
from console.web import GuardedRoute, Visit, missing, needs

router = APIRouter(route_class=GuardedRoute, include_in_schema=False)
TITLES = {
    "households": "户级结论",
    "villages": "村级结论",
    "leads": "比对线索",
    "suggestions": "疑似提示",
    "comparison": "横向比对",
    "better_off": "明显高于本村的户",
    "above_neighbours": "高于非建档户的户",
    "missed_candidates": "须核实是否漏评",
    "issues": "问题台账",
    "findings": "检查发现",
}
HEADERS = {
    "household_id": "户编号",
    "village_code": "行政村代码",
    "village_name": "行政村",
    "outcome": "结论",
    "reasons": "理由",
    "rule": "规则",
    "evidence_grade": "证据等级",
    "lead_id": "线索编号",
    "person_id": "人编号",
    "registry": "部门数据",
    "indicator": "指标",
    "name_agrees": "姓名一致",
    "status": "状态",
    "kind": "类别",
    "days_late": "逾期天数",
    "why": "理由",
    "record_name": "部门姓名",
    "record_number": "部门号码",
    "record_key": "部门记录",
    "evidence": "内容",
    "snapshot_date": "数据截止日",
    "src_file": "来源文件",
    "src_sheet": "来源工作表",
    "src_row": "来源行",
    "county_code": "区县代码",
    "score": "综合得分",
    "place": "位次",
    "households": "户数",
    "tied": "并列户数",
    "words": "说明",
    "dimension": "项目",
    "village_median": "本村中位数",
    "above": "高于中位数的项数",
    "known": "可比项数",
    "unit_no": "抽样框序号",
    "evaluator": "评估机构",
    "issue_id": "问题编号",
    "rule_id": "规则编号",
    "table": "表",
    "object_id": "对象",
    "severity": "性质",
    "state": "状态",
    "owner": "责任单位",
    "due": "期限",
    "first_version": "首次版本",
    "findings": "发现数",
    "file": "文件",
    "sheet": "工作表",
    "row": "行",
    "column": "列",
    "value": "值",
    "message": "说明",
    "scope": "范围",
}


@router.get("/county/{county}/table/{table}.{kind}")
@needs("table.export")
def table(request: Request, county: str, table: str, kind: str) -> Response:
    visit: Visit = request.state.visit
    season = known(visit, county)
    if table not in TITLES:
        raise missing("这张表")
    opened = published.open_table(season, county, table)
    if opened is None:
        raise missing("已公布的结果")
    names = opened.schema_arrow.names
    heads = [HEADERS.get(name, name) for name in names]
    rows = (_cells(names, one) for batch in opened.iter_batches() for one in batch.to_pylist())
    return sheets.answer(kind, f"{season.county_names[county]}{TITLES[table]}", heads, rows)


def _cells(names: list[str], row: dict[str, Any]) -> list[Any]:
    return [SEVERITIES.get(row[name], row[name]) if name == "severity" else row[name] for name in names]

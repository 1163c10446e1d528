"""One lead followed from its number, as the report and the annex print it, back to the department's own row."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

import duckdb

from acceptance import case, contracts, exclusion, sql, store
from acceptance.documents.masking import hide_numbers, mask_name, mask_number
from acceptance.documents.names import name_everything
from acceptance.documents.refusal import Refused
from acceptance.season import Season

Line = tuple[str, str]
"""What is told, and what is to be told of it."""
PERSONAL = {"name": mask_name, "id_no": mask_number}
"""Columns of a department's table that are never shown whole."""


class NoSuchLead(Refused):
    """The county has no lead of this number."""


def chain(season: Season, county: str, lead_id: str, as_of: dt.date) -> list[Line]:
    """Lead -> household and person -> delivery with its hash -> row -> keys and names compared -> rule -> answers.

    Names and numbers are masked. Raises NoSuchLead.
    """
    with case.opened(season, county, as_of) as opened:
        name_everything(opened.con)
        found = _rows(opened.con, sql.load("acceptance", "lead_trace"), lead_id)
        if not found:
            name = season.county_names.get(county, county)
            raise NoSuchLead(f"{name}没有编号为「{lead_id}」的线索；编号见报告第五部分或附表“比对线索”。")
        [lead] = found
        indicators = exclusion.members(opened.con).filter(f"lead_id = {sql.quote(lead_id)}").fetchall()
        answers = _rows(
            opened.con, "SELECT * FROM adjudication WHERE lead_id = $1 ORDER BY decided_on, version", lead_id
        )
    return [
        *_found(lead),
        *_source(season, lead),
        *_compared(season, lead, [one for one, _ in indicators]),
        *_answered(answers),
    ]


def _rows(con: duckdb.DuckDBPyConnection, query: str, value: str) -> list[dict[str, Any]]:
    return con.sql(query, params=[value]).to_arrow_table().to_pylist()


def _found(lead: dict[str, Any]) -> list[Line]:
    late = f"，已逾期{lead['days_late']}天" if lead["days_late"] else ""
    due = f"，须在{lead['due']}前认定{late}" if lead["status"] == "待核查" and lead["due"] else ""
    place = " ".join(part for part in (lead["township"], lead["village"]) if part)
    return [
        ("线索编号", lead["lead_id"]),
        ("核查状态", f"{lead['status']}{due}"),
        ("所在户", f"{lead['household_id']}（{place or '村不详'}）"),
        ("涉及成员", f"{lead['person_id'] or '—'}，{mask_name(lead['name'])}，证件号码{mask_number(lead['id_no'])}"),
    ]


def _source(season: Season, lead: dict[str, Any]) -> list[Line]:
    """The delivery and its row; a withdrawn lead's may be held no longer."""
    title = f"{lead['title'] or lead['registry'] or '不详'}（{lead['department'] or '—'}）"
    if lead["delivery"] is None:
        return [("部门数据", title), ("来源记录", "现有各次数据中已无此记录")]
    sheet = f"，工作表“{lead['src_sheet']}”" if lead["src_sheet"] else ""
    return [
        ("部门数据", title),
        ("数据批次", f"第{lead['delivery']}次，{lead['received_on']}收到，包名“{lead['received_as']}”"),
        ("批次SHA-256", lead["sha256"] or "—"),
        ("来源记录", f"{lead['src_file']}{sheet}，第{lead['src_row']}行；数据截止日{lead['snapshot_date']}"),
        ("原记录", "；".join(_record(season, lead)) or "—"),
    ]


def _record(season: Season, lead: dict[str, Any]) -> Iterable[str]:
    """The department's row as it was sent, column by column, masked."""
    registry = contracts.registries()[lead["registry"]]
    path = store.registry_path(season.home, registry.name, lead["delivery"])
    place = [lead["src_file"], lead["src_sheet"] or "", lead["src_row"]]
    with sql.connect() as con:
        rows = con.execute(
            f"SELECT {', '.join(sql.identifier(c.name) for c in registry.columns)} "
            f"FROM read_parquet({sql.quote(str(path))}) "
            "WHERE src_file = ? AND coalesce(src_sheet, '') = ? AND src_row = ?",
            place,
        ).fetchall()
    for row in rows:
        for column, value in zip(registry.columns, row, strict=True):
            if value is not None:
                text = PERSONAL.get(column.name, hide_numbers)(str(value))
                yield f"{column.header}：{text}"


def _compared(season: Season, lead: dict[str, Any], indicators: list[str]) -> list[Line]:
    known = exclusion.load()
    upgraded = "15位" in (lead["evidence"] or "")
    key = "证件号码（15位号码升为18位后）相同" if upgraded else "证件号码前18位相同，校验码正确"
    counted = "、".join(f"{name} {known[name].label}" for name in indicators) or "—"
    left_out = "；".join(text for name in indicators for text in known[name].not_counted)
    return [
        ("比对键", f"{key}；记录：{lead['record_key'] or '—'}"),
        ("姓名核对", f"{lead['kind']}（登记{mask_name(lead['name'])}，部门{mask_name(lead['record_name'])}）"),
        ("比对依据", hide_numbers(lead["evidence"] or "—")),
        ("排除指标", counted),
        ("不计入", left_out or "—"),
        ("规则版本", season.campaign.rules_version),
    ]


def _answered(answers: list[dict[str, Any]]) -> list[Line]:
    if not answers:
        return [("核查认定", "尚无认定")]
    return [
        (
            "核查认定",
            f"第{one['version']}版{one['src_file']}第{one['src_row']}行：{one['result']}"
            + "".join(f"，{word}{one[name]}" for name, word in ANSWER.items() if one[name] not in (None, ""))
            + f"；{one['signer1']}、{one['signer2']}，{one['decided_on']}",
        )
        for one in answers
    ]


ANSWER = {"reason_code": "理由代码", "reason": "", "doc_id": "佐证资料", "amount_due": "应清退（元）"}
"""What an answer may state besides its result: column -> word before it."""

"""Three invented counties for the report: one that passes, one that waits with almost nothing, one that fails."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import county_evidence as evidence
import county_records as records
from county_evidence import LINES, digest

from acceptance.reporting import rows as x
from acceptance.reporting.extras import ReportExtras

AS_OF = "2026-12-28"


def rate(
    title: str,
    numerator: float,
    denominator: float,
    lower: float | None,
    upper: float | None,
    threshold: float | None,
    official: str,
    flag: str,
    n: int | None = 360,
    n_eff: float | None = 214.6,
    **more: Any,
) -> dict[str, Any]:
    return {
        "title": title,
        "numerator": numerator,
        "denominator": denominator,
        "point": numerator / denominator,
        "lower": lower,
        "upper": upper,
        "n": n,
        "n_eff": n_eff,
        "deff": 1.42 if n else None,
        "df": 10 if n else None,
        "method": "Clopper-Pearson",
        "threshold": threshold,
        "official": official,
        "flag": flag,
        "by_line": {},
        **more,
    }


def passing() -> tuple[dict[str, Any], ReportExtras]:
    """A 重点县 recommended for 摘帽: everything has arrived."""
    result = {
        "campaign_year": 2026,
        "county_code": "509901",
        "county_name": "云岭县",
        "as_of": AS_OF,
        "valid_until": "2027-01-15",
        "stage": "judged",
        "waits_for": ["等待报告审签"],
        "verdict": "建议同意摘帽",
        "verdict_reasons": [
            "综合贫困发生率、错退率、漏评率、群众认可度均在标准之内",
            "24个申请销号村中23个建议同意销号、1个已撤回申请",
            "错退率、漏评率的统计标志为未证实，如需证实须分别增加9个、7个行政村样本",
        ],
        "indicators": {
            "composite_poverty_rate": rate(
                "综合贫困发生率", 2187.4, 183642, 0.0071, 0.0203, 0.03, "达标", "证实", n=None, n_eff=None
            ),
            "wrong_exit_rate": rate(
                "错退率",
                4,
                421,
                0.0026,
                0.0241,
                0.02,
                "达标",
                "未证实",
                by_line={
                    "exit_evaluation": {"point": 4 / 421, "lower": 0.0026, "upper": 0.0241, "n": 120},
                    "precision_evaluation": {"point": 0.0113, "lower": 0.0031, "upper": 0.0287, "n": 96},
                },
            ),
            "missed_rate": rate(
                "漏评率",
                3,
                402,
                0.0015,
                0.0217,
                0.02,
                "达标",
                "未证实",
                by_line={
                    "exit_evaluation": {"point": 3 / 402, "lower": 0.0015, "upper": 0.0217, "n": 120},
                    "precision_evaluation": {"point": 0.0052, "lower": 0.0006, "upper": 0.0188, "n": 96},
                },
            ),
            "recognition_rate": rate("群众认可度", 351, 360, 0.9489, 0.9888, 0.9, "达标", "证实"),
            "poverty_rate": rate("建档立卡贫困发生率", 1846, 183642, None, None, 0.03, "达标", "", n=None, n_eff=None),
            "satisfaction_rate": rate("满意率", 226, 236, 0.9231, 0.9789, 0.9, "达标", "证实", n=240),
            "procedure_compliance_rate": rate(
                "程序合规率", 3128, 3131, None, None, 1.0, "不达标", "", n=None, n_eff=None
            ),
            "document_completeness_rate": rate(
                "资料完整率", 40561, 40703, None, None, 0.98, "达标", "", n=None, n_eff=None
            ),
            "self_check_overturn_rate": rate("自查推翻率", 2, 118, 0.0021, 0.0598, 0.02, "达标", "未证实", n=118),
        },
        "household_outcomes": {
            "同意退出": 3098,
            "不予退出": 6,
            "待核": 14,
            "暂缓退出(补程序)": 3,
            "剔除": 10,
            "维持未脱贫": 512,
            "保持脱贫": 8743,
            "待核(往年)": 5,
        },
        "village_outcomes": {"建议同意销号": 23, "保持": 61},
        "leads": {
            "vehicle": {"hits": 27, "confirmed": 8, "kept": 19, "open": 0},
            "property": {"hits": 14, "confirmed": 2, "kept": 12, "open": 0},
            "fiscal_payroll": {"hits": 9, "confirmed": 1, "kept": 8, "open": 0},
        },
        "issues": {"block": 0, "row": 14, "judge": 9, "warn": 61},
        "inputs": [
            {
                "line": line,
                "version": number,
                "sha256": digest(line),
                "outcome": "部分接收" if line == "self_check" else "接收",
            }
            for number, line in enumerate(LINES, start=1)
        ],
        "rules_version": "2026.1",
        "core_sha256": digest("passing"),
        "report": {},
        "signatures": [
            {
                "signer": "周明远",
                "role": "验收组组长",
                "action": "审核通过",
                "signed_at": "2026-12-29",
                "core_sha256": digest("passing"),
            },
            {
                "signer": "何静",
                "role": "办公室副主任",
                "action": "签发",
                "signed_at": "2026-12-30",
                "core_sha256": digest("passing"),
            },
        ],
    }
    return result, _complete(result)


def _complete(result: dict[str, Any]) -> ReportExtras:
    return ReportExtras(
        campaign=evidence.campaign(),
        indicators=evidence.indicator_facts(),
        line_labels=LINES,
        matrix=evidence.matrix(),
        fired=x.FiredRule("K6", "各必需证据线均符合，无未决事项", "建议同意摘帽"),
        tests=evidence.tests(),
        readiness=evidence.readiness(),
        looks=evidence.looks(),
        criteria=evidence.criteria(),
        villages=evidence.villages(),
        procedure=evidence.procedure(),
        procedure_notes=["注：3户乡镇公示不足5日，已列入问题台账并暂缓退出"],
        registries=evidence.registries(),
        recovery=[
            x.RecoveryRow("产业到户补助", 7, Decimal("35000"), Decimal("35000")),
            x.RecoveryRow("危房改造补助", 3, Decimal("63000"), Decimal("42000.50")),
        ],
        samples=evidence.samples(),
        draws=evidence.draws(),
        sampling_notes=["注：总体、计划等均为户数，民意调查为人数；权数经无应答调整并事后分层至冻结人口"],
        change=records.change(),
        issue_states=records.issue_states(),
        issue_ages=records.issue_ages(),
        notices=records.notices(),
        observers=records.observers(),
        decisions=records.decisions(),
        rule_counts=records.rule_counts(),
        method=records.method(),
        thresholds=records.thresholds(),
        versions=[("程序", "acceptance-campaign 0.1.0"), ("区划", "2026-06")],
        glossary=[
            ("错退", "不符合退出标准而被认定退出"),
            ("漏评", "符合识别标准而未纳入建档立卡"),
            ("压线", "点值恰等于标准，官方规则判为达标，待确认"),
        ],
        populations=records.populations(),
        reversals=records.reversals(),
        hearings=records.hearings(),
        attachments=attached(result),
    )


def attached(result: dict[str, Any]) -> list[x.Attached]:
    core = {key: value for key, value in result.items() if key not in ("report", "signatures")}
    return [
        x.Attached(
            "result_core.json",
            "结果核心（机读）",
            json.dumps(core, ensure_ascii=False, sort_keys=True, indent=1).encode(),
        ),
        x.Attached("manifest.json", "输入摘要清单", json.dumps(result["inputs"], sort_keys=True, indent=1).encode()),
    ]


def waiting() -> tuple[dict[str, Any], ReportExtras]:
    """A refused self-check: nothing but the gate and the data quality is known."""
    result = {
        "campaign_year": 2026,
        "county_code": "509902",
        "county_name": "石盘苗族土家族自治县",
        "as_of": AS_OF,
        "valid_until": None,
        "stage": "checked",
        "waits_for": ["等待重报区县自查数据包（第1版已退回）"],
        "verdict": "未就绪",
        "verdict_reasons": ["区县自查申报包（第1版）被退回：2条退回规则不符，涉及3处"],
        "indicators": {},
        "household_outcomes": {},
        "village_outcomes": {},
        "leads": {},
        "issues": {"block": 2, "row": 0, "judge": 0, "warn": 4},
        "inputs": [{"line": "self_check", "version": 1, "sha256": digest("refused"), "outcome": "退回"}],
        "rules_version": "2026.1",
        "core_sha256": digest("waiting"),
        "report": {},
        "signatures": [],
    }
    extras = ReportExtras(
        campaign=x.CampaignFacts(rehearsal=True),
        line_labels=LINES,
        matrix=[
            x.MatrixRow(
                label, "✗" if line == "self_check" else "?", "申报包退回" if line == "self_check" else "数据未接收"
            )
            for line, label in LINES.items()
            if line in ("self_check", "municipal", "exit_evaluation", "opinion")
        ],
        fired=x.FiredRule("K0", "区县自查未接收或就绪条件未满足"),
        readiness=[x.CheckRow("R1", "申报包已接收", "未满足", "退回")],
        rule_counts=records.rule_counts()[:9],
        attachments=attached(result),
    )
    return result, extras


def failing() -> tuple[dict[str, Any], ReportExtras]:
    """A 重点县 whose wrong exits and recognition fail."""
    result, extras = passing()
    result |= {
        "county_name": "云岭县",
        "verdict": "建议不予摘帽",
        "core_sha256": digest("failing"),
        "signatures": [],
        "verdict_reasons": [
            "摘帽评估、精准评估错退率均高于2%",
            "群众认可度低于90%",
            "听证已全部办结，改判2户后结论不变",
        ],
        "indicators": result["indicators"]
        | {
            "wrong_exit_rate": rate("错退率", 17, 421, 0.0231, 0.0648, 0.02, "不达标", "不达标"),
            "recognition_rate": rate("群众认可度", 318, 360, 0.8459, 0.9132, 0.9, "不达标", "不达标"),
            "missed_rate": rate("漏评率", 8, 400, 0.0086, 0.0391, 0.02, "压线待确认", "未证实"),
        },
    }
    matrix = [
        replace(row, mark="✗", words="错退率、群众认可度不达标") if "第三方" in row.line else row
        for row in extras.matrix
    ]
    tests = [replace(row, state="未满足", words="4.04%，高于2%") if row.id == "G4" else row for row in extras.tests]
    facts = extras.indicators | {
        "wrong_exit_rate": replace(extras.indicators["wrong_exit_rate"], weighted=0.0418, one_sided=None, more=""),
        "recognition_rate": replace(extras.indicators["recognition_rate"], weighted=0.8790, one_sided=None),
    }
    fired = x.FiredRule("K2", "各必需评估方均不符合", "建议不予摘帽")
    return result, replace(
        extras, matrix=matrix, tests=tests, fired=fired, indicators=facts, attachments=attached(result)
    )


CASES = {"passing": passing, "waiting": waiting, "failing": failing}

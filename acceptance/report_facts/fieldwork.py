"""Part 6: how the samples were drawn, what came of them, and how anybody draws them again."""

import datetime as dt
from typing import Any

from acceptance import contracts, sampling
from acceptance.case import Case
from acceptance.report_facts.judged import Judged, Row, row, rows
from acceptance.reporting.rows import Draw, SampleRow

SPOKEN_OF = (
    "composite_poverty_rate",
    "wrong_exit_rate",
    "missed_rate",
    "recognition_rate",
    "satisfaction_rate",
    "self_check_overturn_rate",
)
METHODS = {"srs": "分层简单随机抽村", "pps": "分层按规模概率抽村"}
UNITS = "总体、计划、完成等均为户数，民意调查为人数；权数为设计权数，估计时按无应答调整，并事后分层至抽样时冻结的人口"


def samples(case: Case) -> list[SampleRow]:
    """One row per line and frame, the drawn ones with the size of the list they were drawn from."""
    return [SampleRow(**_titled(case, r)) for r in rows(case.con, "fieldwork")]


def _titled(case: Case, r: Row) -> Row:
    drawn = case.draws.get(r["line"])
    listed = {} if drawn is None else _listed(drawn, r["frame"])
    return r | listed | {"line": contracts.lines()[r["line"]].title}


def _listed(drawn: sampling.Draw, frame: str) -> dict[str, int]:
    """Villages and households of the frozen list that hold this frame."""
    return {
        "villages_all": sum(stratum["villages"] for stratum in drawn.strata),
        "units_all": sum(stratum["households"].get(frame, 0) for stratum in drawn.strata),
    }


def draws(case: Case) -> list[Draw]:
    """The draw in force of every line that has one."""
    return [
        Draw(
            contracts.lines()[line].title,
            _design(drawn.design),
            drawn.seed,
            drawn.seed_kind,
            drawn.list_hash,
            dt.date.fromisoformat(drawn.drawn_on),
        )
        for line, drawn in case.draws.items()
    ]


def _design(sizes: dict[str, Any]) -> str:
    """分层简单随机抽村12个，每村每类10户；不足100户的类别全查."""
    how = METHODS[sizes["village_method"]]
    return f"{how}{sizes['n_villages']}个，每村每类{sizes['households']}户；全县不足{sizes['census_below']}户的类别全查"


def notes(judged: Judged) -> list[str]:
    """How to read the table, what it leaves out, what is to be said of the estimates. Nothing without a sample."""
    case = judged.case
    if not (case.draws or any(map(case.force.holds, ("exit_evaluation", "precision_evaluation", "opinion")))):
        return []
    left = row(case.con, "fieldwork_remarks")
    also = [
        f"典型调查{left['purposive']:,}户只作列示，不计入比率" if left["purposive"] else "",
        f"民意调查另有空号、配额满{left['not_asked']:,}个" if left["not_asked"] else "",
    ]
    return ["注：" + "；".join(filter(None, [UNITS, *also])), *_remarks(judged)]


def _remarks(judged: Judged) -> list[str]:
    """What estimation remarks on the figures, each remark once with the figures it holds for."""
    told: dict[str, list[str]] = {}
    for line, rates in judged.estimates.items():
        for name in SPOKEN_OF:
            estimate = rates.get(name)
            for remark in filter(None, estimate.note.split("；") if estimate else ()):
                told.setdefault(remark, []).append(f"{contracts.lines()[line].title}{rates[name].title}")
    said = "；".join(f"{remark}（{'、'.join(figures)}）" for remark, figures in told.items())
    return [f"估计说明：{said}"] if said else []

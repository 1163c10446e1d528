"""Part 6: how the samples were drawn, what came of them, and how anybody draws them again."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from acceptance import contracts, sampling
from acceptance.case import Case
from acceptance.report_facts.judged import Judged, Row, row, rows
from acceptance.reporting import words
from acceptance.reporting.rows import Draw, SampleRow
from acceptance.season import ZONE

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
            tuple([*_opened(drawn), *_enlarged(drawn)]),
        )
        for line, drawn in case.draws.items()
    ]


def _opened(drawn: sampling.Draw) -> Iterator[str]:
    """Of a seed by commitment everything its check needs, with all times (RULEBOOK D.4 "Seed")."""
    if drawn.proof is None:
        return
    told = drawn.proof
    again = f"，替换此前的承诺（{told['reason']}）" if told["reason"] else ""
    yield (
        f"承诺 {told['commitment']} 于{_moment(told['published_at'])}公布{again}；公开号码约定取自：{told['source']}；"
        f"{_moment(told['revealed_at'])}开启，随机数 {told['nonce']}，公开号码 {told['public_number']}"
    )


def _enlarged(drawn: sampling.Draw) -> Iterator[str]:
    if drawn.enlarged is None:
        return
    added = drawn.enlarged["villages"]
    yield (
        f"{words.day(drawn.began_on)}首次抽样，{words.day(dt.date.fromisoformat(drawn.drawn_on))}追加{len(added)}个村："
        f"{'、'.join(added)}；理由：{drawn.enlarged['reason']}。首次与追加合并计算，权数按合并后的样本"
    )


def _moment(at: str) -> str:
    """2026年12月1日9时05分30秒, in the office's time."""
    moment = dt.datetime.fromisoformat(at).astimezone(ZONE)
    return f"{words.day(moment.date())}{moment.hour}时{moment.minute:02}分{moment.second:02}秒"


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

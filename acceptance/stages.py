"""The life of a county: stages in their order, what each needs and yields (DESIGN 6, 成熟一个，验收一个).

Flow order, readiness, dashboard columns and status derive from this one table.
"""

import dataclasses
from collections.abc import Collection


@dataclasses.dataclass(frozen=True)
class Stage:
    """id: as in result.json. needs: stages that come before. yields: what exists once it is done."""

    id: str
    label: str
    needs: tuple[str, ...]
    yields: tuple[str, ...]


EVIDENCE = ("municipal", "exit_evaluation", "precision_evaluation", "opinion")
"""The four lines of evidence; they run side by side, and a line that is not required is left out."""

STAGES = (
    Stage("received", "申报", (), ("receipt.json",)),
    Stage("checked", "质检", ("received",), ("lake", "findings.parquet")),
    Stage("matched", "比对", ("checked",), ("leads.parquet",)),
    Stage("ready", "就绪", ("matched",), ("readiness",)),
    Stage("sampled", "抽样", ("ready",), ("samples",)),
    Stage("municipal", "市级验收", ("sampled",), ("municipal_household", "municipal_village")),
    Stage("exit_evaluation", "摘帽评估", ("sampled",), ("evaluation_household",)),
    Stage("precision_evaluation", "精准评估", ("sampled",), ("evaluation_household",)),
    Stage("opinion", "民意调查", ("sampled",), ("opinion_response",)),
    Stage("heard", "听证", EVIDENCE, ("rulings",)),
    Stage("judged", "结论", ("heard",), ("households.parquet", "villages.parquet", "verdict")),
    Stage("reported", "报告", ("judged",), ("result.json", "report.pdf")),
    Stage("signed", "签发", ("reported",), ("signatures",)),
    Stage("published", "公示", ("signed",), ("notice",)),
    Stage("archived", "归档", ("published",), ("archive",)),
)

LABELS = {stage.id: stage.label for stage in STAGES}


def stage_of(done: Collection[str], left_out: Collection[str] = ()) -> str | None:
    """The last stage that is done with every stage before it; None while nothing has arrived.

    Args:
        done: ids of the stages that are done, in whatever order that happened.
        left_out: lines that this county does not need.
    """
    reached = None
    for stage in STAGES:
        if stage.id in left_out:
            continue
        if stage.id not in done:
            break
        reached = stage.id
    return reached

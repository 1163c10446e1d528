"""Opinion survey F6: 满意率 and 满意指数 of one county, weighted to the population of the groups (RULEBOOK D.3,
FACTS A.10).
"""

import math

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from acceptance.estimation.judging import Measured, assess
from acceptance.estimation.model import REFERENCE, TITLES, Estimate, Settings
from acceptance.estimation.survey import DONE
from acceptance.estimation.taylor import Floats, Ints, Rows, Structure, ratios

HEADLINE = "q_overall"
INDEX, INDEX_TITLE = "satisfaction_index", "满意指数（自拟）"
SATISFIED = ("满意", "比较满意")
UNAWARE = "不了解"
POINTS = {"满意": 1.0, "比较满意": 0.75, "一般": 0.5, "不满意": 0.0}
Objects = npt.NDArray[np.object_]


def estimate_opinion(design_rows: pa.Table, response_rows: pa.Table, settings: Settings) -> dict[str, Estimate]:
    """The rates of one county from rows of `opinion_design` and `opinion_response`.

    Completed answers only. 满意率 = (满意 + 比较满意) ÷ (answers less 不了解). Within a group answers weigh as
    stated (else alike); groups weigh by group_pop. Telephone: respondents drawn inside groups. 入户 with village
    codes: villages drawn, with replacement. Returns satisfaction_rate (q_overall), satisfaction_index (自拟:
    100/75/50/0, here 1/0.75/0.5/0), and satisfaction_<question> for every further q_ column.
    """
    done = response_rows.filter(pc.equal(response_rows["disposition"], DONE))
    questions = [name for name in done.column_names if name.startswith("q_")]
    answers = {q: np.array(done[q].to_pylist(), object) for q in questions}
    group = np.array([name or "未分组" for name in done["group"].to_pylist()], object)
    weight, notes = _weights(design_rows, done, group)
    structure, psu, post = _structure(done, group)
    rows = Rows(psu, psu, weight, post, np.ones(len(psu)))
    columns = {
        "satisfaction_rate" if q == HEADLINE else f"satisfaction_{q.removeprefix('q_')}": (
            np.isin(answers[q], SATISFIED).astype(float),
            _valid(answers[q]),
        )
        for q in questions
    }
    if "satisfaction_rate" not in columns or not len(group):
        return {"satisfaction_rate": _nothing(settings)}
    columns[INDEX] = (
        np.array([POINTS.get(answer, 0.0) for answer in answers[HEADLINE]]),
        columns["satisfaction_rate"][1],
    )
    return _assessed(columns, structure, rows, notes, settings)


def _nothing(settings: Settings) -> Estimate:
    limit = settings.thresholds["satisfaction_rate"]
    return Estimate(
        "satisfaction_rate",
        TITLES["satisfaction_rate"],
        threshold=limit.value,
        better=limit.better,
        note="没有有效答卷",
    )


def _valid(answers: Objects) -> Floats:
    return np.isin(answers, [*POINTS]).astype(float)


def _weights(design_rows: pa.Table, done: pa.Table, group: Objects) -> tuple[Floats, list[str]]:
    """Weights that add up to group_pop in every group."""
    stated = done["weight"].to_pylist() if "weight" in done.column_names else [None] * len(group)
    weight = np.array([value or 1.0 for value in stated], float)
    people: dict[str, float] = {}
    for row in design_rows.to_pylist():  # a group surveyed in both modes is one population
        people[row["group"]] = max(people.get(row["group"], 0.0), float(row["group_pop"] or 0))
    missing = sorted(name for name in set(group) if not people.get(name))
    if missing:
        return weight, [f"{'、'.join(missing)}没有各组人口，未按人口加权"]
    for name in set(group):
        weight[group == name] *= people[name] / weight[group == name].sum()
    unheard = sorted(name for name, size in people.items() if size and name not in set(group))
    return weight, [f"{'、'.join(unheard)}没有完成的答卷"] if unheard else []


def _structure(done: pa.Table, group: Objects) -> tuple[Structure, Ints, Ints]:
    """Respondents in groups; from 入户 rows on, villages in the mode. Post-strata are the groups."""
    n = len(group)
    mode = np.array(done["mode"].to_pylist() if "mode" in done.column_names else ["电话"] * n, object)
    village = done["village_code"].to_pylist() if "village_code" in done.column_names else [None] * n
    at_home = [m == "入户" and v is not None for m, v in zip(mode, village, strict=True)]
    if any(at_home):
        names = [
            f"{m}/{v}" if home else f"{m}/{i}"
            for i, (m, v, home) in enumerate(zip(mode, village, at_home, strict=True))
        ]
        strata = mode
    else:
        names, strata = [f"{i:09d}" for i in range(n)], group
    unit, first, psu = np.unique(np.array(names, str), return_index=True, return_inverse=True)
    codes = np.unique(strata.astype(str), return_inverse=True)[1].astype(np.intp)
    of_psu = codes[first] if n else codes
    drawn = np.bincount(of_psu).astype(float)
    each = np.bincount(psu, minlength=len(unit)).astype(float)
    structure = Structure(of_psu, np.full(len(drawn), np.inf), drawn, np.arange(len(unit), dtype=np.intp), each, each)
    return structure, psu.astype(np.intp), np.unique(group.astype(str), return_inverse=True)[1].astype(np.intp)


def _assessed(
    columns: dict[str, tuple[Floats, Floats]], structure: Structure, rows: Rows, notes: list[str], settings: Settings
) -> dict[str, Estimate]:
    y = np.column_stack([top * base for top, base in columns.values()])
    x = np.column_stack([base for _, base in columns.values()])
    found = ratios(structure, rows, y, x)
    df = int((structure.psu_drawn - 1).sum())
    made = {}
    for k, name in enumerate(columns):
        top, base, variance = float(rows.weight @ y[:, k]), float(rows.weight @ x[:, k]), float(found.variance[0, k])
        mine = x[:, k] > 0
        weight, n = rows.weight[mine], int(mine.sum())
        if name == INDEX:
            made[name] = _index(top, base, variance, n, df)
            continue
        seen = Measured(
            counts=(round(float(y[:, k].sum())), n),
            top=top,
            base=base,
            variance=variance,
            n=n,
            kish=float(weight.sum() ** 2 / (weight**2).sum()) if n else 0.0,
            per_psu=n / max(len(np.unique(rows.psu[mine])), 1),
            df=df,
            drawn=0,
            total=0.0,
            published=False,
            notes=tuple(notes),
        )
        made[name] = assess(
            name, TITLES["satisfaction_rate"] if name == "satisfaction_rate" else "满意率（分项）", seen, settings
        )
    return made


def _index(top: float, base: float, variance: float, n: int, df: int) -> Estimate:
    """满意指数: a mean score, for which the intervals of shares do not hold."""
    if base <= 0:
        return Estimate(INDEX, INDEX_TITLE, official=REFERENCE, note="没有可计算的对象")
    return Estimate(
        INDEX,
        INDEX_TITLE,
        numerator=top,
        denominator=base,
        point=top / base,
        weighted=top / base,
        se=math.sqrt(max(variance, 0.0)),
        n=n,
        df=df,
        method="均值",
        official=REFERENCE,
        complete=True,
    )

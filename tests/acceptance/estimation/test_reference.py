"""Agreement with R `survey` to 1e-8 (fixtures and script: reference.R)."""

import csv

import numpy as np
import pytest

from acceptance.estimation import Frozen, estimate_evaluation, estimate_opinion
from acceptance.estimation.survey import read_survey
from acceptance.estimation.taylor import ratios

from .cases import COUNTY, HERE, NOBODY, SETTINGS, expected, table

RATES = ["wrong_exit_rate", "missed_rate", "recognition_q1", "recognition_overall"]
NEAR = 1e-8


def evaluated(case: str, frozen: Frozen = NOBODY, rows: str | None = None):
    return estimate_evaluation(table(f"{rows or case}_design"), table(f"{rows or case}_rows"), frozen, SETTINGS)


def compare(estimate, case: str, name: str) -> None:
    figures = {
        figure.removeprefix(f"{name}."): value
        for figure, value in expected(case).items()
        if figure.startswith(f"{name}.")
    }
    mine = {
        "estimate": estimate.weighted,
        "se": estimate.se,
        "deff": estimate.deff,
        "n_eff0.975": estimate.n_eff,
        "lower0.975": estimate.lower,
        "upper0.975": estimate.upper,
        "lower0.95": estimate.one_sided_lower,
        "upper0.95": estimate.one_sided_upper,
    }
    assert set(figures) == {*mine, "n_eff0.95"}
    assert mine == pytest.approx({figure: figures[figure] for figure in mine}, rel=NEAR)


@pytest.mark.parametrize("name", RATES)
@pytest.mark.parametrize("case", ["srs", "pps", "certainty", "collapsed", "nonresponse", "pooled"])
def test_rates_errors_and_bounds(case, name):
    compare(evaluated(case)[name], case, name)


@pytest.mark.parametrize("case", ["srs", "pps", "certainty", "collapsed", "pooled"])
def test_composite_rate_with_covariance(case):
    composite = evaluated(case, COUNTY)["composite_poverty_rate"]
    figures = expected(case)
    assert composite.point == pytest.approx(figures["composite.point"], rel=NEAR)
    assert composite.se == pytest.approx(figures["composite.se"], rel=NEAR)
    assert f"{figures['composite.r']:.2f}" in composite.note
    assert composite.n_eff is None and composite.deff is None


def post_frozen() -> Frozen:
    with (HERE / "post_frozen.csv").open(encoding="utf-8") as file:
        cells = {(row["label"], row["frame"]): float(row["Freq"]) for row in csv.DictReader(file)}
    return Frozen(n_agri=49800, n_remain=500, n_exit=8500, by_stratum=cells)


def test_post_stratified_to_frozen_persons():
    found = evaluated("post", post_frozen(), rows="srs")
    for name in RATES[:3]:
        compare(found[name], "post", name)
    assert found["composite_poverty_rate"].se == pytest.approx(expected("post")["composite.se"], rel=NEAR)


def test_screened_groups():
    found = evaluated("screened")["missed_rate"]
    compare(found, "screened", "missed_rate")
    assert "整组排查" in found.note


def test_svyciprop_itself_two_sided_and_one_sided():
    missed = evaluated("collapsed")["missed_rate"]
    figures = expected("collapsed")
    assert (missed.lower, missed.upper) == pytest.approx(
        (figures["svyciprop.lower0.95"], figures["svyciprop.upper0.95"]), rel=NEAR
    )
    assert (missed.one_sided_lower, missed.one_sided_upper) == pytest.approx(
        (figures["svyciprop.lower0.9"], figures["svyciprop.upper0.9"]), rel=NEAR
    )


def test_domains_that_cut_through_strata_all_at_once():
    """svyby: three kinds of household, spread over all villages; the design keeps its empty villages."""
    rows = table("srs_rows")
    survey = read_survey(table("srs_design"), rows, NOBODY)
    kinds, code = np.unique(rows["kind"].to_pylist(), return_inverse=True)
    found = ratios(
        survey.coded.structure, survey.rows, survey.wrong[:, None], survey.persons[:, None], code, len(kinds)
    )
    for k, kind in enumerate(kinds):
        assert found.estimate[k, 0] == pytest.approx(expected("srs")[f"kind.{kind}.estimate"], rel=NEAR)
        assert np.sqrt(found.variance[k, 0]) == pytest.approx(expected("srs")[f"kind.{kind}.se"], rel=NEAR)


@pytest.mark.parametrize("case", ["phone", "home"])
def test_opinion(case):
    found = estimate_opinion(table(f"{case}_design"), table(f"{case}_rows"), SETTINGS)
    compare(found["satisfaction_rate"], case, "satisfaction_rate")
    if case == "phone":
        assert found["satisfaction_index"].point == pytest.approx(expected(case)["index.estimate"], rel=NEAR)
        assert found["satisfaction_index"].se == pytest.approx(expected(case)["index.se"], rel=NEAR)


def test_svy_from_pypi_is_a_second_witness():
    """The independent Python package gives the same standard error under the same two-stage design."""
    polars, svy = pytest.importorskip("polars"), pytest.importorskip("svy")
    cells = {(cell["psu"], cell["frame"]): cell for cell in table("collapsed_design").to_pylist()}
    rows = [
        row | cells[row["village_code"], row["frame"]]
        for row in table("collapsed_rows").to_pylist()
        if row["frame"] == "非建档立卡户"
    ]
    villages = {"贫困村/中": 16 + 5, "非贫困村/中": 30 + 9}
    label = [row["collapse_into"] or row["stratum"] for row in rows]
    frame = polars.DataFrame(
        {
            "stratum": label,
            "psu": [row["village_code"] for row in rows],
            "hh": [str(i) for i in range(len(rows))],
            "w": [row["weight"] for row in rows],
            "villages": [villages[name] for name in label],
            "households": [row["hh_total"] for row in rows],
            "persons": [float(row["persons"]) for row in rows],
            "wrong": [float(row["persons"] * (row["final"] == "漏评")) for row in rows],
        }
    )
    plan = svy.Design(
        stratum="stratum", psu="psu", ssu="hh", wgt="w", pop_size=svy.PopSize(psu="villages", ssu="households")
    )
    witness = svy.Sample(frame, plan).estimation.ratio("wrong", "persons").estimates[0]
    mine = evaluated("collapsed")["missed_rate"]
    assert (mine.weighted, mine.se) == pytest.approx((witness.est, witness.se), rel=NEAR)

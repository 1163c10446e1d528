"""What an office is told of a bad delivery, with its figures, and by which delivery the counties are judged then."""

import datetime as dt

import pytest

from acceptance import deliveries, delivery_summary, store
from acceptance.matching import load_registry
from tasks import deliveries as tasks

from .test_deliveries import HERE, THERE, Office
from .town import REGISTRIES, id_no, record, write_csv

DAY = dt.date(2026, 12, 1)
GOOD = [record("vehicle", n) for n in range(1, 11)]


@pytest.fixture
def office(tmp_path, monkeypatch):
    one = Office(tmp_path / "home", monkeypatch)
    assert one.deliver(*GOOD) == ["接收"]
    one.compare()
    return one


def said(office, version):
    """Record and summary of a delivery."""
    record = store.read_json(deliveries.outcome_path(office.season, "vehicle", version))
    return record["what"], "\n".join(delivery_summary.lines(office.season, "vehicle", version, DAY))


SHIFTED = [r | {"name": r["id_no"], "id_no": r["plate"], "plate": r["type"]} for r in GOOD]
BROKEN = [r | {"id_no": id_no(n)[:16] + "?"} if n <= 6 else r for n, r in enumerate(GOOD, 1)]
LAST_YEAR = [r | {"snapshot_date": "2025-11-01"} for r in GOOD]


@pytest.mark.parametrize(
    ("rows", "figures"),
    [
        (SHIFTED, "有效身份证号仅占 0.0%（0/10 行），疑为列错位或号码损坏"),
        (BROKEN, "有效身份证号仅占 40.0%（4/10 行），疑为列错位或号码损坏"),
        (LAST_YEAR, "数据截止日 2025-11-01 早于现行数据的 2026-11-01，疑为往年或旧的数据"),
    ],
)
def test_a_bad_delivery_is_refused_with_figures_and_the_previous_one_stays_in_force(office, rows, figures):
    assert office.deliver(*rows) == ["退回"]
    what, summary = said(office, 2)
    assert figures in what and "沿用第 1 次数据（10 行，数据截止日 2026-11-01）" in what and summary == ""
    assert deliveries.in_force(office.season)["vehicle"].version == 1
    assert office.compare() == [] and office.plates() == ["渝A00001"]
    assert again(office, 2) == []  # sent once more, it is told again what became of it
    assert [one["what"] for one in tasks.last(office.season, "vehicle")] == [what]


def test_a_first_delivery_of_last_year_is_loaded_and_holds_readiness(office):
    salary = record("fiscal_payroll", 1, snapshot_date="2025-11-01")
    assert office.deliver(salary, registry="fiscal_payroll") == ["接收"]
    lines = delivery_summary.lines(office.season, "fiscal_payroll", 1, DAY)
    assert any("E092" in one and "已 395 天，超过 60 天" in one and "R2" in one for one in lines), lines


def test_a_first_delivery_that_is_refused_leaves_nothing(office):
    assert office.deliver(record("property", 1, id_no="坏"), registry="property") == ["退回"]
    record_ = store.read_json(deliveries.outcome_path(office.season, "property", 1))
    assert record_["what"].endswith("此前没有可用的数据，仍按未收到处理，用到该表的区县暂不能抽样（R2）。")


def test_a_refused_part_of_a_county_leaves_it_with_the_complete_snapshot(office):
    assert office.deliver(*SHIFTED, county=HERE) == ["退回"]
    assert said(office, 2)[0].endswith("沿用第 1 次数据（10 行，数据截止日 2026-11-01）。")


def test_half_the_rows_are_flagged_with_both_figures(office):
    assert office.deliver(*GOOD[:5]) == ["接收"]
    _, summary = said(office, 2)
    assert "E094 行数变化：机动车登记行数由 10 变为 5（-50.0%），超出上下 30%" in summary
    assert "自本次起以第 2 次数据为准" in summary and summary.splitlines()[-1].startswith("  请核实 E094：")


def again(office, version):
    """Delivery `version` sent once more, byte for byte; what loading it came to."""
    package = store.read_receipt(office.season.home, store.REGISTRIES, "vehicle", version).package
    store.submit(office.season.home, store.REGISTRIES, "vehicle", package)
    store.receive_line(office.season.home, store.REGISTRIES, "vehicle", office.now, lambda line: False)
    return [deliveries.load(office.season, r)["outcome"] for r in deliveries.unloaded(office.season)]


def test_the_same_delivery_again_is_no_new_one(office):
    assert again(office, 1) == []
    assert deliveries.in_force(office.season)["vehicle"].version == 1 and office.compare() == []


def test_an_earlier_delivery_again_is_named(office):
    office.deliver(*GOOD, record("vehicle", 11))
    assert again(office, 1) == ["接收"]
    assert "内容与第 1 次完全相同；自本次起以第 3 次数据为准" in said(office, 3)[1]


def test_every_row_twice_is_counted(office):
    assert office.deliver(*GOOD, *GOOD) == ["接收"]
    _, summary = said(office, 2)
    assert "重复行 10（50.00%）" in summary and "由 10 变为 20（+100.0%）" in summary


def test_the_summary_of_a_sound_delivery(office):
    _, summary = said(office, 1)
    for part in (
        "行数 10；有证件号码 10，其中有效 10（100.00%），15 位旧号 0；重复行 0（0.00%）",
        "E092 时效：数据截止日 2026-11-01，距当日 2026-12-01 30 天，通过",
        "E093 号码有效率：通过",
        "E094 行数变化：没有可比的上一次数据，不适用",
        "覆盖：登记人口 2 人中比中 2 人（100.00%）",
        "E096 姓名一致：通过",
    ):
        assert part in summary, summary
    assert "请核实" not in summary


def test_where_nobody_is_met_nothing_is_said_of_the_names(office):
    assert office.deliver(record("vehicle", 900)) == ["接收"]
    summary = said(office, 2)[1]
    assert "比中 0 人（0.00%）" in summary and "E096 姓名一致：没有比中的人，不适用" in summary


def test_names_that_differ_are_counted(office):
    assert office.deliver(*(r | {"name": "李四"} for r in GOOD)) == ["接收"]
    assert "E096 姓名一致：机动车登记比中 2 条，姓名一致 0.00%（0/2），低于 97%" in said(office, 2)[1]
    assert deliveries.in_force(office.season, THERE)["vehicle"].version == 2 and office.plates(HERE)


def test_loading_tells_how_far_it_is(office, tmp_path):
    told = []
    source = write_csv(tmp_path / "v.csv", "vehicle", GOOD)
    load_registry(REGISTRIES["vehicle"], [source], tmp_path / "1.parquet", tell=lambda *one: told.append(one))
    steps = {what: total for what, _, total in told}
    assert list(steps) == ["核对机动车登记", "排序写出机动车登记"] and steps["排序写出机动车登记"] == 10
    assert told[-1] == ("排序写出机动车登记", 10, 10)

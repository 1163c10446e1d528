"""Near misses: what looks like a hit and is none, and what is one and asks for proof; one case per thing that does not
count (issue 5, done when)."""

import csv

import pytest

from acceptance import contracts, exclusion
from acceptance.matching import apply_adjudications, load_registry, match
from tests.acceptance.matching.town import COUNTY, connection, id_no, person

FACTS = {
    "vehicle": {"plate": "渝A00001", "type": "小型轿车", "value": "80000"},
    "property": {"cert_no": "C1", "use": "住宅", "address": "中山路1号"},
    "business": {"reg_no": "G1", "company": "某公司", "role": "股东", "status": "存续"},
    "fiscal_payroll": {"unit": "某中学", "post_type": "事业"},
    "consumption": {"type": "购车", "amount": "50000", "date": "2026-03-01"},
    "abroad": {"type": "自费留学", "date": "2026-03-01"},
    "public_report": {"report_no": "J1", "subject": "有房有车", "found": "属实", "date": "2026-03-01"},
}
ONE_OFF = id_no(1)[:16] + str((int(id_no(1)[16]) + 1) % 10) + id_no(1)[17]
NEXT_PERSON = id_no(2)


def classified(tmp_path, registry, **more):
    """Indicators that a record of person 1 falls under, after loading and matching as in a season."""
    contract = contracts.registries()[registry]
    base = {"src_unit": "某局", "snapshot_date": "2026-11-01", "name": "张三", "id_no": id_no(1)} | FACTS[registry]
    sound = [base | {"id_no": id_no(n), "name": "路人"} for n in range(100, 104)]
    path = tmp_path / f"{registry}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow([column.header for column in contract.columns])
        out.writerows([row.get(c.name, "") for c in contract.columns] for row in [base | more, *sound])
    load_registry(contract, [path], tmp_path / "1.parquet")
    con = connection([person(1)])
    match(con, "person", {registry: tmp_path / "1.parquet"}, 2026)
    apply_adjudications(con)
    return sorted(name for name, _ in exclusion.members(con).fetchall())


@pytest.mark.parametrize(
    ("registry", "more", "found"),
    [
        ("property", {}, ["C4", "X1"]),
        ("property", {"use": "商业"}, ["C4", "X1"]),
        ("property", {"address": "某镇易地扶贫搬迁安置点3号"}, []),
        ("vehicle", {}, ["C3", "X3"]),
        ("vehicle", {"value": "29999.99"}, ["X3"]),
        ("vehicle", {"type": "摩托车"}, []),
        ("vehicle", {"type": "农用车"}, []),
        ("vehicle", {"type": "低速载货汽车"}, []),
        ("vehicle", {"type": "轮式拖拉机"}, []),
        ("business", {}, ["C2", "X5"]),
        ("business", {"role": "法人"}, ["C2", "X5"]),
        ("business", {"role": "个体户"}, ["X5"]),
        ("business", {"status": "注销"}, []),
        ("business", {"status": "吊销"}, []),
        ("fiscal_payroll", {}, ["C1", "X7"]),
        ("fiscal_payroll", {"post_type": "村干部补贴"}, []),
        ("consumption", {}, ["X2"]),
        ("consumption", {"amount": "49999.99"}, []),
        ("consumption", {"type": "医疗支出"}, []),
        ("consumption", {"type": "教育支出"}, []),
        ("abroad", {}, ["X4"]),
        ("abroad", {"type": "劳务"}, []),
        ("abroad", {"type": "探亲"}, []),
        ("public_report", {}, ["X6"]),
        ("public_report", {"found": "不属实"}, []),
        ("public_report", {"found": "核查中"}, []),
    ],
)
def test_what_counts_under_which_indicator(tmp_path, registry, more, found):
    assert classified(tmp_path, registry, **more) == found


@pytest.mark.parametrize("registry", sorted(FACTS))
@pytest.mark.parametrize("number", [ONE_OFF, NEXT_PERSON], ids=["one digit off", "same name, other person"])
def test_another_number_is_no_hit_whatever_the_name(tmp_path, registry, number):
    assert classified(tmp_path, registry, id_no=number) == []


def test_a_borrowed_name_is_cleared_by_proof_only(tmp_path):
    """挂名股东: a lead until two people sign for it with a document."""
    assert classified(tmp_path, "business") == ["C2", "X5"]
    con = connection([person(1)])
    match(con, "person", {"business": tmp_path / "1.parquet"}, 2026)
    [(lead,)] = con.execute("SELECT lead_id FROM hit").fetchall()
    said = {"county_code": COUNTY, "lead_id": lead, "household_id": "h1", "result": "保留", "reason_code": "R04"}
    for document, status in ((None, "待核查"), ("D1", "保留")):
        con.execute("DELETE FROM adjudication")
        answer = said | {"doc_id": document, "signer1": "甲", "signer2": "乙", "version": 1}
        marks = ", ".join("?" * len(answer))
        con.execute(f"INSERT INTO adjudication ({', '.join(answer)}) VALUES ({marks})", list(answer.values()))
        apply_adjudications(con)
        assert con.execute("SELECT status FROM lead").fetchall() == [(status,)]

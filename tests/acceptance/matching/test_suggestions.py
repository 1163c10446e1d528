"""Broken and missing numbers: found again with their reason, and never more than a suggestion."""

import duckdb
import pytest

from acceptance.matching import load_registry, match
from acceptance.matching.suggestions import _candidates, suggest

from .town import REGISTRIES, connection, id_no, key_of, person, record, write_csv

GOOD = id_no(7)


def candidates(*numbers):
    """Number -> what it may have been -> why."""
    with duckdb.connect() as con:
        con.execute("CREATE TABLE given AS SELECT unnest($1::VARCHAR[]) AS id18, NULL::BIGINT AS k", [list(numbers)])
        query = f"SELECT id18, may_be, min(why) FROM ({_candidates('FROM given')}) GROUP BY 1, 2"
        found = {number: {} for number in numbers}
        for number, may_be, why in con.execute(query).fetchall():
            found[number][may_be] = why
        return found


def obvious(number):
    """Every number that differs in one place or by swapping neighbours, and is valid."""
    tries = {number[:i] + c + number[i + 1 :] for i in range(18) for c in "0123456789X"}
    tries |= {number[:i] + number[i + 1] + number[i] + number[i + 2 :] for i in range(16)}
    return {key_of(one) for one in tries if key_of(one) and not (one[17] != number[17] and one[:17] != number[:17])}


def broken():
    wrong = [GOOD[:i] + str((int(GOOD[i]) + d) % 10) + GOOD[i + 1 :] for i in range(17) for d in (1, 4)]
    swapped = [GOOD[:i] + GOOD[i + 1] + GOOD[i] + GOOD[i + 2 :] for i in range(16)]
    return [
        one for one in {*wrong, *swapped, GOOD[:17] + "0", GOOD[:17] + "X"} if key_of(one) is None and one[0] != "0"
    ]


def test_every_single_slip_leads_back_and_the_candidates_are_those_of_the_slow_way():
    for number, found in candidates(*broken()).items():
        # what is nobody's number is never met: only validated keys are looked for
        real = {may_be for may_be in found if any(key_of(f"{may_be}{check}") for check in "0123456789X")}
        assert int(GOOD[:17]) in real and real == obvious(number), number


@pytest.mark.parametrize(
    ("number", "why"),
    [
        (GOOD[:10] + "1" + GOOD[11:], "第11位应为0"),
        (GOOD[:8] + GOOD[9] + GOOD[8] + GOOD[10:], "第9、10位应互换"),
        (GOOD[:17] + ("1" if GOOD[17] != "1" else "2"), f"第18位应为{GOOD[17]}"),
    ],
)
def test_the_reason_is_said(number, why):
    assert candidates(number)[number][int(GOOD[:17])] == why


@pytest.mark.parametrize("number", [GOOD[:16], "５" * 18, "50010119800101????", None])
def test_what_is_no_number_has_no_candidates(number):
    assert candidates(number) == {number: {}}


@pytest.fixture
def suggested(tmp_path):
    def made(persons, *records):
        target = tmp_path / "vehicle.parquet"
        sound = [record("vehicle", n, "路人甲", plate=f"S{n}") for n in range(100, 105)]
        load_registry(REGISTRIES["vehicle"], [write_csv(tmp_path / "v.csv", "vehicle", [*records, *sound])], target)
        con = connection(persons)
        con.execute("CREATE VIEW people AS SELECT *, '男' AS sex FROM person")
        suggest(con, "people", {"vehicle": [target]})
        assert match(con, "person", {"vehicle": target}, 2026).fetchall() == []  # never hits
        return con.execute("SELECT person_id, kind, why, record_key, record_number FROM suggestion").fetchall()

    return made


WRONG = GOOD[:10] + "1" + GOOD[11:]
MASKED = f"{GOOD[:6]}**********{GOOD[-2:]}"


def test_a_broken_number_of_the_register_is_found_in_the_registry(suggested):
    assert suggested([person(7, id_no=WRONG)], record("vehicle", 7, plate="A")) == [
        ("p7", "本户证件号码疑有误", "第11位应为0", "A", MASKED)
    ]


def test_a_broken_number_of_the_registry_is_found_in_the_register(suggested):
    [(who, kind, why, plate, shown)] = suggested(
        [person(7)], record("vehicle", 7, plate="A", id_no=f" {WRONG.lower()}")
    )
    assert (who, kind, why, plate) == ("p7", "部门号码疑有误", "第11位应为0", "A") and "*" * 10 in shown


@pytest.mark.parametrize(("name", "found"), [("张三", 1), ("張 三", 1), ("章三", 1), ("李四", 0), ("", 0)])
def test_the_name_has_to_be_nearly_equal(suggested, name, found):
    assert len(suggested([person(7, id_no=WRONG)], record("vehicle", 7, name))) == found


def test_what_does_not_count_is_not_suggested(suggested):
    assert suggested([person(7, id_no=WRONG)], record("vehicle", 7, type="摩托车")) == []


def test_without_a_linkage_nobody_without_a_number_is_suggested(suggested):
    assert (
        suggested([person(1, "欧阳明", id_no=""), person(2, "欧阳明", id_no=GOOD[:14])], record("vehicle", 7, "欧阳明"))
        == []
    )


def test_nobody_and_no_registry(tmp_path):
    con = connection([])
    con.execute("CREATE VIEW people AS SELECT *, '男' AS sex FROM person")
    assert suggest(con, "people", {}).fetchall() == []

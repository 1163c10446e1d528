import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acceptance.matching import identity, keyed
from acceptance.matching.names import compare_pairs

from .town import id_no, key_of

GOOD = id_no(1)


def keys(numbers):
    with duckdb.connect() as con:
        con.execute("CREATE TABLE given (place INTEGER, id_no VARCHAR)")
        con.executemany("INSERT INTO given VALUES (?, ?)", list(enumerate(numbers)))
        return [row[0] for row in con.execute(f"SELECT k FROM ({keyed('given')}) ORDER BY place").fetchall()]


@pytest.mark.parametrize(
    ("number", "valid"),
    [
        (GOOD, True),
        ("11010519491231002X", True),  # the test vector of the standard
        ("11010519491231002x", True),
        (" 1101051949 1231002X\t", True),
        ("１１０１０５１９４９１２３１００２Ｘ", True),
        ("\u202a11010519491231002X\u202c", True),  # copied out of a Windows dialog
        ("11010519491231002X43", True),  # certificate of disability: number, kind, grade
        ("110105194912310021", False),  # check character
        ("110105491231002", False),  # 15 digits
        (id_no(1, born="19800229"), True),
        (id_no(1, born="19810229"), False),
        (id_no(1, born="19000229"), False),  # 1900 was no leap year
        (id_no(1, born="20000229"), True),
        (id_no(1, born="19800431"), False),
        (id_no(1, born="19800931"), False),
        (id_no(1, region="050101"), False),
        (id_no(1, born="18991231"), False),
        (id_no(1, region="999999"), False),  # a placeholder is nobody's number
        ("0" + GOOD[1:], False),
        ("5.00101198001E+17X", False),
        ("+" + GOOD[1:], False),
        ("1101051949123100_X", False),
        ("", False),
        (None, False),
    ],
)
def test_what_is_a_usable_number(number, valid):
    assert keys([number]) == [key_of(number)]
    assert (key_of(number) is not None) == valid


@settings(max_examples=30, deadline=None)
@given(st.lists(st.from_regex(r"[1-9]\d{5}(19|20)\d\d[01]\d[0-3]\d{4}[\dXx]", fullmatch=True), min_size=1, max_size=40))
def test_every_number_gets_the_key_of_the_standard(numbers):
    assert keys(numbers) == [key_of(number) for number in numbers]


def test_one_wrong_digit_is_never_accepted():
    wrong = [GOOD[:i] + str((int(GOOD[i]) + 1) % 10) + GOOD[i + 1 :] for i in range(17)]
    assert keys(wrong) == [None] * 17


@pytest.mark.parametrize(
    ("number", "key"),
    [
        (GOOD, int(GOOD[:17])),
        ("500101800101001", int(GOOD[:17])),
        (" 500101800101001 ", int(GOOD[:17])),
        ("500101040229001", int("50010119040229001")),
        ("500101010229001", None),  # 1901 was no leap year
        ("500101801301001", None),
        ("5001018001010012", None),
        ("50010180010100X", None),
    ],
)
def test_an_old_number_has_a_key_for_matching_only(number, key):
    with duckdb.connect() as con:
        con.execute("CREATE TABLE given AS SELECT $1 AS id_no", [number])
        query = f"SELECT k, upgraded FROM ({identity.match_keyed('given')})"
        assert con.execute(query).fetchall() == [(key, len(number.strip()) == 15 and key is not None)]


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        ("张三", " 张\u3000三 ", "命中"),
        ("阿依古丽·买买提", "阿依古丽．买买提", "命中"),
        ("阿依古丽·买买提", "阿依古丽买买提", "命中"),
        ("金明", "⾦明", "命中"),
        ("John", "ＪＯＨＮ", "命中"),
        ("張國強", "张国强", "命中"),
        ("林欣", "林新", "姓名近似"),  # xin and xin
        ("张章伟", "章张伟", "姓名近似"),
        ("陈建国", "陈建华", "姓名近似"),
        ("陈建国", "陈国建", "姓名不符"),
        ("陈建", "陈华", "姓名不符"),  # nothing but the family name agrees
        ("陈建国", "李建国", "姓名不符"),
        ("张三", "张三丰", "姓名不符"),
        ("阿依古丽", "阿依古丽买买提", "姓名近似"),
        ("吕丽", "路丽", "姓名不符"),  # lü and lu
        ("", "张三", "姓名不符"),
        ("𠮷田", "吉田", "姓名不符"),
    ],
)
def test_names_compare_by_what_people_read_and_hear(one, other, kind):
    for a, b in ((one, other), (other, one)):
        with duckdb.connect() as con:
            con.execute("CREATE TABLE given AS SELECT $1 AS a, $2 AS b", [a, b])
            compare_pairs(con, "FROM given")
            assert con.execute("SELECT kind FROM name_pair").fetchall() == [(kind,)]


def test_no_differing_pair_is_an_empty_table():
    with duckdb.connect() as con:
        compare_pairs(con, "SELECT '张三' AS a, '张三' AS b")
        assert con.execute("SELECT * FROM name_pair").fetchall() == []

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acceptance.matching import identity, keyed

from .town import id_no, key_of, same_name

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
    ("one", "other", "same"),
    [
        ("张三", "张三", True),
        ("张三", " 张\u3000三 ", True),
        ("阿依古丽·买买提", "阿依古丽．买买提", True),
        ("阿依古丽·买买提", "阿依古丽买买提", True),
        ("金明", "⾦明", True),
        ("John", "ＪＯＨＮ", True),
        ("林欣", "林新", False),
        ("张三", "张三丰", False),
        ("", "", False),
    ],
)
def test_names_compare_by_what_people_read(one, other, same):
    with duckdb.connect() as con:
        tidy = [identity.tidy_name("$1"), identity.tidy_name("$2")]
        assert con.execute(f"SELECT coalesce({tidy[0]} = {tidy[1]}, false)", [one, other]).fetchall() == [(same,)]
    assert same_name(one, other) == same

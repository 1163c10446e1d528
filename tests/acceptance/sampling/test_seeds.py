import hashlib

import pytest

from acceptance.sampling import commitment, list_hash, seed_for

from .lists import households, table

ROWS = households(1, "脱贫户", 2, "是") + households(2, "非建档立卡户", 1)


def test_seed_without_commitment_can_be_made_by_anybody():
    seed = seed_for(2026, "500229", "municipal", "ab12")
    assert seed.value == hashlib.sha256(b"2026|500229|municipal|ab12").hexdigest()
    assert seed.kind == "公开种子"


def test_seed_with_commitment_mixes_nonce_hash_number_county_and_line():
    seed = seed_for(2026, "500229", "municipal", "ab12", nonce="n0nce", public_number="05 11 23")
    assert seed.value == hashlib.sha256(b"n0nce|ab12|05 11 23|500229|municipal").hexdigest()
    assert seed.kind == "承诺种子"
    assert commitment("n0nce") == hashlib.sha256(b"n0nce").hexdigest()


@pytest.mark.parametrize("half", [{"nonce": "n"}, {"public_number": "7"}])
def test_half_a_commitment_is_refused(half):
    with pytest.raises(ValueError, match="必须同时给出"):
        seed_for(2026, "500229", "municipal", "ab12", **half)


def test_list_hash_is_of_the_sorted_lines():
    lines = sorted(
        [
            "500229000001\t是\t\t脱贫户\tH001000\t2",
            "500229000001\t是\t\t脱贫户\tH001001\t3",
            "500229000002\t否\t\t非建档立卡户\t1\t3",
        ]
    )
    assert list_hash(table(ROWS)) == hashlib.sha256("\n".join(lines).encode()).hexdigest()
    assert list_hash(table(ROWS[::-1])) == list_hash(table(ROWS))


@pytest.mark.parametrize(
    "change", [{"persons": 9}, {"frame": "未脱贫户"}, {"is_poor_village": "否"}, {"remoteness": "远"}]
)
def test_list_hash_sees_every_change(change):
    altered = [ROWS[0] | change, *ROWS[1:]]
    if "frame" not in change and "persons" not in change:
        altered[1] = altered[1] | change
    assert list_hash(table(altered)) != list_hash(table(ROWS))

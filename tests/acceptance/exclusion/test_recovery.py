"""清退: reconciled to the cent, or said where it is not."""

from decimal import Decimal

import pytest

from acceptance.exclusion import recovery
from tests.support import evidence

CONFIRMED = {"lead_id": "a", "household_id": "h1", "status": "属实"}
RECEIVED = [{"household_id": "h1", "amount": 300}, {"household_id": "h1", "amount": 200}]


def entry(due=500, paid=500, **more):
    return {"household_id": "h1", "item": "产业补助", "due": due, "paid": paid, "voucher": "P1"} | more


def said(leads=(CONFIRMED,), measures=RECEIVED, ledger=(), answers=()):
    with evidence(lead=list(leads), measure=measures, recovery=list(ledger), adjudication=list(answers)) as con:
        balance = recovery.reconcile(con)
        return balance, recovery.items(con), "；".join(recovery.sentences(balance))


def test_all_paid_back_with_vouchers_is_reconciled():
    balance, items, words = said(ledger=[entry(300, 300), entry(200, 200, item="搬迁补助")])
    assert balance.reconciled and words.endswith("账目相符") and "应清退500.00元" in words
    assert [(one.item, one.households, one.due, one.paid) for one in items] == [
        ("产业补助", 1, Decimal(300), Decimal(300)),
        ("搬迁补助", 1, Decimal(200), Decimal(200)),
    ]


@pytest.mark.parametrize(
    ("ledger", "words"),
    [
        ([], "1户未列入清退台账"),
        ([entry(500, 400)], "尚余100.00元未清退"),
        ([entry(500, None)], "尚余500.00元未清退"),
        ([entry(499.99, 499.99)], "台账与认定金额相差0.01元"),
        ([entry(voucher=None)], "已清退而无凭证500.00元"),
        ([entry(), entry(household_id="h9")], "1户没有认定属实的线索"),
    ],
)
def test_whatever_does_not_agree_is_said(ledger, words):
    balance, _, text = said(ledger=ledger)
    assert not balance.reconciled and words in text


def test_the_adjudicated_amount_goes_before_the_support_received():
    answers = [{"lead_id": "a", "household_id": "h1", "result": "属实", "amount_due": 350}]
    balance, _, _ = said(ledger=[entry(350, 350)], answers=answers)
    assert (balance.support, balance.adjudged, balance.reconciled) == (Decimal(500), Decimal(350), True)


def test_a_household_with_two_leads_owes_once():
    two = [CONFIRMED, CONFIRMED | {"lead_id": "b"}]
    assert said(leads=two, ledger=[entry()])[0].adjudged == Decimal(500)


def test_differences_of_two_households_do_not_cancel():
    two = [CONFIRMED, CONFIRMED | {"lead_id": "b", "household_id": "h2"}]
    received = [{"household_id": "h1", "amount": 500}, {"household_id": "h2", "amount": 500}]
    balance, _, words = said(two, received, [entry(600, 600), entry(400, 400, household_id="h2")])
    assert balance.gap == Decimal(200) and not balance.reconciled and "相差200.00元" in words


def test_of_two_packages_the_later_counts():
    early, late = entry(500, 500, version=2, src_row=2), entry(500, 100, version=1, src_row=9)
    assert said(ledger=[early, late])[0].paid == Decimal(500)


def test_a_later_entry_supersedes_the_same_one():
    first, second = entry(500, 100, src_row=2), entry(500, 500, src_row=3)
    assert said(ledger=[first, second])[0].paid == Decimal(500)


def test_nothing_to_recover_says_nothing():
    assert said(leads=[CONFIRMED | {"status": "保留"}])[2] == ""

"""A purge waits for its day, removes packages and everything made of them, and leaves hashes and a receipt."""

import datetime as dt
import importlib

import pytest

from acceptance import operations, store

AFTER = dt.date(2027, 3, 31)
NOW = dt.datetime(2027, 4, 1, 9)


def test_before_the_day_has_passed_nothing_goes(home, tree):
    before = tree(home.path)
    with pytest.raises(store.StoreError, match="2027-03-31 之后"):
        operations.purge(home, AFTER, AFTER, NOW)
    operations.plan(home)
    assert tree(home.path) == before


def test_packages_and_caches_go_and_receipts_stay(home, tree):
    planned = operations.plan(home)
    done = operations.purge(home, AFTER, NOW.date(), NOW)
    left = set(tree(home.path))
    assert left == {
        "home.json", "campaign.yaml", "config/dim_area.csv", "config/county_task.csv", "samples/500229/opinion/1.json",
        "received/500229/self_check/1/receipt.json", "received/500229/opinion/1/receipt.json", "purged/1.json",
        "inbox/500229/municipal/验收.xlsx",
    }  # fmt: skip
    assert planned.parts == done.parts == {"received": (2, 17), "lake": (1, 4), "results": (1, 7), "runs": (1, 4)}


def test_the_receipt_counts_and_hashes_what_went(home):
    sent = store.receipts(home, "500229", "self_check")[0]
    stated = store.read_json(operations.purge(home, AFTER, NOW.date(), NOW).receipt)
    assert (stated["state"], stated["after"], stated["home"]) == ("完成", "2027-03-31", home.id)
    assert {"path": "received/500229/self_check/1/自查.xlsx", "sha256": sent.sha256, "size": 10} in stated["files"]
    assert sum(part["files"] for part in stated["parts"].values()) == len(stated["files"]) == 5


def test_a_purge_that_was_cut_short_is_finished_by_the_next(home, monkeypatch):
    def stop(*_):
        raise OSError("stopped")

    with monkeypatch.context() as patch:
        patch.setattr(importlib.import_module("acceptance.operations.purge"), "_remove_packages", stop)
        with pytest.raises(OSError, match="stopped"):
            operations.purge(home, AFTER, NOW.date(), NOW)
    assert store.read_json(home.path / "purged" / "1.json")["state"] == "进行中"
    again = operations.purge(home, AFTER, NOW.date(), NOW)
    assert again.receipt.name == "2.json" and again.parts["received"] == (2, 17)

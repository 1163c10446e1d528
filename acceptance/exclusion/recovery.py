"""清退: what households struck off had received, what they owe back, what has been paid (RULEBOOK D.1 recovery, P7)."""

import dataclasses
from decimal import Decimal

import duckdb

from acceptance import sql
from acceptance.exclusion.catalogue import PACKAGE


@dataclasses.dataclass(frozen=True)
class RecoveryItem:
    """One 清退项目 of the ledger over all households; 元."""

    item: str
    households: int
    due: Decimal
    paid: Decimal


@dataclasses.dataclass(frozen=True)
class Balance:
    """The ledger against what is owed, 元: reconciled when unlisted, open, gap, unvouched and unfounded are nothing.

    households: with a confirmed lead; unlisted: those that the ledger does not have. support: what they received by
    the measures table; adjudged: what adjudications say is to be recovered. due, paid: of the ledger. open: due not yet
    paid; gap: how far the ledger is from what is adjudged, household by household. unvouched: paid without a voucher.
    unfounded: households in the ledger without a confirmed lead.
    """

    households: int
    unlisted: int
    support: Decimal
    adjudged: Decimal
    due: Decimal
    paid: Decimal
    open: Decimal
    gap: Decimal
    unvouched: Decimal
    unfounded: int

    @property
    def reconciled(self) -> bool:
        return not any((self.unlisted, self.open, self.gap, self.unvouched, self.unfounded))


def reconcile(con: duckdb.DuckDBPyConnection) -> Balance:
    """Makes the tables recovery_entry and recovery_balance (one row per household) and sums them up.

    Reads lead, adjudication, measure and recovery. Where an adjudication names no amount, all the support received is
    to be recovered.
    """
    con.execute(sql.load(PACKAGE, "recovery_balance"))
    [row] = con.execute(
        """SELECT count(*) FILTER (confirmed), count(*) FILTER (confirmed AND NOT listed),
                  coalesce(sum(support) FILTER (confirmed), 0)::DECIMAL(18, 2),
                  coalesce(sum(adjudged), 0)::DECIMAL(18, 2), coalesce(sum(due), 0)::DECIMAL(18, 2),
                  coalesce(sum(paid), 0)::DECIMAL(18, 2), coalesce(sum(due - paid), 0)::DECIMAL(18, 2),
                  coalesce(sum(abs(adjudged - due)) FILTER (confirmed), 0)::DECIMAL(18, 2),
                  coalesce(sum(unvouched), 0)::DECIMAL(18, 2), count(*) FILTER (listed AND NOT confirmed)
           FROM recovery_balance"""
    ).fetchall()
    return Balance(*row)


def items(con: duckdb.DuckDBPyConnection) -> list[RecoveryItem]:
    """The ledger by item; `reconcile` has run."""
    rows = con.execute(
        "SELECT item, count(DISTINCT household_id), sum(due), sum(coalesce(paid, 0)) FROM recovery_entry "
        "GROUP BY item ORDER BY item"
    ).fetchall()
    return [RecoveryItem(*row) for row in rows]


def sentences(balance: Balance) -> list[str]:
    """The balance in words; nothing where nobody is struck and nothing is in the ledger."""
    if not balance.households and not balance.unfounded:
        return []
    said = [
        f"认定属实{balance.households:,}户，曾享受帮扶{balance.support:,}元，应清退{balance.adjudged:,}元；"
        f"台账应清退{balance.due:,}元，已清退{balance.paid:,}元"
    ]
    said += [f"{balance.unlisted:,}户未列入清退台账"] if balance.unlisted else []
    said += [f"台账与认定金额相差{balance.gap:,}元"] if balance.gap else []
    said += [f"尚余{balance.open:,}元未清退"] if balance.open else []
    said += [f"已清退而无凭证{balance.unvouched:,}元"] if balance.unvouched else []
    said += [f"台账中{balance.unfounded:,}户没有认定属实的线索"] if balance.unfounded else []
    return [*said, *(["账目相符"] if balance.reconciled else [])]

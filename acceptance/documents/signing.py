"""Which documents the office has signed: decisions 通知签发, 通报签发 give number and date (RULEBOOK D.1, P7)."""

import datetime as dt

from acceptance import evidence
from acceptance.documents.office import Signed
from acceptance.season import Season

NOTICE, BULLETIN = "通知签发", "通报签发"


def signed(season: Season, kind: str, as_of: dt.date) -> dict[str, Signed]:
    """Serial of a document -> its newest decision of this kind, up to the day, that two different persons signed.

    The decision's `value` holds the serial, which names the content: what is signed once cannot be put under another
    list. Its `object` is the county or township a notice goes to, or the week of a bulletin.
    """
    rows = evidence.ask_decisions(
        season,
        "SELECT value, number, decided_on, signer1, signer2, expires FROM decision "
        "WHERE kind = $kind AND decided_on <= $day AND two_people(signer1, signer2) AND value IS NOT NULL "
        "AND coalesce(number, '') <> '' "
        "QUALIFY row_number() OVER (PARTITION BY value ORDER BY decided_on DESC, decision_id DESC) = 1",
        {"kind": kind, "day": as_of},
    )
    return {serial: Signed(number, on, (one, other), until) for serial, number, on, one, other, until in rows}

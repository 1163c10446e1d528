"""Which documents the office has signed: decisions 通知签发, 通报签发 give number and date (RULEBOOK D.1, P7)."""

import datetime as dt

from acceptance import sql, store
from acceptance.documents.office import Signed
from acceptance.season import Season

NOTICE, BULLETIN = "通知签发", "通报签发"


def signed(season: Season, kind: str, as_of: dt.date) -> dict[str, Signed]:
    """Serial of a document -> its newest decision of this kind, up to the day, that two different persons signed.

    The decision's `value` holds the serial, which names the content: what is signed once cannot be put under another
    list. Its `object` is the county or township a notice goes to, or the week of a bulletin.
    """
    accepted = store.accepted(season.home, store.MUNICIPAL, "decision", season.basis)
    files = store.lake_files(season.home, "decision", "decision", store.MUNICIPAL, accepted)
    if not files:
        return {}
    listed = ", ".join(sql.quote(str(file)) for file in files)
    with sql.connect() as con:
        rows = con.execute(
            "SELECT value, number, decided_on, signer1, signer2 "
            f"FROM read_parquet([{listed}], union_by_name=true, hive_partitioning=false) "
            "WHERE kind = ? AND decided_on <= ? AND trim(signer1) <> trim(signer2) AND value IS NOT NULL "
            "AND coalesce(number, '') <> '' "
            "QUALIFY row_number() OVER (PARTITION BY value ORDER BY decided_on DESC, decision_id DESC) = 1",
            [kind, as_of],
        ).fetchall()
    return {serial: Signed(number, on, (one, other)) for serial, number, on, one, other in rows}

"""Which documents the office has signed: decisions 通知签发, 通报签发 give number and date (RULEBOOK D.1, P7)."""

import datetime as dt

from acceptance import sql, store
from acceptance.documents.office import Signed
from acceptance.season import Season

NOTICE, BULLETIN = "通知签发", "通报签发"


def signed(season: Season, kind: str, as_of: dt.date) -> dict[str, Signed]:
    """Object -> its newest decision of this kind on or before the day that two different persons signed.

    The object of a notice is the code of the county or township it goes to; of a bulletin its week, as 2026-W49.
    """
    accepted = store.accepted(season.home, store.MUNICIPAL, "decision", season.basis)
    files = store.lake_files(season.home, "decision", "decision", store.MUNICIPAL, accepted)
    if not files:
        return {}
    listed = ", ".join(sql.quote(str(file)) for file in files)
    with sql.connect() as con:
        rows = con.execute(
            "SELECT object, coalesce(number, ''), decided_on, signer1, signer2 "
            f"FROM read_parquet([{listed}], union_by_name=true, hive_partitioning=false) "
            "WHERE kind = ? AND decided_on <= ? AND trim(signer1) <> trim(signer2) "
            "QUALIFY row_number() OVER (PARTITION BY object ORDER BY decided_on DESC, decision_id DESC) = 1",
            [kind, as_of],
        ).fetchall()
    return {object_: Signed(number, on, (one, other)) for object_, number, on, one, other in rows if number}

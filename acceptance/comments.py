"""意见和答复: what observers and leaders say about a county's report, and what the municipal office answers.

Both are packages of the line 报告审签 and change no result: the next report prints each comment with its answer, or
says 未答复 (RULEBOOK D.1, review). A comment outlives the result it was made on until it is answered.
"""

from dataclasses import dataclass

import duckdb

from acceptance import contracts, evidence, sql, store
from acceptance.documents.masking import printed
from acceptance.season import Season

COMMENT, ANSWER = "意见", "答复"
TABLE = "review"


@dataclass(frozen=True)
class Comment:
    """id: its 审签编号. on: the day it was made. core_sha256: the result it was made on. answer: '' while there is
    none.

    Texts are as they may be printed: numbers of persons hidden, on one line.
    """

    id: str
    text: str
    signer: str
    role: str
    on: str
    core_sha256: str
    answer: str
    answered_by: str
    answered_on: str


def of_connection(con: duckdb.DuckDBPyConnection) -> list[Comment]:
    """Comments of the view `review` of an evidence connection, the earliest first."""
    read = con.execute(sql.load("acceptance", "comments")).fetchall()
    return [
        Comment(number, printed(text), signer, role, on, core, printed(answer), by, answered_on)
        for number, text, signer, role, on, core, answer, by, answered_on in read
    ]


def of_county(season: Season, county: str) -> list[Comment]:
    """Comments that have arrived for a county, whatever rules their package was checked under."""
    found: list[Comment] = []
    for line in contracts.lines().values():
        if TABLE not in line.tables:
            continue
        accepted = store.accepted(season.home, county, line.id)
        if files := store.lake_files(season.home, line.id, TABLE, county, accepted):
            with sql.connect() as con:
                con.execute(f"CREATE VIEW {TABLE} AS SELECT *, {evidence.NUMBER} FROM {sql.parquet(files)}")
                found += of_connection(con)
    return found

"""Exemptions (豁免): which rules may be exempted, and the exemptions of a county in force on a day.

An exemption is an entry of the line `decision` that names rule, object, reason, document and expiry and bears two
signatures (RULEBOOK P7, P9). It holds no gate and sets nothing aside; the finding stays visible as 豁免.
"""

import datetime as dt
import functools
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from acceptance import contracts, sheets, sql

KIND = "豁免"


@functools.cache
def exemptable() -> tuple[str, ...]:
    """Ids of the rules that may be exempted, in order.

    Not those of structure (what cannot be read cannot be judged), a block of scope package (the package alone decides
    whether it is refused, DESIGN 5), those of scope report (totals, proof, privacy), or those of decisions themselves.
    """
    never = set(sheets.CODES) | (contracts.reading_rules().keys() - {"E000b"}) | contracts.report_rules().keys()
    stated = [rule for rule in contracts.rules().values() if rule.table != "decision"]
    may = {rule.id for rule in stated if not (rule.severity == "block" and rule.scope == "package")}
    return tuple(sorted((may | {"E000b"}) - never))


@functools.cache
def known() -> tuple[str, ...]:
    """Ids of every rule there is, in order."""
    stated = contracts.rules().values(), contracts.reading_rules().values(), contracts.report_rules().values()
    return tuple(sorted({rule.id for part in stated for rule in part} | set(sheets.CODES)))


@dataclass(frozen=True)
class Exemption:
    """One exemption in force; `document` as a reply names it: its number, failing that its identifier."""

    object: str
    rule_id: str
    document: str
    expires: dt.date

    @property
    def words(self) -> str:
        """What is added to an exempted finding's message."""
        return f"（已豁免：依据{self.document}，有效期至{self.expires:%Y-%m-%d}）"


def read(path: Path) -> list[Exemption]:
    """The exemptions as published beside a county's results (exemptions.parquet)."""
    columns = ["object", "rule_id", "document", "expires"]
    return [Exemption(**row) for row in pq.read_table(path, columns=columns, partitioning=None).to_pylist()]


def mark(findings: pa.Table, exemptions: list[Exemption]) -> pa.Table:
    """Findings (findings.SCHEMA) of exempted objects under the severity `exempt`, their message naming the document."""
    if not exemptions or not findings.num_rows:
        return findings
    rows = {
        "object": [one.object for one in exemptions],
        "rule_id": [one.rule_id for one in exemptions],
        "words": [one.words for one in exemptions],
    }
    with sql.connect(memory="512MB") as con:
        con.register("exemption", pa.table(rows, pa.schema([(name, pa.string()) for name in rows])))
        con.register("found", findings.append_column("place", pa.array(range(findings.num_rows), pa.int64())))
        return con.sql(sql.load("acceptance", "exempted")).to_arrow_table().cast(findings.schema)

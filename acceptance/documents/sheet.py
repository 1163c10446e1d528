"""A sheet on one object (户、村): identity, verdict, parts, and the code that leads back to it in the console."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

import duckdb

from acceptance import contracts, sql, store
from acceptance.campaign_facts import UNCONFIRMED
from acceptance.documents.masking import printed
from acceptance.documents.refusal import Refused
from acceptance.reporting import words

Row = dict[str, Any]
LOCAL = "http://127.0.0.1:8000"
"""Where the console answers on the office's own machine: printed as unconfirmed until campaign.yaml states another."""
TONES = (("good", ("同意", "建议同意", "保持", "通过")), ("bad", ("不予", "剔除", "返贫", "建议不予", "不通过")))


class NoSuchObject(Refused):
    """No household or village of this code in the county."""


def queries(name: str) -> dict[str, str]:
    """The queries of `name`.sql, each under the name in the line `-- name: …` before it."""
    parts = sql.load("acceptance.documents", name).split("-- name: ")[1:]
    return {head.strip(): query for head, query in (part.split("\n", 1) for part in parts)}


def rows(con: duckdb.DuckDBPyConnection, query: str, *given: Any) -> list[Row]:
    """Rows as dicts; texts fit to be printed. The query names what is given $1, $2, …"""
    found = con.execute(query, list(given))
    names = [column[0] for column in found.description]
    return [
        {name: printed(value) if isinstance(value, str) else value for name, value in zip(names, values, strict=True)}
        for values in found.fetchall()
    ]


def verdict_block(outcome: str, rule: str, reasons: Sequence[str], remark: str) -> dict[str, Any]:
    """The box with the outcome, in the kind that blocks.html.j2 prints."""
    tone = tone_of(outcome)
    return {
        "kind": "verdict",
        "tone": tone,
        "mark": words.TONE_MARKS[tone],
        "text": outcome,
        "stage": f"条款 {rule}" if rule else "",
        "reasons": [words.sentence(printed(reason)) for reason in reasons],
        "remarks": [remark] if remark else [],
    }


def tone_of(outcome: str) -> str:
    """good, bad or wait for a household's or a village's outcome."""
    return next((tone for tone, starts in TONES if outcome.startswith(starts)), "wait")


def shown(value: Any) -> str:
    """A value as a cell shows it; — for nothing."""
    if value is None or value == "":
        return words.NOTHING
    if isinstance(value, str):
        return value
    return words.short_day(value) if hasattr(value, "isoformat") else words.number(value)


def paired(first: Any, second: Any) -> str:
    """26/27; one — where neither is known."""
    return words.NOTHING if first is None and second is None else f"{shown(first)}/{shown(second)}"


def filled(contract: contracts.Table, head: Mapping[str, Any], names: Sequence[str]) -> list[tuple[str, str]]:
    """(Chinese header, value) of columns of a row; a year is no number to be grouped."""
    values = {name: head.get(name) for name in names}
    return [
        (contract.header(name), str(value) if name.endswith("_year") and value else shown(value))
        for name, value in values.items()
    ]


def proven(context: Mapping[str, Any], address: str) -> dict[str, Any]:
    """The context with `proof`: the hash of all it prints, and a code with its address in the console and the hash."""
    digest = hashlib.sha256(store.canonical_json(dict(context))).hexdigest()
    remark = f"（地址{UNCONFIRMED}，仅本机可用）" if address.startswith(LOCAL) else ""
    said = {"address": address, "remark": remark, "sha256": digest, "qr": f"{address}#{digest[:16]}"}
    return dict(context) | {"proof": said}

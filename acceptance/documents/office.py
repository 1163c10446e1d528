"""What every document has in common: the office and the year, title, number, letter, marks, parts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from acceptance import contracts
from acceptance.campaign import Campaign
from acceptance.code_lists import CodeLists
from acceptance.reporting import words
from acceptance.reporting.blocks import Block
from acceptance.season import Season

DRAFT = "草稿"
UNNUMBERED = "文号待编"


@dataclass(frozen=True)
class Office:
    """The municipal office that signs, the body that decides, the year. rehearsal: 演练, marked on every page.
    copies_to: 抄送, printed in the 版记.
    """

    name: str
    group: str
    municipality: str
    year: int
    rehearsal: bool = False
    copies_to: tuple[str, ...] = ()
    codes: CodeLists = field(default_factory=contracts.standing_codes)

    @classmethod
    def of(cls, season: Season) -> Office:
        campaign: Campaign = season.campaign
        town = campaign.municipality
        return cls(
            town.office,
            town.group,
            town.name,
            campaign.year,
            season.home.kind == "演练",
            campaign.documents.copies_to,
            campaign.codes,
        )


@dataclass(frozen=True)
class Signed:
    """What a decision 通知签发, 通报签发 or 公示签发 gives a document: number, date, two signers (RULEBOOK P7)."""

    number: str
    on: dt.date
    signers: tuple[str, str]
    until: dt.date | None = None
    """The day the decision states as 有效期至: a notice's deadline."""


def document(
    office: Office,
    title: Sequence[str],
    as_of: str | dt.date,
    *,
    signed: Signed | None = None,
    serial: str = "",
    subject: str = "",
    marked: bool = True,
) -> dict[str, Any]:
    """The part of a context that every template reads: meta, head, marks, colophon.

    title: its lines. serial: the number under which the software made it, printed beside 文号待编. marked: an unsigned
    document bears 草稿 on every page.
    """
    dated = signed.on if signed else as_of
    number = signed.number if signed else UNNUMBERED + (f"（{serial}）" if serial else "")
    letterhead = f"{office.name}文件"
    return {
        "meta": {
            "title": "".join(title),
            "author": office.name,
            "as_of": str(as_of)[:10],
            "county": subject or office.municipality,
            "year": str(office.year),
            "number": number,
        },
        "head": {
            "letterhead": letterhead,
            "size": min(32, 420 // len(letterhead)),  # points: one line of 442 with its letter spacing
            "title": list(title),
            "office": office.name,
            "date": words.day(dated),
        },
        "watermark": DRAFT if marked and signed is None else "",
        "rehearsal": "演练" if office.rehearsal else "",
        "colophon": {"office": office.name, "printed_on": words.day(dated), "copies_to": list(office.copies_to)},
        "attachments": [],
    }


def part(title: str, blocks: Sequence[Block], number: int = 0, page: bool = False) -> dict[str, Any]:
    """A headed part, 一、… when numbered; its second-level headings get （一）（二）…. page: on a new page."""
    seen = 0
    for block in blocks:
        if block["kind"] == "heading":
            seen += 1
            block.update(number=f"（{words.numeral(seen)}）", id=f"s{number}-{seen}")
    return {
        "id": f"s{number or title}",
        "number": f"{words.numeral(number)}、" if number else "",
        "title": title,
        "blocks": list(blocks),
        "page": page,
    }

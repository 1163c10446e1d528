"""入户卡: one household on an A6 page for the pocket of whoever visits it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from acceptance import ledger
from acceptance.documents.household import CRITERION_TITLES, Household, identity, said, verdict
from acceptance.documents.office import Office, document
from acceptance.documents.sheet import proven
from acceptance.reporting import words
from acceptance.reporting.blocks import tone_of

ASKED = 6
"""What fits on the card beside the criteria."""
ROOM = 3
"""With so few questions there is room to write down what was found."""


def card_context(office: Office, home: Household, as_of: dt.date, address: str) -> dict[str, Any]:
    """The context of field_card.html.j2, A6: who, where, the outcome, what is to be looked at on the spot."""
    head = home.head
    context = document(office, ["入户卡"], as_of, subject=head["household_id"], marked=False)
    context["meta"]["title"] = f"入户卡 {head['household_id']}"
    asked = _to_ask(home)[:ASKED]
    context |= {
        "identity": identity(head)[:4],
        "verdict": verdict(head) | {"reasons": [], "remarks": []},
        "marks": [_mark(title, said(head.get(key))) for key, title in CRITERION_TITLES.items()],
        "ask": asked,
        "record": len(asked) <= ROOM,
    }
    return proven(context, address)


def _mark(title: str, outcome: str) -> dict[str, str]:
    tone = tone_of(outcome)
    return {"title": title, "text": outcome, "tone": tone, "mark": words.TONE_MARKS.get(tone, "")}


def _to_ask(home: Household) -> list[str]:
    """What a visit should settle: criteria not passed, then open leads and issues, then what is only claimed."""
    found = {title: said(home.head.get(key)) for key, title in CRITERION_TITLES.items()}
    settle = [f"{title}：{outcome}" for title, outcome in found.items() if not outcome.startswith("通过")]
    leads = [f"核实{row['title']}线索{row['lead_id'][:8]}" for row in home.lists["leads"] if row["status"] == "待核查"]
    issues = [f"{row['rule_id']} {row['title']}" for row in home.lists["issues"] if row["state"] not in ledger.CLOSED]
    claimed = [title for title, outcome in found.items() if outcome == "通过(仅自查)"]
    return settle + leads + issues + ([f"仅有自查，请现场核实：{words.listed(claimed)}"] if claimed else [])

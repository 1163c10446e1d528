"""Small frozen lists for the tests of this room."""

import datetime as dt
import random

import pyarrow as pa

from acceptance.sampling import Draw, DrawDesign, Seed, draw

ON = dt.date(2026, 12, 3)


def village(number: int) -> str:
    return f"500229{number // 10:03d}{number:03d}"


def households(number: int, frame: str, count: int, is_poor: str = "否", remoteness: str | None = None) -> list[dict]:
    """`count` households of one village and frame, of 1 to 5 persons."""
    registered = frame != "非建档立卡户"
    return [
        {
            "village_code": village(number),
            "is_poor_village": is_poor,
            "remoteness": remoteness,
            "frame": frame,
            "household_id": f"H{number:03d}{h:03d}" if registered else None,
            "unit_no": None if registered else str(h + 1),
            "group_name": None,
            "persons": 1 + (number + h) % 5,
        }
        for h in range(count)
    ]


def county(villages: int = 24, poor: int = 10, exited: int = 17, outside: int = 30) -> list[dict]:
    """The demo's county: two strata, every village with both frames."""
    rows = []
    for number in range(villages):
        is_poor = "是" if number < poor else "否"
        rows += households(number, "脱贫户", exited, is_poor) + households(number, "非建档立卡户", outside, is_poor)
    return rows


def table(rows: list[dict], shuffle: int | None = None) -> pa.Table:
    if shuffle is not None:
        rows = random.Random(shuffle).sample(rows, len(rows))
    return pa.Table.from_pylist(rows)


def drawn(rows: list[dict], seed: str = "a" * 64, shuffle: int | None = None, **sizes) -> Draw:
    return draw(table(rows, shuffle), DrawDesign(**sizes), Seed(seed, "公开种子"), line="exit_evaluation", drawn_on=ON)


def names(sample: Draw) -> set[tuple]:
    return {(u["village_code"], u["frame"], u["household_id"] or u["unit_no"]) for u in sample.sample.to_pylist()}

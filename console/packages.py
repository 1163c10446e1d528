"""A decision, answer or signature made in the browser becomes a package like any other: a workbook of its line."""

import datetime as dt
import io
import secrets
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

from acceptance import contracts, evidence, store
from acceptance.season import Season
from console import masks


class EntryError(ValueError):
    """What was entered cannot become a package; the message is Chinese."""


def line(name: str) -> contracts.Line:
    """A line of the year's contract. Raises EntryError for one that it does not have yet."""
    found = contracts.lines().get(name)
    if found is None:
        raise EntryError(f"本系统尚未启用「{name}」这条线，暂不能在这里办理。")
    return found


def table(season: Season, name: str) -> contracts.Table:
    """The one table of a line that is entered here, with the code lists of the year."""
    return season.campaign.codes.of(contracts.tables()[line(name).required[0]])


def refuse(stated: contracts.Table, row: Mapping[str, str]) -> None:
    """Raises EntryError for a required cell left empty, a code not in its list, a value not of its type, and a text
    with an identity or telephone number in it: reports print such texts.
    """
    for column in stated.columns:
        value = row.get(column.name, "")
        if column.required and not value:
            raise EntryError(f"「{column.header}」不能为空。")
        if value and column.codes and value not in column.codes:
            raise EntryError(f"「{column.header}」只能是：{'、'.join(column.codes)}。")
        if value and not _readable(column.type, value):
            raise EntryError(f"「{column.header}」的值「{value}」不能使用。")
        if column.type == "text" and masks.holds_number(value):
            raise EntryError(f"「{column.header}」里有证件号码或电话，不能提交；请改写户编号。")


def _readable(kind: str, value: str) -> bool:
    readers: dict[str, Any] = {
        "int": int,
        "dec": float,
        "num": float,
        "float": float,
        "date": dt.date.fromisoformat,
        "ts": dt.datetime.fromisoformat,
    }
    try:
        readers.get(kind, str)(value)
    except ValueError:
        return False
    return True


def workbook(stated: contracts.Table, rows: Sequence[Mapping[str, str]]) -> bytes:
    """One sheet named and headed as the contract has it; every cell is text."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet(stated.title)
        for place, column in enumerate(stated.columns):
            sheet.write_string(0, place, column.header)
            for number, row in enumerate(rows, 1):
                if row.get(column.name):
                    sheet.write_string(number, place, row[column.name])
    return out.getvalue()


def send(season: Season, name: str, county: str, rows: Sequence[Mapping[str, str]]) -> Path:
    """Puts the rows into the inbox as a package of the line. Raises EntryError, StoreError."""
    stated = table(season, name)
    for row in rows:
        refuse(stated, row)
    folder = evidence.owner_folder(line(name), county)
    return store.submit_bytes(
        season.home, folder, name, f"{stated.title}_{secrets.token_hex(4)}.xlsx", workbook(stated, rows)
    )

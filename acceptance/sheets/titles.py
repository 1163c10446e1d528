"""Which tables a package seems to hold, by the names of its sheets or files alone; what they hold is not read."""

import html
import re
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from acceptance.contracts import Table
from acceptance.sheets import guard
from acceptance.sheets.headers import tidy
from acceptance.sheets.model import Limits
from acceptance.sheets.problems import Refused

INDEX, INDEX_BYTES = "xl/workbook.xml", 1 << 20
SHEET = re.compile(rb'<(?:\w+:)?sheet\s[^>]*?\bname="([^"]*)"')


def named_tables(path: Path, tables: Mapping[str, Table]) -> set[str]:
    """The contract tables that bear the name of a sheet (xlsx) or file (zip, folder, csv, parquet) of the package.

    Empty where the names do not say it: the register's export, another format, a file that cannot be read.
    """
    known = {tidy(table.title): name for name, table in tables.items()} | {name: name for name in tables}
    try:
        found = _names(path)
    except (Refused, OSError, KeyError):
        return set()
    return {known[text] for name in found for text in (tidy(name), name.lower()) if text in known}


def _names(path: Path) -> list[str]:
    guard.regular(path, path.name)
    if path.is_dir():
        files, _ = guard.walk(path, guard.Budget(Limits()))
        return [PurePosixPath(name).stem for name in files]
    kind = guard.kind_of(path, path.name)
    if kind not in ("zip", "xlsx"):
        return [path.stem]
    with guard.opened(path, path.name) as archive:
        if kind == "zip":
            return [PurePosixPath(guard.member_name(info)).stem for info in archive.infolist()]
        with archive.open(INDEX) as index:
            return [html.unescape(n.decode("utf-8", "replace")) for n in SHEET.findall(index.read(INDEX_BYTES))]

"""A written workbook opened again: values as calamine reads them; comments, colours and links from the XML."""

import functools
import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree

from python_calamine import CalamineWorkbook

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


class Opened:
    """Cells are named as in a spreadsheet: opened.comments('户表')['C4']."""

    def __init__(self, path: Path) -> None:
        self.book = CalamineWorkbook.from_path(path)
        with zipfile.ZipFile(path) as archive:
            assert archive.testzip() is None
            self.parts = {name: archive.read(name) for name in archive.namelist()}
        for name, data in self.parts.items():
            if name.endswith((".xml", ".rels", ".vml")):
                ElementTree.fromstring(data)  # every part is well-formed

    @property
    def sheets(self) -> list[str]:
        return self.book.sheet_names

    def values(self, sheet: str) -> list[list[object]]:
        return self.book.get_sheet_by_name(sheet).to_python()

    def text(self, sheet: str) -> str:
        return "\n".join(" ".join(str(v) for v in row if v != "") for row in self.values(sheet))

    def xml(self, sheet: str) -> ElementTree.Element:
        return ElementTree.fromstring(self.parts[f"xl/worksheets/sheet{self.sheets.index(sheet) + 1}.xml"])

    def comments(self, sheet: str) -> dict[str, str]:
        relations = self.parts.get(f"xl/worksheets/_rels/sheet{self.sheets.index(sheet) + 1}.xml.rels", b"")
        found = re.search(rb'Target="\.\./(comments\d+\.xml)"', relations)
        if not found:
            return {}
        root = ElementTree.fromstring(self.parts[f"xl/{found[1].decode()}"])
        return {c.get("ref", ""): "".join(c.itertext()) for c in root.iter(f"{MAIN}comment")}

    def links(self, sheet: str) -> dict[str, str]:
        return {e.get("ref", ""): e.get("location", "") for e in self.xml(sheet).iter(f"{MAIN}hyperlink")}

    def fill(self, sheet: str, cell: str) -> str | None:
        """The colour of a cell as RRGGBB; None when it has none."""
        found = next((c for c in self.xml(sheet).iter(f"{MAIN}c") if c.get("r") == cell), None)
        return None if found is None else self.fills[int(found.get("s", "0"))]

    @functools.cached_property
    def fills(self) -> list[str | None]:
        styles = ElementTree.fromstring(self.parts["xl/styles.xml"])
        colours = []
        for fill in styles.iterfind(f"{MAIN}fills/{MAIN}fill"):
            colour = fill.find(f"{MAIN}patternFill/{MAIN}fgColor")
            colours.append(None if colour is None else (colour.get("rgb") or "")[2:])
        return [colours[int(xf.get("fillId", "0"))] for xf in styles.iterfind(f"{MAIN}cellXfs/{MAIN}xf")]

"""Two pages of a county report as pictures for the README: `python -m tasks.pictures HOME` after `campaign demo`."""

import io
import sys
from pathlib import Path

import pikepdf

from acceptance import store
from acceptance.season import open_season

IMAGES = Path(__file__).parents[1] / "docs" / "images"
PAGES = {"report_verdict.png": "验收结论", "report_evidence.png": "四位一体对照"}
"""Picture -> the part of the report whose first page it shows."""
SCALE, SHADES, MAXIMUM_COVERAGE = 1.25, 160, 1
"""Pixels to a point, and how many colours: text stays legible and a picture below 150 kB."""


def write_pictures(home: Path, folder: Path = IMAGES) -> list[Path]:
    """Draws the pages of the first county whose verdict proposes an exit. Raises StoreError when there is none."""
    report = _report(home)
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for name, part in PAGES.items():
        (folder / name).write_bytes(_drawn(report, _page_of(report, part)))
        made.append(folder / name)
    return made


def _report(home: Path) -> Path:
    season = open_season(home)
    for county in season.counties:
        result = store.read_published(season.home, county, lambda one: one.result)
        if result and str(result["verdict"]).startswith("建议同意"):
            return season.home.results(county) / result["report"]["file"]
    raise store.StoreError(f"「{home}」中还没有建议同意的区县，请先运行 campaign demo。")


def _page_of(report: Path, part: str) -> int:
    """The page (from 0) on which a part begins, by its bookmark."""
    with pikepdf.open(report) as pdf, pdf.open_outline() as outline:
        return next(
            pdf.pages.index(pikepdf.Page(entry.destination[0])) for entry in outline.root if entry.title.endswith(part)
        )


def _drawn(report: Path, page: int) -> bytes:
    import pypdfium2

    document = pypdfium2.PdfDocument(report)
    try:
        picture = document[page].render(scale=SCALE).to_pil().convert("RGB").quantize(SHADES, method=MAXIMUM_COVERAGE)
    finally:
        document.close()
    written = io.BytesIO()
    picture.save(written, format="PNG", optimize=True)
    return written.getvalue()


if __name__ == "__main__":
    write_pictures(Path(sys.argv[1] if len(sys.argv) > 1 else "campaign-home"))

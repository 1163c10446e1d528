"""Each case is rendered once for the whole session."""

import sys
from pathlib import Path

import pypdfium2
import pytest

sys.path.insert(0, str(Path(__file__).parent))  # county_cases, however pytest imports test files

from county_cases import CASES

from acceptance.reporting.context import county_context
from report_templates import fonts
from tasks.rendering import render_county_report


@pytest.fixture(scope="session")
def folder() -> Path:
    fonts.require(fonts.folder())
    return fonts.folder()


@pytest.fixture(scope="session")
def reports(tmp_path_factory, folder):
    """name → (path, ReportInfo, context, result)."""
    home = tmp_path_factory.mktemp("reports")
    made = {}
    for name, case in CASES.items():
        result, extras = case()
        context = county_context(result, extras)
        path = home / f"{name}.pdf"
        made[name] = (path, render_county_report(context, path), context, result)
    return made


@pytest.fixture(scope="session")
def pages(reports):
    """name → text of each page without white space: justification spreads the characters of a line."""
    found = {}
    for name, (path, *_) in reports.items():
        document = pypdfium2.PdfDocument(path)
        found[name] = ["".join(page.get_textpage().get_text_bounded().split()) for page in document]
        document.close()
    return found

"""The room itself: what it imports, how large its files are, that nothing of it comes from elsewhere."""

import ast
from pathlib import Path

import pytest

CONSOLE = Path(__file__).parents[2] / "console"
OTHERS = {"flows", "tasks", "expectations", "report_templates", "prefect", "great_expectations", "weasyprint", "pandas"}
MODULES = sorted(CONSOLE.rglob("*.py"))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(CONSOLE)))
def test_modules_are_short_and_import_the_core_only(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= 250
    for node in ast.walk(ast.parse(text)):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        assert not {name.partition(".")[0] for name in names} & OTHERS
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert (node.end_lineno or 0) - node.lineno < 40, node.name


def test_the_style_sheet_is_small_and_fetches_nothing() -> None:
    style = (CONSOLE / "static" / "console.css").read_text(encoding="utf-8")
    assert len(style.encode()) < 20_000 and "url(" not in style and "@import" not in style


def test_templates_hold_no_script_no_inline_style_and_no_unescaped_word() -> None:
    for path in (CONSOLE / "templates").glob("*.j2"):
        text = path.read_text(encoding="utf-8")
        assert text.count("<script") == text.count('<script src="/static/')
        assert " style=" not in text and " on" + "click" not in text
        unescaped = [line for line in text.splitlines() if "|safe" in line]
        assert all("svg|safe" in line or "qr|safe" in line for line in unescaped), path.name

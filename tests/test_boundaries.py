"""Imports go one way: flows → (tasks, console) → (expectations, acceptance); acceptance imports nothing of ours."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[1]
MAY_IMPORT = {
    "acceptance": {"acceptance"},
    "expectations": {"expectations", "acceptance"},
    "report_templates": {"report_templates"},
    "tasks": {"tasks", "expectations", "acceptance", "report_templates"},
    "console": {"console", "acceptance"},
    "flows": {"flows", "console", "tasks", "expectations", "acceptance"},
}
MAY_ALSO = {"tasks/documents.py": {"console"}}
"""`make docs` prints what every room states, the console's role table too."""
OURS = set(MAY_IMPORT)
KEPT_OUT = ("prefect", "great_expectations", "weasyprint", "pandas", "splink")


def imported(path: Path) -> set[str]:
    """Top-level names of everything a module imports, inside functions too."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            names.add(node.module.partition(".")[0])
    return names


@pytest.mark.parametrize("package", sorted(MAY_IMPORT))
def test_imports_go_one_way(package: str) -> None:
    wrong = {
        f"{path.relative_to(PROJECT)} imports {name}"
        for path in sorted((PROJECT / package).rglob("*.py"))
        for name in (imported(path) & OURS) - MAY_IMPORT[package] - MAY_ALSO.get(str(path.relative_to(PROJECT)), set())
    }
    assert not wrong


def test_importing_the_core_loads_nothing_that_is_kept_out() -> None:
    modules = sorted(
        ".".join(path.relative_to(PROJECT).with_suffix("").parts).removesuffix(".__init__")
        for path in (PROJECT / "acceptance").rglob("*.py")
    )
    code = (
        f"import importlib, sys\nfor name in {modules!r}: importlib.import_module(name)\n"
        f"print([name for name in {KEPT_OUT!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"

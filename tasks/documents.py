"""`make docs`: rewrites the documents that are generated from the contracts and the indicators."""

from collections.abc import Callable
from pathlib import Path

from acceptance.dictionary import dictionary_markdown
from acceptance.indicators import method_markdown
from acceptance.signals import signals_markdown
from console.roles import as_markdown as roles_markdown

DOCS = Path(__file__).parents[1] / "docs"
GENERATED: dict[str, Callable[[], str]] = {
    "dictionary.md": dictionary_markdown,
    "method.md": method_markdown,
    "roles.md": roles_markdown,
    "signals.md": signals_markdown,
}
"""File in docs/ -> what makes its text. A test compares each file with its text."""


def write_documents(folder: Path = DOCS) -> list[Path]:
    """Writes every generated document into `folder`; returns those whose text changed."""
    changed = []
    for name, text in GENERATED.items():
        path, wanted = folder / name, text()
        if not path.is_file() or path.read_text(encoding="utf-8") != wanted:
            path.write_text(wanted, encoding="utf-8")
            changed.append(path)
    return changed


if __name__ == "__main__":
    write_documents()

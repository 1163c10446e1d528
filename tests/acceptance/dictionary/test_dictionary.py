"""The generated documents: complete, well-formed, and the ones in docs/ are today's."""

import re
from pathlib import Path

import pytest

from acceptance import contracts
from acceptance.dictionary import dictionary_markdown
from tasks import documents


@pytest.fixture(scope="module")
def text() -> str:
    return dictionary_markdown()


@pytest.mark.parametrize("name", sorted(documents.GENERATED))
def test_document_in_docs_is_the_generated_one(name: str) -> None:
    kept = (documents.DOCS / name).read_text(encoding="utf-8")
    assert kept == documents.GENERATED[name](), f"docs/{name} is out of date: run `make docs`"


def test_every_line_table_column_rule_registry_and_code_list_is_in_it(text: str) -> None:
    for table in (*contracts.tables().values(), *contracts.registries().values()):
        assert f'<a id="{table.name}"></a>{table.title}' in text
        assert all(f"| `{c.name}` | {c.header} |" in text for c in table.columns)
        assert all(re.search(rf"^\| {re.escape(r.id)} \| .*{re.escape(r.title)}", text, re.M) for r in table.rules)
    assert all(f"| `{line.id}` | {line.title} |" in text for line in contracts.lines().values())
    assert all(f'<a id="codes-{name}"></a>' in text for name, _ in contracts.standing_codes().items())


def test_every_link_leads_somewhere_and_every_row_has_its_columns(text: str) -> None:
    anchors = set(re.findall(r'<a id="([^"]+)"></a>', text))
    assert set(re.findall(r"\]\(#([^)]+)\)", text)) <= anchors
    width = 0
    for line in text.splitlines():
        cells = len(re.findall(r"(?<!\\)\|", line)) if line.startswith("|") else 0
        assert not (width and cells) or cells == width, line
        width = cells


def test_documents_are_written_only_when_they_changed(tmp_path: Path) -> None:
    assert {p.name for p in documents.write_documents(tmp_path)} == set(documents.GENERATED)
    assert documents.write_documents(tmp_path) == []
    (tmp_path / "method.md").write_text("old", encoding="utf-8")
    assert documents.write_documents(tmp_path) == [tmp_path / "method.md"]

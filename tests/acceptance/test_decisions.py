"""What the office decided, asked for all counties at once: kept while the files stand."""

from types import SimpleNamespace

from acceptance import evidence, store
from tests import support

QUERY = "SELECT county_code, value FROM decision ORDER BY decision_id"


def test_an_answer_is_kept_and_asked_anew_when_a_file_is_another(tmp_path, monkeypatch):
    file, opened = tmp_path / "1.parquet", []
    connect = evidence.sql.connect
    monkeypatch.setattr(evidence.sql, "connect", lambda **given: opened.append(1) or connect(**given))
    monkeypatch.setattr(store, "accepted", lambda *given: [1])
    monkeypatch.setattr(store, "lake_files", lambda *given: [file])
    season = SimpleNamespace(home=None, basis=None)

    def ask(value):
        con = support.evidence(decision=[{"decision_id": "D1", "county_code": "500229", "value": value}])
        con.execute(f"COPY (FROM decision) TO '{tmp_path / 'new.parquet'}'")
        (tmp_path / "new.parquet").replace(file)
        opened.clear()
        return [evidence.ask_decisions(season, QUERY, {}) for _ in range(3)], len(opened)

    assert ask("3") == ([[("500229", "3")]] * 3, 1)
    assert ask("4") == ([[("500229", "4")]] * 3, 1)

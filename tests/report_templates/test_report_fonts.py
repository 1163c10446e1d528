"""Fetching fonts: only what is missing, only the pinned bytes, nothing half written."""

import hashlib
import time

import pytest

from report_templates import fonts
from report_templates.fonts import Face

GOOD = b"a font"


@pytest.fixture
def one_face(monkeypatch):
    face = Face("Only", "only.ttf", "some-package", hashlib.sha256(GOOD).hexdigest())
    monkeypatch.setattr(fonts, "FACES", (face,))
    return face


@pytest.fixture
def source(monkeypatch):
    """A package source that counts and answers with what a test puts in."""
    answers, asked = [], []

    def contents(package, names, work):
        asked.append(package)
        return [(name, answers.pop(0)) for name in sorted(names)]

    monkeypatch.setattr(fonts, "_contents", contents)
    return answers, asked


def test_fetches_what_is_missing_and_then_nothing(one_face, source, tmp_path):
    answers, asked = source
    answers.append(GOOD)
    assert fonts.fetch(tmp_path / "f") == ["only.ttf"]
    assert (tmp_path / "f" / "only.ttf").read_bytes() == GOOD
    assert fonts.fetch(tmp_path / "f") == []
    assert asked == ["some-package"]


def test_a_changed_file_is_fetched_again(one_face, source, tmp_path):
    answers, _ = source
    answers += [GOOD, GOOD]
    fonts.fetch(tmp_path)
    (tmp_path / "only.ttf").write_bytes(b"a fond")
    assert [face.file for face in fonts.missing(tmp_path)] == ["only.ttf"]
    assert fonts.fetch(tmp_path) == ["only.ttf"]
    assert (tmp_path / "only.ttf").read_bytes() == GOOD


def test_other_bytes_than_the_pinned_ones_are_not_kept(one_face, source, tmp_path):
    source[0].append(b"something else")
    with pytest.raises(fonts.FontsMissing, match="校验值不符"):
        fonts.fetch(tmp_path)
    assert not (tmp_path / "only.ttf").exists()
    assert list(tmp_path.iterdir()) == []


def test_the_folder_named_in_the_environment_is_used(monkeypatch, tmp_path):
    monkeypatch.setenv("ACCEPTANCE_FONTS", str(tmp_path))
    assert fonts.folder() == tmp_path
    monkeypatch.delenv("ACCEPTANCE_FONTS")
    assert fonts.folder().name == ".fonts"


def test_a_complete_folder_is_recognised_at_once(folder):
    fonts.missing(folder)
    started = time.process_time()
    assert fonts.missing(folder) == []
    assert time.process_time() - started < 0.05


def test_one_file_per_family_and_plain_formats_only():
    families = [face.family for face in fonts.FACES]
    assert len(set(families)) == len(families)
    assert all(face.file.endswith((".otf", ".ttf")) for face in fonts.FACES)

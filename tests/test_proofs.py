"""What a published result proves and what it never tells: full numbers, traces of the machine (DESIGN 4, 8)."""

import re
import shutil
import socket
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pyarrow as pa
import pyarrow.parquet as pq
import pypdfium2
import pytest

from acceptance import results as published
from acceptance import store
from tasks import verification
from tests import spine_homes
from tests.spine_homes import DONE, FULL_NUMBER, REFUSED, WAITING

pytestmark = pytest.mark.xdist_group("spine")


def said(report: Path, home: Path) -> tuple[bool, str]:
    verdict = verification.verify(report, home)
    return verdict.matches, "\n".join(verdict.lines)


def report_of(home: Path, county: str = DONE) -> Path:
    return home / "results" / county / "report.pdf"


@pytest.mark.parametrize("county", [DONE, REFUSED, WAITING])
def test_a_published_report_matches(advanced, county):
    matches, lines = said(report_of(advanced, county), advanced)
    assert matches and "不符" not in lines
    assert lines.count("收件字节") == len(spine_homes.result(advanced, county)["inputs"])


def test_a_copy_elsewhere_matches_and_a_changed_byte_does_not(advanced, tmp_path):
    copy = Path(shutil.copy(report_of(advanced), tmp_path / "副本.pdf"))
    assert said(copy, advanced)[0]
    data = bytearray(copy.read_bytes())
    data[data.rindex(b"startxref") - 20] ^= 1
    copy.write_bytes(data)
    matches, lines = said(copy, advanced)
    assert not matches and "不" in lines


def test_a_report_whose_embedded_data_were_changed_does_not_match(advanced, tmp_path):
    forged = tmp_path / "伪造.pdf"
    with pikepdf.open(report_of(advanced)) as pdf:
        core = bytes(pdf.attachments[verification.CORE].get_file().read_bytes())
        pdf.attachments[verification.CORE] = core.replace("建议同意摘帽".encode(), "建议不予摘帽".encode())
        pdf.save(forged)
    matches, lines = said(forged, advanced)
    assert not matches and "不符：嵌入数据的校验值" in lines


def test_a_changed_received_file_is_found(home):
    package = store.package_path(store.Home.open(home), DONE, "opinion", 1)
    package.write_bytes(package.read_bytes() + b" ")
    matches, lines = said(report_of(home), home)
    assert not matches
    assert [line for line in lines.splitlines() if line.startswith("不符")] == ["不符：opinion 第 1 版的收件字节"]


def test_an_outdated_report_is_found(advanced, complete):
    home, _, _ = complete
    matches, lines = said(report_of(advanced, WAITING), home)
    assert not matches and "不是现行发布的结果" in lines
    assert said(report_of(home, WAITING), home)[0]


def test_without_its_home_a_report_does_not_count_as_verified(advanced, tmp_path):
    matches, lines = said(report_of(advanced), tmp_path)
    assert not matches and "--home" in lines


def test_the_core_is_in_the_report_and_its_hash_is_printed(advanced):
    result = spine_homes.result(advanced, DONE)
    core = verification.embedded_core(report_of(advanced))
    assert core == {key: value for key, value in result.items() if key not in ("report", "signatures")}
    assert published.core_sha256(result) == result["core_sha256"]
    assert published.core_sha256(result | {"signatures": [{"name": "某"}]}) == result["core_sha256"]
    assert result["core_sha256"] in re.sub(r"\s", "", pdf_text(report_of(advanced)))
    assert result["report"]["pages"] == len(pypdfium2.PdfDocument(report_of(advanced)))


# What results/ never holds


def pdf_text(path: Path) -> str:
    document = pypdfium2.PdfDocument(path)
    try:
        return "\n".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


def parquet_text(path: Path) -> str:
    table = pq.read_table(path, partitioning=None)
    return "\n".join(str(value) for column in table.columns for value in column.to_pylist() if value is not None)


def zip_text(path: Path) -> str:
    with zipfile.ZipFile(path) as book:
        return "\n".join(book.read(name).decode("utf-8", "replace") for name in book.namelist())


READERS = {
    ".pdf": pdf_text,
    ".parquet": parquet_text,
    ".xlsx": zip_text,
    ".json": lambda path: path.read_text(encoding="utf-8"),
}


def texts(home: Path, *, feedback: bool) -> Iterator[tuple[str, str]]:
    """Relative path and text of every file below results/."""
    for path in sorted((home / "results").rglob("*")):
        if path.is_file() and (feedback or path.parent.name != "feedback"):
            yield str(path.relative_to(home)), READERS[path.suffix](path)


def test_no_full_number_is_published(complete):
    found = {name: FULL_NUMBER.findall(text) for name, text in texts(complete[0], feedback=False)}
    assert len(found) > 20
    assert {name: numbers[:3] for name, numbers in found.items() if numbers} == {}


def test_the_scan_would_see_a_number():
    assert FULL_NUMBER.findall("a 500229198001011234, 13800000000.") == ["500229198001011234", "13800000000"]
    assert FULL_NUMBER.findall("500229********1234 5002291980010112345 a13800000000 0.002909090909090909") == []


def test_floats_are_published_with_twelve_significant_digits(complete):
    for path in (complete[0] / "results").rglob("*.parquet"):
        table = pq.read_table(path, partitioning=None)
        for name in (field.name for field in table.schema if pa.types.is_floating(field.type)):
            values = [value for value in table[name].to_pylist() if value is not None]
            assert values == [float(f"{value:.12g}") for value in values], (path.name, name)


def test_nothing_of_the_machine_is_published(complete):
    home = complete[0]
    here = store.Home.open(home)
    runs = [generation for names in spine_homes.names(home).values() for generation in names]
    host = [name for name in (socket.gethostname(),) if len(name) > 5]  # a shorter one is found in any compressed file
    traces = [str(home), home.parent.name, here.id, *host, *runs]
    for name, text in texts(home, feedback=True):
        raw = (home / name).read_bytes()
        assert [trace for trace in traces if trace in text or trace.encode() in raw] == [], name


def test_a_feedback_workbook_goes_to_its_sender_only_and_is_private(complete):
    assert {path.stat().st_mode & 0o777 for path in (complete[0] / "results").rglob("*") if path.is_file()} == {0o600}
    assert {path.stat().st_mode & 0o777 for path in (complete[0] / "results").rglob("*") if path.is_dir()} == {0o700}

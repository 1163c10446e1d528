"""Documents that were printed for a county or for all: <home>/documents/<county or municipal>/<kind>/."""

from pathlib import Path

from acceptance import store
from acceptance.documents.archive import DOCUMENTS
from acceptance.season import Season

KINDS = {"notices": "整改通知书", "publicity": "公示稿"}
"""Of a county. Dossiers, archives and register lists are private and never offered here as files."""
MUNICIPAL_KINDS = {"bulletins": "通报", "summary": "全市汇总"}
_SUFFIXES = (".pdf", ".xlsx")


def kinds_of(county: str) -> dict[str, str]:
    return MUNICIPAL_KINDS if county == store.MUNICIPAL else KINDS


def _folder(season: Season, county: str, kind: str) -> Path:
    return season.home.path / DOCUMENTS / county / kind


def listed(season: Season, county: str) -> dict[str, list[str]]:
    """Kind -> names of its files, newest name last."""
    return {kind: _names(_folder(season, county, kind)) for kind in kinds_of(county)}


def _names(folder: Path) -> list[str]:
    entries = sorted(folder.iterdir()) if folder.is_dir() else []
    return [one.name for one in entries if one.suffix in _SUFFIXES and one.is_file() and not one.is_symlink()]


def read(season: Season, county: str, kind: str, name: str) -> bytes | None:
    """A document that is listed; None for any other name."""
    known = kind in kinds_of(county) and name in _names(_folder(season, county, kind))
    return (_folder(season, county, kind) / name).read_bytes() if known else None

"""归档: one county sealed: what was sent, drawn, decided and found, in one file with a manifest of hashes.

It holds personal data as sent and stays inside the office. Department tables are not in it, because they hold other
counties' people: their receipts (hashes) and the county's own hits are. Same home, same bytes.
"""

import hashlib
import json
import stat
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Any

from acceptance import contracts, store
from acceptance.aftermath import ARCHIVES, DOCUMENTS
from acceptance.documents.refusal import Refused
from acceptance.season import Season
from acceptance.store.files import walk

MANIFEST = "MANIFEST.json"
_BLOCK = 1 << 20


class ArchiveRefused(Refused):
    """The county cannot be sealed now; the message says why in Chinese."""


@dataclass(frozen=True)
class Sealed:
    """A written archive. seal: sha256 of its manifest, to be kept elsewhere; files: how many it holds."""

    path: Path
    seal: str
    files: int


@dataclass(frozen=True)
class _Entry:
    name: str
    source: Path
    size: int
    sha256: str


def seal_county(season: Season, county: str, path: Path) -> Sealed:
    """Write the archive of a county's published results and everything they rest on.

    Raises ArchiveRefused without published results, and when a file changes meanwhile.
    """
    generation = store.published(season.home, county)
    if generation is None:
        raise ArchiveRefused(f"{season.county_names.get(county, county)}尚无验收结果，不能归档。")
    result = generation.result
    entries = sorted(_entries(season, county, generation), key=lambda entry: entry.name)
    manifest = store.canonical_json(_manifest(season, result, entries))
    dated = date.fromisoformat(result["as_of"])
    part = path.with_name(path.name + ".part")
    try:
        with zipfile.ZipFile(part, "w", zipfile.ZIP_STORED, strict_timestamps=True) as archive:
            archive.writestr(_info(MANIFEST, dated, len(manifest)), manifest)
            for entry in entries:
                _add(archive, entry, dated)
        part.chmod(0o600)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return Sealed(path, hashlib.sha256(manifest).hexdigest(), len(entries))


def verify_archive(path: Path) -> list[str]:
    """What does not match the manifest, in Chinese; empty when all of it does."""
    with zipfile.ZipFile(path) as archive:
        listed = {one["path"]: one["sha256"] for one in json.loads(archive.read(MANIFEST))["files"]}
        there = [name for name in archive.namelist() if name != MANIFEST]
        wrong = [f"多出文件：{name}" for name in sorted(set(there) - set(listed))]
        wrong += [f"缺少文件：{name}" for name in sorted(set(listed) - set(there))]
        wrong += [f"文件重复：{name}" for name in sorted({name for name in there if there.count(name) > 1})]
        for name in sorted(set(listed) & set(there)):
            with archive.open(name) as stream:
                if hashlib.file_digest(stream, "sha256").hexdigest() != listed[name]:  # type: ignore[arg-type]
                    wrong.append(f"内容不符：{name}")
    return wrong


def seal_of(path: Path) -> str:
    """The seal of an archive: sha256 of its manifest, as `seal_county` gave it."""
    with zipfile.ZipFile(path) as archive:
        return hashlib.sha256(archive.read(MANIFEST)).hexdigest()


def _manifest(season: Season, result: Mapping[str, Any], entries: list[_Entry]) -> dict[str, Any]:
    said = ("campaign_year", "county_code", "county_name", "as_of", "stage", "verdict", "rules_version", "core_sha256")
    files = [{"path": entry.name, "size": entry.size, "sha256": entry.sha256} for entry in entries]
    return {key: result.get(key) for key in said} | {"kind": season.home.kind, "home": season.home.id, "files": files}


def _entries(season: Season, county: str, generation: store.Generation) -> Iterator[_Entry]:
    """Every file of the archive under the path it has in the home; the published generation as results/<county>/."""
    home = season.home.path
    for relative in generation.files():
        yield _entry(f"results/{county}/{relative}", generation.folder / relative)
    shared = [f"received/municipal/{line.id}" for line in contracts.lines().values() if line.owner == "municipal"]
    folders = ["config", f"received/{county}", f"samples/{county}", *shared, "received/municipal/config"]
    for folder in [*folders, f"lake/hits/county_code={county}"]:
        yield from _below(home, folder)
    own = f"{DOCUMENTS}/{county}"
    yield from (entry for entry in _below(home, own) if not entry.name.startswith(f"{own}/{ARCHIVES}/"))
    for entry in _below(home, "received/registries"):
        if PurePosixPath(entry.name).name == "receipt.json":
            yield entry
    for name in ("campaign.yaml", "home.json"):
        yield _entry(name, home / name)


def _below(home: Path, folder: str) -> Iterator[_Entry]:
    if not (home / folder).is_dir():
        return
    for relative, status in walk(home / folder):
        if not stat.S_ISREG(status.st_mode):
            raise ArchiveRefused(f"「{folder}/{relative}」是链接或特殊文件，不能归档。")
        yield _entry(f"{folder}/{relative}", home / folder / relative)


def _entry(name: str, source: Path) -> _Entry:
    return _Entry(name, source, source.stat().st_size, store.hash_file(source))


def _info(name: str, dated: date, size: int) -> zipfile.ZipInfo:
    """Fixed date, mode and system, nothing compressed: the bytes depend on the content alone."""
    info = zipfile.ZipInfo(name, (dated.year, dated.month, dated.day, 0, 0, 0))
    info.external_attr, info.create_system, info.file_size = 0o600 << 16, 3, size
    return info


def _add(archive: zipfile.ZipFile, entry: _Entry, dated: date) -> None:
    digest = hashlib.sha256()
    with entry.source.open("rb") as source, archive.open(_info(entry.name, dated, entry.size), "w") as target:
        while block := source.read(_BLOCK):
            digest.update(block)
            target.write(block)
    if digest.hexdigest() != entry.sha256:
        raise ArchiveRefused(f"归档时「{entry.name}」有变动，请稍后重试。")

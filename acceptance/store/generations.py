"""Generations: one folder per advance, complete only when its result.json is there (DESIGN 4, Publishing 2-7, 11).

`runs/<county>/<number>-<random>/`. A generation's name orders it: first by number, then by the random part. Files and
folders at its top whose name begins with "." belong to the run (inputs, steps, GX results, log) and are never copied
into results/.
"""

import re
import stat
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from acceptance.store.errors import GenerationGone, StoreError
from acceptance.store.files import (
    FILE_MODE,
    FOLDER_MODE,
    discard,
    fsync_dir,
    fsync_file,
    hash_value,
    make_dirs,
    names,
    new_file,
    put_in_place,
    read_json,
    readable_json,
    token,
    walk,
)
from acceptance.store.home import MUNICIPAL, Home
from acceptance.store.points import reached

INPUTS, STEPS, LOG, GX = ".inputs.json", ".steps", ".log", ".gx"
_NAME = re.compile(r"([0-9]+)-([0-9a-f]+)")
T = TypeVar("T")


@dataclass(frozen=True)
class Inputs:
    """What a result rests on: name -> hash of every accepted version, decision, registry slice, configuration, rules;
    and the date. Two are compared by `same_as`, not by ==."""

    entries: Mapping[str, str]
    as_of: date

    @property
    def digest(self) -> str:
        """sha256 of the entries, without the date."""
        return hash_value(dict(self.entries))

    def same_as(self, earlier: "Inputs", valid_until: date | None) -> bool:
        """Whether nothing moved but as_of, and that stays before `valid_until` (DESIGN 4, Publishing 2).

        valid_until: the first date on which the published result would differ; None when no later date matters. An
        earlier as_of counts as the same too: a run that began before midnight never undoes one that began after it.
        """
        if dict(self.entries) != dict(earlier.entries):
            return False
        return self.as_of == earlier.as_of or valid_until is None or self.as_of < valid_until


def last_file(county: str) -> str:
    """The file that completes a generation and is copied last."""
    return "campaign.json" if county == MUNICIPAL else "result.json"


@dataclass(frozen=True)
class Generation:
    """One generation of a county's results. Only the run that began it writes in it."""

    home: Home
    county: str
    name: str

    @property
    def folder(self) -> Path:
        return self.home.runs(self.county) / self.name

    @property
    def exists(self) -> bool:
        return self.folder.is_dir()

    @property
    def is_complete(self) -> bool:
        return (self.folder / last_file(self.county)).is_file()

    @property
    def inputs(self) -> Inputs:
        """What it was begun with. Raises FileNotFoundError when the folder is gone."""
        facts = read_json(self.folder / INPUTS)
        return Inputs(facts["entries"], date.fromisoformat(facts["as_of"]))

    @property
    def result(self) -> dict[str, Any]:
        """result.json. Raises FileNotFoundError before it is finished or after it was pruned."""
        return read_json(self.folder / last_file(self.county))

    @property
    def valid_until(self) -> date | None:
        """The first later date on which the result would differ; None when there is none."""
        value = self.result["valid_until"]
        return date.fromisoformat(value) if value else None

    def path(self, relative: str) -> Path:
        """Where to write a file; makes the folders between, but never the generation itself.

        Raises GenerationGone when the generation was pruned.
        """
        target = self.folder / relative
        if not target.resolve().is_relative_to(self.folder.resolve()):
            raise StoreError(f"「{relative}」不在本次结果的文件夹之内。")
        for folder in reversed(target.relative_to(self.folder).parents[:-1]):
            try:
                (self.folder / folder).mkdir(FOLDER_MODE, exist_ok=True)
            except FileNotFoundError as error:
                raise GenerationGone(f"{self.county} 的第 {self.name} 次结果已被清理。") from error
        if not self.exists:
            raise GenerationGone(f"{self.county} 的第 {self.name} 次结果已被清理。")
        return target

    def files(self) -> list[str]:
        """Relative paths of what is published, sorted; result.json among them once it is finished."""
        return [relative for relative, _ in walk(self.folder) if not relative.startswith(".")]

    def finish(self, result: Mapping[str, Any]) -> None:
        """Makes every file durable, then renames result.json in, last (Publishing 6).

        result: must hold as_of as begun and valid_until (a later date or None). Raises GenerationGone when the folder
        was pruned, StoreError for a result that would never be found current again.
        """
        try:
            _refuse_bad_dates(result, self.inputs.as_of)
            _make_durable(self.folder)
            reached("finish.synced")
            temporary = self.folder / f".{token()}.tmp"
            with new_file(temporary) as stream:
                stream.write(readable_json(result))
            put_in_place(temporary, self.folder / last_file(self.county))
        except FileNotFoundError as error:
            if self.exists:
                raise
            raise GenerationGone(f"{self.county} 的第 {self.name} 次结果已被清理。") from error
        reached("finish.durable")


def _refuse_bad_dates(result: Mapping[str, Any], as_of: date) -> None:
    until = result["valid_until"]
    until = date.fromisoformat(until) if isinstance(until, str) else until
    if str(result["as_of"]) != as_of.isoformat():
        raise StoreError(f"结果的日期 {result['as_of']} 与输入的日期 {as_of} 不一致。")
    if until is not None and until <= as_of:
        raise StoreError(f"结果的有效期 {until} 必须晚于 {as_of}。")


def _make_durable(folder: Path) -> None:
    """Private modes whatever library wrote the files, and everything on the disk."""
    folders = {folder}
    for relative, status in walk(folder):
        path = folder / relative
        if not stat.S_ISREG(status.st_mode):
            raise StoreError(f"结果里有链接或特殊文件「{relative}」。")
        path.chmod(FILE_MODE)
        fsync_file(path)
        folders |= {path.parent, *(above for above in path.parents if above.is_relative_to(folder))}
    for inside in sorted(folders, reverse=True):
        inside.chmod(FOLDER_MODE)
        fsync_dir(inside)


def generations(home: Home, county: str) -> list[Generation]:
    """Every generation there is, complete or not, lowest first."""
    try:
        found = [match for match in map(_NAME.fullmatch, names(home.runs(county))) if match]
    except FileNotFoundError:
        return []
    found.sort(key=lambda match: (int(match[1]), match[2]))
    return [Generation(home, county, match[0]) for match in found]


def published(home: Home, county: str) -> Generation | None:
    """The published generation: the highest that has a result.json (Publishing 7)."""
    complete = (one for one in reversed(generations(home, county)) if one.is_complete)
    return next(complete, None)


def begin(home: Home, county: str, inputs: Inputs) -> Generation:
    """Makes the next generation's folder and writes down its inputs (Publishing 3)."""
    make_dirs(home.runs(county))
    there = generations(home, county)
    number = int(there[-1].name.partition("-")[0]) + 1 if there else 1
    generation = Generation(home, county, f"{number}-{token()}")
    reached("begin.numbered")
    generation.folder.mkdir(FOLDER_MODE)
    reached("begin.made")
    fsync_dir(home.runs(county))
    facts = {"entries": dict(inputs.entries), "as_of": inputs.as_of}
    with new_file(generation.folder / INPUTS) as stream:
        stream.write(readable_json(facts))
    reached("begin.inputs_written")
    return generation


def read_published(home: Home, county: str, use: Callable[[Generation], T]) -> T | None:
    """Calls `use` with the published generation; again with the then highest when a file is gone (Publishing 12).

    Returns None when nothing is published. Raises FileNotFoundError when the same generation lacks the file twice.
    """
    missed: Generation | None = None
    while (generation := published(home, county)) is not None:
        try:
            return use(generation)
        except FileNotFoundError:
            if generation == missed:
                raise
            missed = generation
    return None


def prune(home: Home, county: str, keep: int = 3) -> list[str]:
    """Removes what lies below the last `keep` published generations (Publishing 11); returns the names removed."""
    there = generations(home, county)
    complete = [place for place, one in enumerate(there) if one.is_complete]
    if len(complete) < keep:
        return []
    removed = there[: complete[-keep]]
    for generation in removed:
        reached("prune.removing")
        with suppress(FileNotFoundError):  # another run prunes too
            discard(generation.folder, home.tmp)
    return [generation.name for generation in removed]

"""results/<county>/: a copy of the published generation that people and the console read (DESIGN 4, Publishing 8, 12).

The copy is made file by file by rename, result.json last. Any number of copiers may work at once, with different
generations, and die anywhere: the copy is finished only when it equals the then highest generation by content.
"""

from contextlib import suppress
from pathlib import Path

from acceptance.store.files import copy_atomic, fsync_dir, make_dirs, same_bytes, walk
from acceptance.store.generations import Generation, last_file, published
from acceptance.store.home import Home
from acceptance.store.points import reached


def copy_out(home: Home, county: str) -> Generation | None:
    """Finishes the copy of the published generation; returns that generation, None when nothing is published."""
    while (generation := published(home, county)) is not None:
        try:
            if not _is_copy(home, generation):
                _copy(home, generation)
            elif published(home, county) == generation:
                return generation
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            # Pruned, or another copier put its own generation in between: begin with what is the highest then.
            reached("copy.starting_over")
    return None


def is_copied(home: Home, county: str) -> bool:
    """Whether results/<county>/ equals the published generation by content and holds no other file.

    True when nothing is published.
    """
    generation = published(home, county)
    try:
        return generation is None or _is_copy(home, generation)
    except (FileNotFoundError, NotADirectoryError):
        return False


def _is_copy(home: Home, generation: Generation) -> bool:
    target = home.results(generation.county)
    wanted = generation.files()
    return _present(target) == wanted and all(same_bytes(generation.folder / name, target / name) for name in wanted)


def _present(target: Path) -> list[str]:
    try:
        return [relative for relative, _ in walk(target)]
    except FileNotFoundError:
        return []


def _copy(home: Home, generation: Generation) -> None:
    target, last = home.results(generation.county), last_file(generation.county)
    wanted = generation.files()
    make_dirs(target)
    _remove_others(target, wanted)
    folders = {target}
    for name in wanted:
        if name != last:
            make_dirs((target / name).parent)
            folders.add((target / name).parent)
            _copy_file(home, generation.folder / name, target / name)
    for folder in sorted(folders):
        fsync_dir(folder)
    reached("copy.before_last")
    _copy_file(home, generation.folder / last, target / last)
    reached("copy.done")


def _copy_file(home: Home, source: Path, target: Path) -> None:
    if not same_bytes(source, target):
        reached("copy.file")
        copy_atomic(source, target, home.tmp)


def _remove_others(target: Path, wanted: list[str]) -> None:
    for name in sorted(set(_present(target)) - set(wanted)):
        reached("copy.removing")
        (target / name).unlink(missing_ok=True)
    needed = {above for name in wanted for above in (target / name).parents}
    for folder in sorted((path for path in target.rglob("*") if path.is_dir()), reverse=True):
        if folder not in needed:
            with suppress(OSError):  # another copier has just put a file there
                folder.rmdir()

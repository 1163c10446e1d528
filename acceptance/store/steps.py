"""The step cache: a step whose inputs' hash is unchanged takes its files from an earlier generation (DESIGN 4).

Result files are the same bytes either way; `skipped` only saves the work.
"""

import shutil
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, Literal

from acceptance.store.errors import StoreError
from acceptance.store.files import FOLDER_MODE, hash_file, read_json, walk, write_json
from acceptance.store.generations import STEPS, Generation, generations
from acceptance.store.home import safe_name
from acceptance.store.points import reached

StepOutcome = Literal["skipped", "done"]


def step(
    generation: Generation,
    name: str,
    inputs_hash: str,
    produce: Callable[[Path], None],
    outputs: Sequence[str],
) -> StepOutcome:
    """Fills `outputs` (files or folders, relative to the generation) by `produce(folder)` or from an earlier run.

    inputs_hash: of everything `produce` reads, as_of included if it looks at the date. `produce` writes new files
    only; it never opens an output of another step for writing. An output whose name begins with "." stays inside the
    runs. Raises StoreError when an output is missing afterwards, GenerationGone when the generation was pruned.
    """
    for output in outputs:
        _clear(generation.path(output))
    record = _kept(generation, name, inputs_hash, outputs)
    outcome: StepOutcome = "skipped"
    if record is None:
        produce(generation.folder)
        reached("step.produced")
        record, outcome = _written(generation, name, inputs_hash, outputs), "done"
    write_json(generation.path(_record_file(name)), record)
    reached("step.recorded")
    return outcome


def recorded_hash(generation: Generation, name: str) -> str | None:
    """The inputs' hash a generation's step was recorded with; None when the step did not run in it."""
    record = _recorded(generation, name)
    return record["hash"] if record else None


def _record_file(name: str) -> str:
    return f"{STEPS}/{safe_name(name)}.json"  # one file a step: steps of one run may end at the same moment


def _recorded(generation: Generation, name: str) -> dict[str, Any] | None:
    try:
        return read_json(generation.folder / _record_file(name))
    except FileNotFoundError:
        return None


def _kept(generation: Generation, name: str, inputs_hash: str, outputs: Sequence[str]) -> dict[str, Any] | None:
    """Takes the outputs from the newest other generation that has them whole; None when there is none."""
    for other in reversed(generations(generation.home, generation.county)):
        record = _recorded(other, name) if other != generation else None
        if record is None or (record["hash"], record["outputs"]) != (inputs_hash, list(outputs)):
            continue
        if _taken(generation, other, record["files"], record["folders"]):
            return record
        for output in outputs:
            _clear(generation.path(output))
    return None


def _taken(generation: Generation, other: Generation, files: dict[str, str], folders: Iterable[str]) -> bool:
    for folder in folders:
        generation.path(folder).mkdir(FOLDER_MODE, exist_ok=True)
    for relative, sha256 in files.items():
        target = generation.path(relative)
        try:
            _link(other.folder / relative, target)
            if hash_file(target) != sha256:  # damaged: produce it again
                return False
        except FileNotFoundError:  # the other was pruned just now
            return False
    return True


def _link(source: Path, target: Path) -> None:
    try:
        target.hardlink_to(source)
    except FileNotFoundError:
        raise
    except OSError:  # a file system without hard links
        shutil.copyfile(source, target)


def _written(generation: Generation, name: str, inputs_hash: str, outputs: Sequence[str]) -> dict[str, Any]:
    folders: list[str] = []
    files: list[str] = []
    for output in outputs:
        path = generation.folder / output
        if path.is_dir():
            folders.append(output)
            files += [f"{output}/{relative}" for relative, _ in walk(path)]
        elif path.is_file():
            files.append(output)
        else:
            generation.path(output)  # raises GenerationGone if that is why
            raise StoreError(f"步骤 {name} 没有写出「{output}」。")
    hashes = {relative: hash_file(generation.folder / relative) for relative in files}
    return {"hash": inputs_hash, "outputs": list(outputs), "folders": folders, "files": hashes}


def _clear(path: Path) -> None:
    """Removes an output of an earlier try, so that nothing is ever written into a file two generations share."""
    if path.is_dir():
        shutil.rmtree(path)
    path.unlink(missing_ok=True)

"""The order in which one run publishes a county's results (DESIGN 4, Publishing 1-12).

The order was model-checked with several runs, kills, pauses and arrivals at every step; the numbers below are its
sentences. No clock and no lock file decides anything.
"""

import random
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal

from acceptance.store.copying import copy_out, is_copied
from acceptance.store.generations import Generation, Inputs, begin, generations, prune, published
from acceptance.store.home import Home
from acceptance.store.points import reached

ListInputs = Callable[[], Inputs]


@dataclass(frozen=True)
class PublishOutcome:
    """How a run ended, and the generation that was published then.

    unchanged: nothing had to be done. published: this run's generation is the published one. superseded: another
    run's is, or this run's folder was pruned.
    """

    state: Literal["unchanged", "published", "superseded"]
    generation: Generation | None


def is_current(home: Home, county: str, inputs: Inputs) -> bool:
    """Whether the published generation rests on these inputs, as far as the date goes."""
    generation = published(home, county)
    try:
        return generation is not None and inputs.same_as(generation.inputs, generation.valid_until)
    except FileNotFoundError:  # pruned meanwhile: something newer is published
        return False


def needs_run(home: Home, county: str, inputs: Inputs) -> bool:
    """Publishing 10: inputs differ from the published generation's, or the copy is not finished. For reconcile."""
    return not (is_current(home, county, inputs) and is_copied(home, county))


class Run:
    """One run of one county, usable from plain and from asynchronous code:

    run = Run(home, county, list_inputs)
    while (generation := run.attempt()) is not None:
        with run.writing(generation):
            generation.finish(build(generation))     # build may be awaited
    run.outcome

    list_inputs: reads the store anew at every call. `generation.inputs` says what this attempt rests on.
    """

    def __init__(self, home: Home, county: str, list_inputs: ListInputs) -> None:
        self._home, self._county, self._list_inputs = home, county, list_inputs
        self._mine: Generation | None = None
        self._ended = False

    def attempt(self) -> Generation | None:
        """Steps 1 to 4: the generation to write now, or None when the run is at its end."""
        while not self._ended:
            current = copy_out(self._home, self._county)  # 1, 8
            reached("run.copied")
            inputs = self._list_inputs()  # 2
            if is_current(self._home, self._county, inputs):
                if published(self._home, self._county) == current:  # else it was published just now, not copied yet
                    break
                continue
            generation = begin(self._home, self._county, inputs)  # 3
            if self._still_holds(generation, inputs, current):  # 4
                reached("run.building")
                return generation
            reached("run.starting_over")
        self._ended = True
        prune(self._home, self._county)  # 11
        return None

    def _still_holds(self, generation: Generation, inputs: Inputs, current: Generation | None) -> bool:
        """Lists again, then looks for a higher name: in this order, or a lower generation could hold newer inputs."""
        try:
            until = inputs.as_of if current is None else current.valid_until
        except FileNotFoundError:  # pruned: much is newer
            return False
        if not self._list_inputs().same_as(inputs, until):
            return False
        there = generations(self._home, self._county)
        if there and there[-1] == generation:
            return True
        time.sleep(random.uniform(0, 0.05))  # lets one of two runs that began together get ahead; decides nothing
        return False

    @contextmanager
    def writing(self, generation: Generation) -> Iterator[None]:
        """Around what is written into a generation: the run ends without an error when its folder is gone (5)."""
        try:
            yield
        except Exception:
            if generation.exists:
                raise
            self._ended = True
        self._mine = generation

    @property
    def outcome(self) -> PublishOutcome:
        """How it ended; asked after `attempt` returned None."""
        now = published(self._home, self._county)
        if self._mine is None:
            return PublishOutcome("unchanged", now)
        return PublishOutcome("published" if now == self._mine else "superseded", now)


def publish(
    home: Home, county: str, list_inputs: ListInputs, build: Callable[[Generation], Mapping[str, Any]]
) -> PublishOutcome:
    """Runs until the published generation rests on the inputs there are and its copy is finished.

    build: writes the generation's files (through `generation.path` or `steps.step`) and returns result.json, which
    must hold as_of (= generation.inputs.as_of) and valid_until. It is called again whenever an input moved meanwhile.
    An exception of `build` ends the run; what is published stays.
    """
    run = Run(home, county, list_inputs)
    while (generation := run.attempt()) is not None:
        with run.writing(generation):
            generation.finish(build(generation))
    return run.outcome

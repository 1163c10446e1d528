"""Processes that work for this one and never outlive it."""

import multiprocessing
import os
import threading
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import connection
from typing import Any, TypeVar

T = TypeVar("T")


class Pool:
    """Fresh interpreters, at most `at_once` at work, replaced after `each` pieces of work apiece; they end with this
    process, however it ends.

    The replacing is done here: with work waiting, the max_tasks_per_child of CPython 3.11 takes a worker that has gone
    for an idle one, starts no other, and waits for ever (cpython issue 115634).
    """

    def __init__(self, at_once: int, each: int) -> None:
        self._at_once, self._most = at_once, at_once * each
        self._free, self._lock = threading.BoundedSemaphore(at_once), threading.Lock()
        self._given, self.executor = 0, self._fresh()

    def _fresh(self) -> ProcessPoolExecutor:
        spawn = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(self._at_once, mp_context=spawn, initializer=_end_with_parent)

    def submit(self, work: Callable[..., T], *given: Any) -> "Future[T]":
        """Starts the work; waits until one of the interpreters is free."""
        self._free.acquire()
        try:
            with self._lock:
                if self._given == self._most:
                    self.executor.shutdown(wait=False)  # what it still does, it finishes
                    self._given, self.executor = 0, self._fresh()
                self._given += 1
                started = self.executor.submit(work, *given)
        except BaseException:
            self._free.release()
            raise
        started.add_done_callback(lambda _: self._free.release())
        return started

    def shutdown(self) -> None:
        """Waits for what is being done and ends the interpreters."""
        self.executor.shutdown()


def _end_with_parent() -> None:
    """In a working process: end as soon as the process it works for is gone, also when that was killed.

    Left alone it would wait for work for ever: its siblings hold the other end of the queue open.
    """
    parent = multiprocessing.parent_process()
    assert parent is not None, "started by a pool"

    def watch() -> None:
        connection.wait([parent.sentinel])
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()

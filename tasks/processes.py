"""Processes that work for this one and never outlive it."""

import multiprocessing
import os
import threading
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import connection


def pool(at_once: int, each: int) -> ProcessPoolExecutor:
    """Fresh interpreters, each replaced after `each` pieces of work; they end with this process, however it ends."""
    fresh = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(at_once, mp_context=fresh, max_tasks_per_child=each, initializer=_end_with_parent)


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

"""One line on the terminal that says what is being done and how far it is, in Chinese; gone when the work is done."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from acceptance.progress import Tell, silent


@contextmanager
def shown(console: Console, wanted: bool = True) -> Iterator[Tell]:
    """Yields what work is to tell. Nothing is shown on a pipe, nor where it is not wanted."""
    if not (wanted and console.is_terminal):
        yield silent
        return
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=24),
        TextColumn("{task.fields[counted]}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        line = bar.add_task("准备检查", total=None, counted="")

        def tell(what: str, done: int, total: int) -> None:
            of = f" / {total:,}" if total else ""
            counted = f"{done:,}{of}" if done or total else ""
            bar.update(line, description=what, completed=done, total=total or None, counted=counted)

        yield tell

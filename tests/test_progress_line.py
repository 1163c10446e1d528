"""The line that says how far a check is: on a terminal only, and gone when the work is done."""

import io

from rich.console import Console

from flows import progress


def shown(terminal: bool, wanted: bool = True) -> str:
    out = io.StringIO()
    with progress.shown(Console(file=out, force_terminal=terminal, width=100), wanted) as tell:
        tell("读取人口表", 20_000, 52_081)
    return out.getvalue()


def test_a_terminal_shows_stage_sheet_and_rows_and_is_left_clean():
    said = shown(terminal=True)
    assert "读取人口表" in said and "20,000 / 52,081" in said
    assert "\x1b[2K" in said.rsplit("读取人口表")[-1], "the line is still there"


def test_a_pipe_and_a_program_see_nothing():
    assert shown(terminal=False) == shown(terminal=True, wanted=False) == ""

"""`campaign`: the command line. Thin: it reads arguments, calls a flow or a function of the core, and prints what
came out.

Exit codes: 0 the command did its work, 1 refused or does not match, 2 wrong usage or file not found, 3 the software
or the machine failed. Everything that costs start-up time is imported inside the verb that needs it.
"""

import atexit
import os
import sys
from typing import Any

import cyclopts

from flows import screen
from flows.verbs import campaign, documents, operations, sampling, surveys  # noqa: F401  (each registers its verbs)
from flows.verbs.base import EXIT_DONE, app


def _expected_errors() -> tuple[type[Exception], ...]:
    from acceptance.campaign import CampaignError
    from acceptance.documents.refusal import Refused
    from acceptance.sample_data.counties import SampleError
    from acceptance.store import StoreError
    from console.accounts import AccountError

    return (StoreError, CampaignError, SampleError, Refused, AccountError)


def dispatch(tokens: list[str]) -> int:
    """Run one command line and return its exit code."""
    try:
        answer: Any = app(tokens, exit_on_error=False, print_error=False)
    except cyclopts.CycloptsError as problem:
        return screen.usage(screen.usage_words(problem))
    except _expected_errors() as problem:
        return screen.usage(str(problem))
    except KeyboardInterrupt:
        return screen.failed("已中断；再次运行会接着做。")
    except Exception as problem:
        return screen.failed_unexpectedly(problem)
    return answer if isinstance(answer, int) else EXIT_DONE


def _quiet_end() -> None:
    """DuckDB's bindings report reference leaks to stderr while the interpreter goes down; they mean nothing to a
    user.
    """
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)


def main() -> None:
    """The console script `campaign`."""
    atexit.register(_quiet_end)  # registered first, runs last
    sys.exit(dispatch(sys.argv[1:]))

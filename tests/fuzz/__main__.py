"""`make fuzz`: python -m tests.fuzz --cases 20000 [--seed N]. Ends with 1 and the seed of the first case that broke."""

import argparse
import sys

from acceptance import checking
from tests.fuzz import outcome
from tests.fuzz.damage import book_case

WORKBOOKS, WHOLE = 50, 100
"""One case in WORKBOOKS is a workbook, read in a process of its own; one in WHOLE goes all the way."""
BATCH = 50


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--cases", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=0)
    chosen = parser.parse_args()
    first, count = chosen.seed, chosen.cases
    books, whole = count // WORKBOOKS, count // WHOLE
    try:
        say(f"csv, zip: {outcome.run_to_typing(range(first, first + count - books - whole))}")
        say(f"workbooks: {outcome.run_to_typing(range(first, first + books), book_case)}")
        for start in range(first, first + whole, BATCH):
            say(f"all the way: {outcome.run_all_the_way(range(start, min(start + BATCH, first + whole)))}")
    except outcome.BrokenError as broken:
        sys.stderr.write(f"BROKEN: {broken}\n")
        return 1
    say(f"{count} cases, each {checking.ACCEPTED}, {checking.PARTLY} or {checking.REFUSED} with a message")
    return 0


if __name__ == "__main__":
    sys.exit(main())

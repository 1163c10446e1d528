"""Exclusion indicators (比对排除指标 X1–X7) and the four categories of 2015: one .sql file each.

`load` reads them; `counts` says of each how many leads it has, how many proved true and how often it was wrong;
`method_lines` is their chapter of the method book.
"""

from acceptance.exclusion.catalogue import Exclusion, ExclusionError, load, method_lines, parse
from acceptance.exclusion.counting import ExclusionCount, counts, members

__all__ = [
    "Exclusion",
    "ExclusionCount",
    "ExclusionError",
    "counts",
    "load",
    "members",
    "method_lines",
    "parse",
]

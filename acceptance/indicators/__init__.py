"""Indicators: one .sql file each, with a header that states title, unit, formula, source and examples once (DESIGN 2).

`load` reads them; `compute` and `estimates` give the figures that are counted over the whole register (census); the
rates of the field lines are estimated by `acceptance.estimation`, their files state formula and rows;
`method_markdown` writes the method book.
"""

from acceptance.indicators.book import method_markdown
from acceptance.indicators.catalogue import Indicator, IndicatorError, load, parse
from acceptance.indicators.counting import Value, compute, estimates, prepare, rows

__all__ = [
    "Indicator",
    "IndicatorError",
    "Value",
    "compute",
    "estimates",
    "load",
    "method_markdown",
    "parse",
    "prepare",
    "rows",
]

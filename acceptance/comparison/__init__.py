"""横向比对: households of one village side by side on income, housing, land and support; who stands out on either side.

`compare` makes the tables household_rank, better_off and missed_candidate. Nothing here decides anything: both lists
are places to look.
"""

from acceptance.comparison.catalogue import ComparisonError, Dimension, load, parse
from acceptance.comparison.ranking import compare

__all__ = ["ComparisonError", "Dimension", "compare", "load", "parse"]

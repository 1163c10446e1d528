"""Overviews: tables that set figures side by side, for the report and its annex; one .sql file each.

`make` makes them as tables on a county's connection, `rows` reads one. They count what is there; nothing is judged.
"""

from acceptance.overviews.catalogue import PACKAGE, Column, Overview, OverviewError, load
from acceptance.overviews.making import annex_select, make, rows, table_of

__all__ = ["PACKAGE", "Column", "Overview", "OverviewError", "annex_select", "load", "make", "rows", "table_of"]

"""Blank and filled workbooks of a line, derived from the contracts; and the safe way to write any workbook."""

from acceptance.workbooks.template import write_template, write_workbook

__all__ = ["write_template", "write_workbook"]

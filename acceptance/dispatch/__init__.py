"""Dispatch workbooks (派工单): what a field team takes along, in visiting order, with the line's own answer tables.

Filled in, a dispatch workbook is a package of its line; several teams' workbooks are put together by `collect`.
"""

from acceptance.dispatch.collect import collect
from acceptance.dispatch.inspection import write_inspection
from acceptance.dispatch.samples import write_opinion, write_samples

__all__ = ["collect", "write_inspection", "write_opinion", "write_samples"]

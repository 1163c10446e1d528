"""annex.xlsx: the long lists behind a county report, linked by the ids that the report prints, masked (DESIGN 8)."""

from acceptance.annex.writing import SHEETS, write_annex

__all__ = ["SHEETS", "write_annex"]

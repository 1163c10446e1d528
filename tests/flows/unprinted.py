"""The flow of one county without typesetting, for workers that tests start: what is tried there is who does what."""

from flows import county
from tasks import reports
from tests.chaos import bench

bench.print_inline()
advance_county = county.advance_county
__all__ = ["advance_county", "reports"]

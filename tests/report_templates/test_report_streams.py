"""Streams of the written PDF: their length can be told in one way only."""

import io
import itertools
import zlib

import pikepdf
import pytest

from tasks.rendering import _unambiguous


def drawing() -> bytes:
    """A page's drawing whose compressed form ends in CR, as one in 256 does."""
    return next(
        data
        for data in (b"%% %d\n" % number for number in itertools.count())
        if zlib.compress(data).endswith(b"\r")
    )  # fmt: skip


@pytest.mark.slow
def test_a_compressed_stream_that_ends_in_cr_is_kept_apart_from_endstream():
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page()
        page.obj.Contents = pdf.make_stream(zlib.compress(drawing()), Filter=pikepdf.Name.FlateDecode)
        written = io.BytesIO()
        pdf.save(written, deterministic_id=True)
    content = written.getvalue()
    assert b"\r\nendstream" in content
    mended = _unambiguous(content)
    assert b"\r\nendstream" not in mended and mended == _unambiguous(content)
    with pikepdf.open(io.BytesIO(mended)) as pdf:
        assert pdf.pages[0].obj.Contents.read_bytes() == drawing()


def test_a_document_without_such_a_stream_is_left_alone():
    assert _unambiguous(b"stream\nabc\nendstream") == b"stream\nabc\nendstream"

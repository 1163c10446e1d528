"""HTML to PDF: templates and a context in, an archived and tagged PDF out, the same bytes for the same context.

Plain functions; WeasyPrint and pikepdf are imported when something is rendered. PDF/A-3a with PDF/UA-1 marks. No
network: nothing but the project's template and font folders is ever opened.
"""

from __future__ import annotations

import gc
import hashlib
import html
import io
import json
import os
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import jinja2

from acceptance.reporting.words import unmasked
from report_templates import fonts, glyphs, typesetting

TEMPLATES = Path(fonts.__file__).resolve().parent
VARIANT = "pdf/a-3a"
_STYLE = re.compile(r"<style>.*?</style>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_GENERATED = "—·表图0123456789"  # what gongwen.css itself writes

_PDF_UA = """<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"><pdfuaid:part>1</pdfuaid:part>
</rdf:Description><rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI><pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource"><pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType><pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>PDF/UA part</pdfaProperty:description></rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description></rdf:RDF>"""


class AddressRefused(RuntimeError):
    """A template asked for something outside the project's template and font folders."""


class UnmaskedNumber(ValueError):
    """A full identity or telephone number would have been printed (RULEBOOK P8)."""


@dataclass(frozen=True)
class ReportInfo:
    """Of a written PDF: its SHA-256 and the number of its pages."""

    sha256: str
    pages: int


def render_county_report(context: Mapping[str, Any], out: Path) -> ReportInfo:
    """The county report from acceptance.reporting.context.county_context, written to `out` aside and renamed.

    Raises fonts.FontsMissing, glyphs.MissingGlyph, glyphs.WrongFont, AddressRefused, UnmaskedNumber,
    jinja2.UndefinedError; nothing is written then.
    """
    return render_document("county.html.j2", context, out)


def print_job(context: str, attached: Sequence[Mapping[str, Any]], target: str) -> dict[str, Any]:
    """The county report of a context in JSON, for a process of its own: the PDF's hash and the number of its pages.

    It stands in this module because a working process imports no more than this: a second and 150 MB less. What a
    report leaves behind is collected at once, or eight of them would take half a gigabyte.
    """
    printed = render_county_report(json.loads(context) | {"attachments": attached}, Path(target))
    gc.collect()
    return {"sha256": printed.sha256, "pages": printed.pages}


def render_document(template: str, context: Mapping[str, Any], out: Path) -> ReportInfo:
    """Any document of report_templates/ whose context has `meta` (with as_of) and perhaps `attachments`."""
    folder = fonts.folder()
    fonts.require(folder)
    page = document_html(template, context, folder)
    text = visible_text(page)
    if found := unmasked(text):
        raise UnmaskedNumber(f"报告中出现未遮蔽的证件号码或电话：{'、'.join(found)}")
    glyphs.preflight(text + _GENERATED, folder)
    document = layout(page, folder)
    content = _finished(_written(document, context), folder)
    write_aside(out, content)
    return ReportInfo(hashlib.sha256(content).hexdigest(), len(document.pages))


def document_html(template: str, context: Mapping[str, Any], folder: Path) -> str:
    """The HTML of a document; a name the context lacks is an error."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES), autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True
    )
    environment.filters["qr"] = qr_svg
    return environment.get_template(template).render(**context, font_faces=fonts.css(folder))


def qr_svg(text: str) -> str:
    """A QR code as SVG with an alternative text, 30 mm wide."""
    import segno

    code = segno.make(text, micro=False, error="m")
    drawn = io.BytesIO()
    code.save(drawn, kind="svg", xmldecl=False, svgns=True, nl=False, border=2, omitsize=True, title=f"二维码：{text}")
    return drawn.getvalue().decode().replace("<svg ", '<svg width="30mm" height="30mm" ', 1)


def visible_text(page: str) -> str:
    """The words of an HTML page, without styles and tags."""
    return html.unescape(_TAG.sub(" ", _STYLE.sub(" ", page)))


def layout(page: str, folder: Path) -> Any:
    """A laid out weasyprint.Document of the page."""
    import weasyprint

    typesetting.install()
    with _no_cycle_collection(), _only_fatal_errors():
        return weasyprint.HTML(string=page, base_url=TEMPLATES.as_uri() + "/", url_fetcher=_fetcher(folder)).render(
            pdf_variant=VARIANT
        )


def _written(document: Any, context: Mapping[str, Any]) -> bytes:
    import weasyprint

    moment = datetime.fromisoformat(f"{context['meta']['as_of']}T00:00:00+08:00")
    attached = [
        weasyprint.Attachment(
            string=file["data"],
            name=file["name"],
            description=file["description"],
            relationship="Data",
            created=moment,
            modified=moment,
        )  # given, or the clock would get into the bytes
        for file in context.get("attachments", ())
    ]
    with _no_cycle_collection(), _only_fatal_errors():
        return document.write_pdf(pdf_variant=VARIANT, attachments=attached)


def _finished(raw: bytes, folder: Path) -> bytes:
    """Font audit, PDF/UA mark in the metadata (uncompressed, as PDF/A wants), identifiers made from the content."""
    import pikepdf

    with pikepdf.open(io.BytesIO(raw)) as pdf:
        glyphs.audit(pdf, folder)
        metadata = pdf.Root.Metadata.read_bytes().decode().replace("</rdf:RDF>", _PDF_UA)
        pdf.Root.Metadata = pdf.make_stream(metadata.encode(), Type=pikepdf.Name.Metadata, Subtype=pikepdf.Name.XML)
        return _unambiguous(_saved(pdf))


def _saved(pdf: Any) -> bytes:
    finished = io.BytesIO()
    pdf.save(finished, deterministic_id=True)
    return finished.getvalue()


def _unambiguous(content: bytes) -> bytes:
    """The same document, no compressed stream ending in CR.

    With the LF before `endstream` it would read as one end of line, and PDF/A finds the stream a byte too short: one
    stream in 256. A LF more at its end is ignored when it is inflated.
    """
    import pikepdf

    if b"\r\nendstream" not in content:
        return content
    with pikepdf.open(io.BytesIO(content)) as pdf:
        for item in pdf.objects:
            if isinstance(item, pikepdf.Stream) and item.get("/Filter") == pikepdf.Name.FlateDecode:
                raw = item.read_raw_bytes()
                if raw.endswith(b"\r"):
                    item.write(raw + b"\n", filter=item.Filter, decode_parms=item.get("/DecodeParms"))
        return _saved(pdf)


def _fetcher(folder: Path) -> Any:
    from weasyprint.urls import FatalURLFetchingError, URLFetcher

    allowed = tuple(path.resolve().as_uri() + "/" for path in (TEMPLATES, folder))

    class ProjectFilesOnly(URLFetcher):
        """Opens files below the template and font folders, and refuses the rest so that rendering stops."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            if not url.startswith(allowed) or "/.." in url:
                raise FatalURLFetchingError(f"报告不得引用项目之外的地址：{url}")
            return super().fetch(url, headers)

    return ProjectFilesOnly(allowed_protocols=("file",))


@contextmanager
def _only_fatal_errors() -> Iterator[None]:
    """FatalURLFetchingError is a BaseException, so that WeasyPrint does not swallow it: make it an ordinary one."""
    from weasyprint.urls import FatalURLFetchingError

    try:
        yield
    except FatalURLFetchingError as error:
        raise AddressRefused(str(error)) from error


@contextmanager
def _no_cycle_collection() -> Iterator[None]:
    """A tenth of the time goes into the cycle collector walking box trees that are all alive."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def write_aside(out: Path, content: bytes) -> None:
    """Write a file beside `out` and rename it, so that `out` is whole or not there."""
    handle, name = tempfile.mkstemp(prefix=".", suffix=".part", dir=out.parent)
    with os.fdopen(handle, "wb") as part:
        part.write(content)
    Path(name).replace(out)

"""Signing a published county report with the office's certificate, and saying what the signatures of a file are worth.

PAdES through pyHanko: the signature is appended, so that the published bytes stay the beginning of the signed file.
Its metadata are left alone and the signature field is tagged: the signed file stays PDF/A-3a and PDF/UA. Seals and
algorithms of the state's own standards (SM2, OFD) are not covered.
"""

import io
import logging
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from acceptance.documents.refusal import Refused

SEAL_PLACE = "seal"
"""Anchor in a report over which the seal is put: the office's name and the date under the letter."""
SEAL_POINTS = 42 / 25.4 * 72
"""Width of a seal: 42 mm."""
SEAL_RIGHT = 26 / 25.4 * 72 + 8 * 16
"""From the right edge of the page to the middle of the seal: the margin and eight characters of the letter."""
FIELD = "签名"
_END = b"%%EOF\n"


class SigningRefused(Refused):
    """The report cannot be signed; the message says in Chinese why."""


@dataclass(frozen=True)
class Found:
    """One signature of a file: is it whole, is its issuer one the office trusts, and what is said of it."""

    intact: bool
    trusted: bool
    said: str


def sign(content: bytes, certificate: Path, passphrase: bytes | None, *, place: str, seal: Path | None = None) -> bytes:
    """The PDF with a signature appended; nothing may be changed after it, so that there is one.

    certificate: a PKCS#12 file with its key. place: where it is signed, as the signature says. seal: a PNG, put over
    SEAL_PLACE. Raises SigningRefused when the file is signed already or the certificate cannot be opened or used.
    """
    from pyhanko.sign import fields, signers

    signer, writer = _signer(certificate, passphrase), _writer(content)
    if writer.prev.embedded_signatures:
        raise SigningRefused("这份报告已经签名，不能再签；请对公布的报告签名。")
    page, box = _place(content) if seal else (0, None)
    fields.append_signature_field(writer, fields.SigFieldSpec(FIELD, on_page=page, box=box))
    _tag(writer, page)
    meta = signers.PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        subfilter=fields.SigSeedSubFilter.PADES,
        reason="年度脱贫验收报告签发",
        location=place,
        certify=True,
        docmdp_permissions=fields.MDPPerm.NO_CHANGES,
    )
    signed = io.BytesIO()
    signers.PdfSigner(meta, signer, stamp_style=_stamp(seal) if seal and box else None).sign_pdf(
        writer, existing_fields_only=True, output=signed
    )
    return signed.getvalue()


def signatures(content: bytes, trusted: Sequence[Path]) -> list[Found]:
    """What each signature of a PDF is worth; empty for a file without any.

    trusted: root certificates (PEM or DER). Nothing is fetched from a network, so revocation is not asked about.
    Raises SigningRefused when a root certificate cannot be read.
    """
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.pdf_utils.reader import PdfFileReader

    roots = [_certificate(path) for path in trusted]
    try:
        embedded = PdfFileReader(io.BytesIO(content)).embedded_signatures
    except (PdfError, ValueError, zlib.error):  # a changed byte of a compressed table reaches zlib itself
        return [Found(False, False, "文件结构已损坏，签名无法核对")] if b"/ByteRange" in content else []
    with _quiet():
        return [_found(one, roots) for one in embedded]


def unsigned(content: bytes) -> bytes:
    """A signed file as it was before: what the signature appended is cut off. Only where `signatures` found it intact,
    or else anything could stand behind the published bytes.
    """
    from pyhanko.pdf_utils.reader import PdfFileReader

    table = PdfFileReader(io.BytesIO(content)).xrefs.get_startxref_for_revision(0)
    return content[: content.index(_END, content.index(b"startxref", table)) + len(_END)]


def _found(one: Any, roots: Sequence[Any]) -> Found:
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko.sign.validation.errors import SignatureValidationError
    from pyhanko.sign.validation.status import SignatureCoverageLevel
    from pyhanko_certvalidator import ValidationContext

    try:
        context = ValidationContext(trust_roots=list(roots), allow_fetching=False)
        status = validate_pdf_signature(one, context, skip_diff=True)  # a minute, for what `whole` settles
    except (SignatureValidationError, PdfError, ValueError, zlib.error):
        return Found(False, False, "签名无法核对")
    who = f"签名人“{_common_name(status.signing_cert.subject)}”"
    when = f"，签名时间{one.self_reported_timestamp:%Y-%m-%d %H:%M}" if one.self_reported_timestamp else ""
    whole = status.coverage == SignatureCoverageLevel.ENTIRE_FILE  # nothing stands behind it
    if not (status.intact and status.valid and whole):
        return Found(False, False, f"{who}的签名无效：签名之后文件有改动{when}")
    if not status.trusted:
        issuer = _common_name(status.signing_cert.issuer)
        return Found(True, False, f"{who}的签名完好，但证书签发者“{issuer}”不受信任或证书已失效{when}")
    return Found(True, True, f"{who}的签名有效{when}")


def _common_name(name: Any) -> str:
    return str(name.native.get("common_name") or name.human_friendly)


def _signer(certificate: Path, passphrase: bytes | None) -> Any:
    from pyhanko.sign.signers import SimpleSigner

    try:
        with _quiet():
            made = SimpleSigner.load_pkcs12_data(certificate.read_bytes(), other_certs=[], passphrase=passphrase)
    except (OSError, ValueError) as problem:
        raise SigningRefused(f"证书文件「{certificate}」无法打开：文件不对或口令不对。") from problem
    if made is None or made.signing_cert is None:
        raise SigningRefused(f"证书文件「{certificate}」中没有可用于签名的证书和私钥。")
    return made


def _certificate(path: Path) -> Any:
    from pyhanko.keys import load_cert_from_pemder

    try:
        return load_cert_from_pemder(str(path))
    except (OSError, ValueError) as problem:
        raise SigningRefused(f"受信任的证书「{path}」无法读取。") from problem


def _writer(content: bytes) -> Any:
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    class SameMetadata(IncrementalPdfFileWriter):
        """Appends and leaves title, dates and XMP as published: pyHanko's rewriting loses the PDF/UA schema, without
        which the file is no PDF/A.
        """

        def _update_meta(self) -> None:
            return

    return SameMetadata(io.BytesIO(content))


def _place(content: bytes) -> tuple[int, tuple[int, int, int, int] | None]:
    """Page (from 0) and box of the seal, or no box in a file without the anchor."""
    import pikepdf

    with pikepdf.open(io.BytesIO(content)) as pdf:
        anchors = pdf.Root.get("/Names", pikepdf.Dictionary()).get("/Dests")
        found = None if anchors is None else pikepdf.NameTree(anchors).get(SEAL_PLACE)
        if found is None:
            return 0, None
        page, width = pikepdf.Page(found[0]), float(pdf.pages[0].mediabox[2])
        left, top = width - SEAL_RIGHT - SEAL_POINTS / 2, float(found[3]) + SEAL_POINTS / 4
        return pdf.pages.index(page), (round(left), round(top - SEAL_POINTS), round(left + SEAL_POINTS), round(top))


def _stamp(seal: Path) -> Any:
    from pyhanko.pdf_utils.images import PdfImage
    from pyhanko.pdf_utils.layout import AxisAlignment, Margins, SimpleBoxLayoutRule
    from pyhanko.stamp import StaticStampStyle

    middle = SimpleBoxLayoutRule(AxisAlignment.ALIGN_MID, AxisAlignment.ALIGN_MID, margins=Margins(0, 0, 0, 0))
    try:
        image = PdfImage(str(seal))
        return StaticStampStyle(background=image, background_layout=middle, border_width=0, background_opacity=0.88)
    except OSError as problem:
        raise SigningRefused(f"印章图片「{seal}」无法读取。") from problem


def _tag(writer: Any, page: int) -> None:
    """Put the new field into the structure tree, with words for those who do not see it (PDF/UA-1 7.18)."""
    from pyhanko.pdf_utils.generic import ArrayObject, DictionaryObject, NumberObject, pdf_name, pdf_string

    tree = writer.root["/StructTreeRoot"]
    field = writer.root["/AcroForm"]["/Fields"].raw_get(-1)
    widget = field.get_object()
    widget["/TU"] = pdf_string("电子签名")
    numbers = tree["/ParentTree"]["/Nums"]
    key = NumberObject(int(numbers[-2]) + 1)
    top = tree["/K"]
    parent = top.raw_get(0) if isinstance(top, ArrayObject) else tree.raw_get("/K")
    document = parent.get_object()
    reference = writer.find_page_for_modification(page)[0]
    kid = DictionaryObject({pdf_name("/Type"): pdf_name("/OBJR"), pdf_name("/Obj"): field, pdf_name("/Pg"): reference})
    element = writer.add_object(
        DictionaryObject(
            {
                pdf_name("/Type"): pdf_name("/StructElem"),
                pdf_name("/S"): pdf_name("/Form"),
                pdf_name("/P"): parent,
                pdf_name("/Alt"): pdf_string("电子签名"),
                pdf_name("/K"): kid,
            }
        )
    )
    widget["/StructParent"] = key
    numbers.extend([key, element])
    document["/K"].append(element)
    for changed in (widget, numbers, document):
        writer.update_container(changed)


@contextmanager
def _quiet() -> Iterator[None]:
    """pyHanko logs each certificate it does not trust with a traceback; the answer says it in words."""
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(before)

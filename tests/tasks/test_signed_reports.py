"""Signing a published report with a certificate: what verify says of it, and of one that was changed afterwards."""

import datetime as dt
import io

import page as page_validation
import pikepdf
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID
from PIL import Image, ImageDraw

from acceptance.season import open_season
from flows.cli import dispatch
from tasks import documents_out, signed_reports, verification
from tests import spine_homes
from tests.spine_homes import DONE, WAITING

pytestmark = pytest.mark.xdist_group("spine")
SECRET = "测试口令"
NAME = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "测试验收办")])


def certificate(folder, name):
    """A key with its self-made certificate: (PKCS#12 file, PEM file)."""
    key = ec.generate_private_key(ec.SECP256R1())
    usage = x509.KeyUsage(True, True, False, False, False, True, False, False, False)
    made = (
        x509.CertificateBuilder()
        .subject_name(NAME)
        .issuer_name(NAME)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(dt.datetime(2020, 1, 1))
        .not_valid_after(dt.datetime(2120, 1, 1))
        .add_extension(usage, critical=True)
        .add_extension(x509.BasicConstraints(True, None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    locked = serialization.BestAvailableEncryption(SECRET.encode())
    (folder / f"{name}.p12").write_bytes(pkcs12.serialize_key_and_certificates(b"t", key, made, None, locked))
    (folder / f"{name}.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    return folder / f"{name}.p12"


@pytest.fixture(scope="module")
def desk(advanced, tmp_path_factory):
    """(home that trusts one certificate and has a seal, that certificate, one it does not trust)."""
    home = spine_homes.copy(advanced, tmp_path_factory.mktemp("signed") / "home")
    mine, strange = (certificate(home / "config", name) for name in ("本办", "他人"))
    seal = Image.new("RGBA", (120, 120), (0, 0, 0, 0))
    ImageDraw.Draw(seal).ellipse((4, 4, 116, 116), outline=(210, 20, 30, 255), width=5)
    seal.save(home / "config" / "印章.png")
    with (home / "campaign.yaml").open("a", encoding="utf-8") as year:
        year.write("\ndocuments: {seal: 印章.png, trusted: [本办.pem]}\n")
    return home, mine, strange


@pytest.fixture(scope="module")
def signed(desk):
    home, mine, _ = desk
    return documents_out.signed(open_season(home), report(home), mine, SECRET.encode())


def report(home, county=DONE):
    return home / "results" / county / "report.pdf"


def said(path, home):
    verdict = verification.verify(path, home)
    return verdict.matches, [line for line in verdict.lines if "签名" in line or line.startswith("不符")]


def test_a_signed_report_is_valid_and_still_matches(desk, signed):
    home, _, _ = desk
    matches, lines = said(signed, home)
    assert matches and len(lines) == 1 and lines[0].startswith("相符：签名人“测试验收办”的签名有效，签名时间")
    assert signed.read_bytes().startswith(report(home).read_bytes())  # the published report itself, and more
    assert signed == home / "documents" / DONE / "signed" / f"{DONE}验收报告（已签名）.pdf"


@pytest.mark.parametrize("profile", ["PDF_A_3A", "PDF_UA_1"])
def test_a_signed_report_is_still_archivable_and_accessible(signed, profile):
    checked = page_validation.validate_pdf(signed, profile=getattr(page_validation.ValidationProfile, profile))
    assert checked.is_compliant, checked.failures


def test_the_seal_stands_over_the_office_and_its_date(signed):
    with pikepdf.open(signed) as pdf:
        [widget] = [one for page in pdf.pages for one in page.get("/Annots", ()) if one.Subtype == "/Widget"]
        place = pikepdf.NameTree(pdf.Root.Names.Dests)[signed_reports.SEAL_PLACE]
        left, bottom, right, top = (float(value) for value in widget.Rect)
        assert place[0] == widget.P and bottom < float(place[3]) < top
        assert abs((right - left) / 72 * 25.4 - 42) < 0.5 and widget.TU == "电子签名"


def changed_byte(content):
    middle = len(content) // 2
    return content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]


def appended(content):
    """Another catalogue behind the signature, as an editor saves it."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    writer.root["/Lang"] = writer.root["/Lang"]
    writer.update_root()
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


def with_comment(content):
    return content + b"% more\n"


@pytest.mark.parametrize("change", [changed_byte, appended, with_comment])
def test_a_signed_report_that_was_changed_is_found(desk, signed, tmp_path, change):
    forged = tmp_path / "改动.pdf"
    forged.write_bytes(change(signed.read_bytes()))
    matches, lines = said(forged, desk[0])
    assert not matches and "不符：报告文件与发布时的字节不同" in lines
    assert any(line.startswith("不符") and "签名" in line for line in lines)


def test_a_signature_of_an_issuer_nobody_trusts_does_not_count(desk, tmp_path):
    home, _, strange = desk
    made = documents_out.signed(open_season(home), report(home), strange, SECRET.encode(), tmp_path / "他人.pdf")
    matches, lines = said(made, home)
    assert not matches and "签名完好，但证书签发者“测试验收办”不受信任" in lines[0]


def test_nothing_can_be_hidden_behind_the_published_bytes(desk, tmp_path):
    """A change that carries the words of a signature, but none."""
    forged = tmp_path / "伪造.pdf"
    forged.write_bytes(appended(report(desk[0]).read_bytes()) + b"% /ByteRange\n")
    assert said(forged, desk[0]) == (False, ["不符：报告文件与发布时的字节不同"])


@pytest.mark.parametrize("which", ["interim", "signed", "other", "missing"])
def test_only_a_published_report_with_a_verdict_is_signed(desk, signed, tmp_path, which):
    home, mine, _ = desk
    other = tmp_path / "他本.pdf"
    other.write_bytes(report(home).read_bytes() + b" ")
    given = {"interim": report(home, WAITING), "signed": signed, "other": other, "missing": tmp_path / "无.pdf"}[which]
    with pytest.raises(signed_reports.SigningRefused):
        documents_out.signed(open_season(home), given, mine, SECRET.encode(), tmp_path / "新.pdf")
    assert not (tmp_path / "新.pdf").exists()


def test_results_and_files_that_exist_are_never_written_over(desk, signed):
    home, mine, _ = desk
    before = signed.read_bytes()
    for place in (signed, report(home), home / "results" / DONE / "新.pdf", home / "runs" / "新.pdf"):
        with pytest.raises(signed_reports.SigningRefused, match="另存"):
            documents_out.signed(open_season(home), report(home), mine, SECRET.encode(), place)
    assert signed.read_bytes() == before and not (home / "results" / DONE / "新.pdf").exists()


def test_the_passphrase_comes_from_the_environment_and_a_wrong_one_is_said(desk, tmp_path, monkeypatch, capsys):
    home, mine, _ = desk
    at = ["sign", str(report(home)), "--certificate", str(mine), "-o", str(tmp_path / "新.pdf"), "--home", str(home)]
    monkeypatch.delenv("CAMPAIGN_SIGN_PASSPHRASE", raising=False)
    assert dispatch(at) == 2 and "CAMPAIGN_SIGN_PASSPHRASE" in capsys.readouterr().err
    monkeypatch.setenv("CAMPAIGN_SIGN_PASSPHRASE", "不对")
    assert dispatch(at) == 2 and "口令不对" in capsys.readouterr().err
    monkeypatch.setenv("CAMPAIGN_SIGN_PASSPHRASE", SECRET)
    assert dispatch(at) == 0 and (tmp_path / "新.pdf").is_file()

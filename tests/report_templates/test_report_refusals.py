"""What must never be printed, opened or passed over in silence."""

import jinja2
import pytest
from county_cases import passing, waiting

from acceptance import indicators
from acceptance.reporting.context import county_context
from report_templates import fonts, glyphs
from tasks import rendering


def changed(**result):
    base, extras = waiting()
    return county_context(base | result, extras)


def test_a_character_without_a_glyph_is_named_and_nothing_is_written(tmp_path):
    with pytest.raises(glyphs.MissingGlyph, match="“\U000300ff”（U\\+300FF）"):
        rendering.render_county_report(changed(verdict_reasons=["青石镇\U000300ff家湾村待核"]), tmp_path / "x.pdf")
    assert list(tmp_path.iterdir()) == []


def test_rare_name_characters_are_covered(folder):
    glyphs.preflight("喆垚堃淼犇龘㎡①Ⅲ→≤✓✗？“”——〔〕％℃", folder)


@pytest.mark.parametrize("char", ["\U00020000", "\U00020bb7", "\U0002a6d6"])
def test_a_name_in_cjk_extension_b_is_printed_or_named_and_refused(folder, char):
    if ord(char) in glyphs.printable(folder):
        glyphs.preflight(f"王{char}", folder)
    else:
        with pytest.raises(glyphs.MissingGlyph, match=rf"U\+{ord(char):X}"):
            glyphs.preflight(f"王{char}", folder)


@pytest.mark.parametrize("char", ["\ue000", "\U0001fa70", "\U000f0000"])
def test_private_and_picture_characters_are_refused(folder, char):
    with pytest.raises(glyphs.MissingGlyph):
        glyphs.preflight(f"王{char}", folder)


def test_a_full_identity_number_stops_the_report(tmp_path):
    with pytest.raises(rendering.UnmaskedNumber, match="500229…34"):
        rendering.render_county_report(changed(verdict_reasons=["户主500229198001011234"]), tmp_path / "x.pdf")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:9/x.png",
        "https://example.invalid/x.png",
        "file:///etc/hostname",
        "../pyproject.toml",
        "ftp://127.0.0.1/x",
    ],
)
def test_nothing_outside_the_project_is_opened(folder, address):
    with pytest.raises(rendering.AddressRefused):
        rendering.layout(f"<!doctype html><title>x</title><img alt='' src='{address}'>", folder)


def test_a_name_the_context_lacks_is_an_error(tmp_path):
    context = changed()
    del context["letter"]["addressee"]
    with pytest.raises(jinja2.UndefinedError, match="addressee"):
        rendering.render_county_report(context, tmp_path / "x.pdf")


def test_markup_in_data_is_printed_as_text(folder):
    page = rendering.document_html("county.html.j2", changed(county_name="<img src=x>县"), folder)
    assert "<img" not in page and "&lt;img src=x&gt;县" in page


def test_templates_name_no_indicator():
    """Words and numbers have one source: sections loop over what the context holds."""
    named = {name: stated.title for name, stated in indicators.load().items()}
    for template in rendering.TEMPLATES.glob("*.j2"):
        text = template.read_text(encoding="utf-8")
        assert [word for pair in named.items() for word in pair if word in text] == [], template.name


def test_missing_fonts_are_said_with_the_command_that_helps(tmp_path, monkeypatch):
    monkeypatch.setenv("ACCEPTANCE_FONTS", str(tmp_path / "none"))
    with pytest.raises(fonts.FontsMissing, match="python -m report_templates.fonts"):
        rendering.render_county_report(county_context(*passing()), tmp_path / "x.pdf")


def test_a_font_from_outside_the_set_is_found_in_the_pdf(folder):
    weasyprint = pytest.importorskip("weasyprint")
    import io

    import pikepdf

    raw = weasyprint.HTML(string="<p style='font-family: sans-serif'>abc").write_pdf()
    with pikepdf.open(io.BytesIO(raw)) as pdf, pytest.raises(glyphs.WrongFont, match="规定之外"):
        glyphs.audit(pdf, folder)

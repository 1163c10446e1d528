"""Comparing a printed page with its approved picture: small, grey, blurred, so that only what an eye would see counts.

APPROVE_PICTURES=1 pytest test_office_documents.py writes the pictures anew: look at each before it is
committed.
"""

import os
from pathlib import Path

import pypdfium2
from PIL import Image, ImageChops, ImageFilter, ImageStat

APPROVED = Path(__file__).parent / "approved"
SCALE = 0.4
TOLERANCE = 1.0
"""Mean difference in grey levels (0 to 255) after blurring. A line of text that moves by its height makes about 2."""


def picture(path: Path, page: int) -> Image.Image:
    """A page (from 1) of a PDF as a small grey picture."""
    document = pypdfium2.PdfDocument(path)
    made = document[page - 1].render(scale=SCALE, grayscale=True).to_pil().convert("L")
    document.close()
    return made


def difference(one: Image.Image, other: Image.Image) -> float:
    """Mean difference after blurring; 255 where the sizes differ."""
    if one.size != other.size:
        return 255.0
    blurred = [image.filter(ImageFilter.BoxBlur(1)) for image in (one, other)]
    return ImageStat.Stat(ImageChops.difference(*blurred)).mean[0]


def compare(path: Path, page: int, name: str) -> float:
    """How far the page is from its approved picture; with APPROVE_PICTURES set the picture is written first."""
    approved, now = APPROVED / f"{name}-{page}.png", picture(path, page)
    if os.environ.get("APPROVE_PICTURES"):
        APPROVED.mkdir(exist_ok=True)
        now.save(approved, optimize=True)
    with Image.open(approved) as stored:
        return difference(stored.convert("L"), now)

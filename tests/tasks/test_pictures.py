"""The README's pictures are made from a home again, small enough for a page, and are in the repository."""

import pytest
from PIL import Image

from tasks import pictures

pytestmark = pytest.mark.xdist_group("spine")


def test_pictures_are_made_from_a_home_and_small(advanced, tmp_path):
    made = pictures.write_pictures(advanced, tmp_path)
    assert [path.name for path in made] == list(pictures.PAGES)
    for path in made:
        with Image.open(path) as picture:
            assert picture.size[1] > picture.size[0] > 600
        assert path.stat().st_size < 150_000
    assert made[0].read_bytes() != made[1].read_bytes()


def test_the_readmes_pictures_are_there():
    assert all(0 < (pictures.IMAGES / name).stat().st_size < 150_000 for name in pictures.PAGES)

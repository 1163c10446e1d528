"""The data-quality page of the home: results/municipal/quality.html, written anew when a county's results change."""

from pathlib import Path

import jinja2

from acceptance import data_quality, store
from acceptance.season import Season
from tasks.rendering import TEMPLATES


def html(season: Season) -> bytes:
    """The page as it should stand now; the same bytes for the same published results."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES), autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True
    )
    return environment.get_template("quality.html.j2").render(**data_quality.page(season)).encode()


def refresh(season: Season) -> bool:
    """Write the page if it does not stand so already; True when it was written.

    It looks again after writing: a county that was published meanwhile may have been missed.
    """
    path, written = target(season), False
    while (wanted := html(season)) != (path.read_bytes() if path.is_file() else None):
        store.make_dirs(path.parent)
        store.write_atomic(path, wanted, season.home.tmp)
        written = True
    return written


def target(season: Season) -> Path:
    return season.home.path / "results" / store.MUNICIPAL / data_quality.PAGE

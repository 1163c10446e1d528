"""What the office hands out around a draw: commitments, dispatch workbooks, frozen lists."""

import csv
import datetime as dt
import io
import secrets
from collections.abc import Sequence
from pathlib import Path

from acceptance import contracts, dispatch, drawing, pledges, sampling, store
from acceptance.season import Season
from tasks import documents_out, samples

FOLDER = "dispatch"
SEALED = "抽样随机数_密封.csv"


def commit(
    season: Season, counties: Sequence[str], sealed: Path, *, source: str, reason: str | None, now: dt.datetime
) -> dict[str, pledges.Pledge]:
    """Publish a commitment for each county; the secrets go into a new private file and nowhere else.

    The file is on the disk before anything is published: a commitment whose secret was lost cannot be opened.
    Raises StoreError when the file exists or a county cannot commit.
    """
    nonces = {county: secrets.token_hex(32) for county in counties}
    text = io.StringIO()
    lines = csv.writer(text)
    lines.writerow(["区县代码", "区县", "随机数（开启前保密）"])
    lines.writerows([county, season.county_names[county], nonce] for county, nonce in nonces.items())
    try:
        with store.files.new_file(sealed) as stream:
            stream.write(text.getvalue().encode("utf-8-sig"))
    except FileExistsError:
        raise store.StoreError(f"「{sealed}」已存在，不覆盖；请换一个文件名（-o）。") from None
    return {
        county: pledges.publish(season.home, county, nonce, source=source, now=now, reason=reason)
        for county, nonce in nonces.items()
    }


def may_commit(season: Season) -> list[str]:
    """Counties with a task for which a first commitment is still possible."""
    return [
        county
        for county in season.counties
        if pledges.pledged(season.home, county) is None
        and store.first_draw(season.home, county, "self_check") is None
        and not any(store.draws(season.home, county, line) for line in pledges.DRAWN)
    ]


def write(season: Season, county: str, line: str | None, target: Path | None, teams: int | None) -> list[Path]:
    """The dispatch workbooks of a county's stored draws (or of one line), and each line's frozen list.

    The list file is the canonical text itself: its sha256 is the published list hash.
    Raises StoreError when there is no draw.
    """
    folder = documents_out.folder_of(season, county, FOLDER, target)
    if line == "opinion":
        return dispatch.write_opinion(season, county, folder)
    drawn = [name for name in samples.lines_to_draw(season, county) if store.draws(season.home, county, name)]
    if line is not None and line not in drawn:
        raise store.StoreError(f"{season.county_names[county]}的{contracts.lines()[line].title}还没有抽样。")
    written: list[Path] = []
    for name in drawn if line is None else [line]:
        written += dispatch.write_samples(season, county, name, folder, teams or season.campaign.sampling.teams)
        written.append(_list(season, county, name, folder))
    return written + (dispatch.write_opinion(season, county, folder) if line is None else [])


def _list(season: Season, county: str, line: str, folder: Path) -> Path:
    path = folder / f"{season.county_names[county]}{contracts.lines()[line].title}冻结名册.tsv"
    part = path.with_name(path.name + ".part")
    part.write_bytes(sampling.list_text(drawing.frozen_list(season, county, line)).encode())
    part.chmod(0o600)
    part.replace(path)
    return path

"""Where the chance of a draw comes from (RULEBOOK D.4 "Seed"), so that anybody can draw the same sample again.

With a commitment the seed is sha256(nonce|list hash|public number|county|line): the nonce's hash is published before
the list freezes, the public number is drawn after it. County and line are mixed in because both evaluators draw from
the same list, and without the line both would visit the same households. Without a commitment the seed is
sha256(year|county|line|list hash) and printed as 公开种子, because whoever can edit the list can also foresee it. Parts
are joined with "|" as UTF-8 text; every hash is lower-case hexadecimal.

To draw again by hand: key of a village = sha256(seed|village_code), key of a household =
sha256(seed|village_code|frame|household_id or unit_no); inside a stratum (a village and frame) sort by key, take
from the top.
"""

import hashlib
from typing import NamedTuple

COMMITTED = "承诺种子"
PUBLIC = "公开种子"


class Seed(NamedTuple):
    """`value`: 64 hexadecimal digits; `kind`: 承诺种子 or 公开种子."""

    value: str
    kind: str


def digest(*parts: object) -> str:
    """sha256 of the parts joined with "|", as hexadecimal digits."""
    return hashlib.sha256("|".join(str(part) for part in parts).encode()).hexdigest()


def commitment(nonce: str) -> str:
    """What is published before the list freezes: the hash of the nonce alone."""
    return digest(nonce)


def seed_for(
    year: int, county: str, line: str, list_hash: str, nonce: str | None = None, public_number: str | None = None
) -> Seed:
    """The seed of one draw.

    Raises:
        ValueError: only one of nonce and public_number is given; half a commitment proves nothing.
    """
    if (nonce is None) != (public_number is None):
        raise ValueError("承诺随机数与公开号码必须同时给出")
    if nonce is not None:
        return Seed(digest(nonce, list_hash, public_number, county, line), COMMITTED)
    return Seed(digest(year, county, line, list_hash), PUBLIC)

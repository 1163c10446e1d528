"""The policy list (政策清单): the office's config/policy.csv, else the one this release states, marked 待确认."""

from decimal import Decimal
from functools import cache
from typing import Any

import pyarrow as pa
import yaml

from acceptance import contracts, store
from acceptance.season import Season, read_configuration

TABLE = "policy"
SCHEMA = pa.schema(
    [("code", pa.string()), ("family", pa.string()), ("entitled", pa.string()), ("amount", pa.decimal128(18, 2))]
    + [("confirmed", pa.bool_())]
)


def listed(season: Season) -> pa.Table:
    """code, family (六个一批), entitled (words, or a group the register can tell), amount, confirmed.

    Raises:
        CampaignError: config/policy.csv is there and cannot be used.
    """
    path = season.home.config / f"{TABLE}.csv"
    if not path.is_file():
        return stated()
    own = read_configuration(path, TABLE).select(SCHEMA.names[:-1])
    return own.append_column("confirmed", pa.array([True] * own.num_rows, pa.bool_())).cast(SCHEMA)


@cache
def stated() -> pa.Table:
    """The list of this release (expectations/campaign_policies.yaml), of which the office has confirmed nothing."""
    rows = yaml.safe_load((contracts.folder() / "campaign_policies.yaml").read_text(encoding="utf-8"))
    return pa.Table.from_pylist([_row(row) for row in rows], schema=SCHEMA)


def _row(row: dict[str, Any]) -> dict[str, Any]:
    amount = row.get("amount")
    return row | {"amount": None if amount is None else Decimal(str(amount)), "confirmed": False}


def slice_hash(season: Season) -> str:
    """Hash of the list: what judging rests on besides packages."""
    return store.hash_value([{name: str(value) for name, value in row.items()} for row in listed(season).to_pylist()])

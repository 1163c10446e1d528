"""Who a person is to a computer: identity numbers as validated integer keys, names as they compare (DESIGN 7)."""

import functools
import unicodedata

import duckdb

from acceptance import sql

PACKAGE = "acceptance.matching"
COMPATIBLE = (
    (0x00A0, 0x00A0),
    (0x2000, 0x200A),
    (0x202F, 0x202F),
    (0x2E80, 0x2FD5),
    (0x3000, 0x3000),
    (0xFF01, 0xFFEE),
)
"""Blocks whose characters NFKC replaces by one other: full width, ideographic space, radicals, odd spaces."""
INVISIBLE = "\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u2060\ufeff"
"""What copying from other programs leaves in a cell without anybody seeing it."""
DOTS = "·•･・‧∙⋅●．.｡。"
"""What stands for the dot in names such as 阿依古丽·买买提."""
CLEAN = "[0-9]{17}[0-9Xx]"
OLD = "[1-9][0-9]{14}"
"""A citizen number from before 1999, without century and check character."""
WHITE = " \t\r\n\u00a0\u3000\u200b\ufeff"
"""What surrounds a value without being part of it."""


def _class(characters: str) -> str:
    """The RE2 class of these characters, where a hyphen stands for a range."""
    return "[" + "".join(c if c == "-" else rf"\x{{{ord(c):X}}}" for c in characters) + "]"


BLOCKS = _class("".join(f"{chr(first)}-{chr(last)}" for first, last in COMPATIBLE) + INVISIBLE)
ENDS = (f"^{_class(WHITE)}", f"{_class(WHITE)}$")
"""Patterns that find what `narrowed` and `tidy_text` change."""


@functools.cache
def _nfkc() -> tuple[str, str]:
    """Every character of COMPATIBLE that NFKC replaces by one other, and those others; INVISIBLE become spaces."""
    every = (chr(point) for first, last in COMPATIBLE for point in range(first, last + 1))
    pairs = [(c, n) for c in every if len(n := unicodedata.normalize("NFKC", c)) == 1 and n != c]
    pairs += [(c, " ") for c in INVISIBLE]
    return "".join(c for c, _ in pairs), "".join(n for _, n in pairs)


def narrowed(expression: str) -> str:
    """SQL: NFKC of a column, as far as single characters go; DuckDB itself only has NFC.

    translate() makes its table anew for every row, 50 times the cost of looking: it runs only where it is needed.
    """
    found = f"regexp_matches({expression}, {_pattern(BLOCKS)})"
    return f"CASE WHEN {found} THEN {_translated(expression)} ELSE {expression} END"


def _translated(expression: str) -> str:
    wide, narrow = _nfkc()
    return f"translate({expression}, {sql.quote(wide)}, {sql.quote(narrow)})"


def _pattern(*alternatives: str) -> str:
    return sql.quote("|".join(alternatives))


def keyed(source: str, column: str = "id_no") -> str:
    """SQL: every row of `source` (a table, view or bracketed query) with `id18` and the validated key `k` of `column`.

    See identity.sql for what is valid. `source` must not have columns id18, b, check_value or k itself.
    """
    return sql.load(PACKAGE, "identity").format(source=source, cleaned=cleaned(sql.identifier(column)))


def with_key(source: str) -> str:
    """SQL: `source` (with id_no) and its validated key k behind its own columns: how persons lie in the lake."""
    return f"SELECT * EXCLUDE (id18) FROM ({keyed(source)})"


def cleaned(column: str) -> str:
    """SQL: `id18` of identity.sql. What looks like a number is clean already; all else is cleaned at some cost."""
    spaced = f"upper(regexp_replace({narrowed(column)}, '\\s+', '', 'g'))"
    clean = f"strlen({column}) = 18 AND regexp_full_match({column}, '{CLEAN}')"
    return f"nullif(left(CASE WHEN {clean} THEN upper({column}) ELSE {spaced} END, 18), '')"


def given(con: duckdb.DuckDBPyConnection, persons: str, columns: str) -> str:
    """SQL: these columns of a table or view of persons, id_no among them, as `keyed`; a stored key is believed."""
    source = sql.identifier(persons)
    if "k" not in {row[0] for row in con.execute(f"DESCRIBE {source}").fetchall()}:
        return keyed(f"(SELECT {columns} FROM {source})")
    # whoever has a key is known by it: the text is only looked at where there is none
    return f"SELECT {columns}, k, CASE WHEN k IS NULL THEN {cleaned('id_no')} ELSE id_no END AS id18 FROM {source}"


def match_keyed(source: str, column: str = "id_no") -> str:
    """SQL: as `keyed`, but a number of the old kind has a key too; see `upgraded`."""
    return upgraded(keyed(source, column))


def upgraded(query: str) -> str:
    """SQL: a query with id18 and k where a number of the old kind (15 digits, a real date) has a key, and `upgraded`
    says so.

    For matching only: nobody's number becomes valid by it (E046). The old numbers had no check character, and their
    two-digit years are of the 1900s.
    """
    return f"""SELECT * EXCLUDE (old_k) REPLACE (coalesce(k, old_k) AS k), k IS NULL AND old_k IS NOT NULL AS upgraded
FROM (SELECT *, CASE WHEN k IS NULL AND strlen(id18) = 15 AND regexp_full_match(id18, '{OLD}')
             AND TRY_CAST('19' || id18[7:8] || '-' || id18[9:10] || '-' || id18[11:12] AS DATE) IS NOT NULL
        THEN (left(id18, 6) || '19' || right(id18, 9))::BIGINT END AS old_k FROM ({query}))"""


def tidy_text(column: str, *, nfkc: bool) -> str:
    """SQL: a cell as it is read: trimmed, NULL where nothing is left; codes, numbers and dates after NFKC.

    trim() with a set of characters costs four times the look whether there is anything to trim.
    """
    touched = _pattern(BLOCKS, *ENDS) if nfkc else _pattern(*ENDS)
    trimmed = f"trim({_translated(column) if nfkc else column}, {sql.quote(WHITE)})"
    return f"nullif(CASE WHEN regexp_matches({column}, {touched}) THEN {trimmed} ELSE {column} END, '')"


def tidy_name(column: str) -> str:
    """SQL: a name as it compares: NFKC, capitals, without white space and dots; NULL where nothing is left."""
    ignored = sql.quote(rf"[\s{DOTS}]+")
    plain = f"regexp_replace({narrowed(column)}, {ignored}, '', 'g')"
    return f"nullif(upper(nfc_normalize({plain})), '')"

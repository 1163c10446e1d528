"""A small town: people with valid numbers, department records about them, and the slow, obvious matching of both."""

import csv
import datetime as dt
import hashlib
import unicodedata
from collections.abc import Iterable, Mapping
from pathlib import Path

import duckdb
import pyarrow as pa

from acceptance import contracts, sql

COUNTY = "500101"
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
REGISTRIES = contracts.registries()
RECORD = {
    "vehicle": {
        "src_unit": "车管所",
        "snapshot_date": "2026-11-01",
        "type": "小型轿车",
        "value": "80000",
        "first_reg": "2018-03-04",
    },
    "property": {
        "src_unit": "房管局",
        "snapshot_date": "2026-11-01",
        "use": "住宅",
        "area": "90.5",
        "reg_date": "2017-01-02",
        "address": "中山路1号",
    },
    "fiscal_payroll": {"src_unit": "财政局", "snapshot_date": "2026-11-01", "unit": "某中学", "post_type": "事业"},
}


def id_no(number: int, region: str = COUNTY, born: str = "19800101") -> str:
    """A valid number: region, date of birth, sequence, check character."""
    first = f"{region}{born}{number:03d}"
    return first + "10X98765432"[sum(int(d) * w for d, w in zip(first, WEIGHTS, strict=True)) % 11]


def person(number: int, name: str = "张三", household: str | None = None, **more: str) -> dict[str, str]:
    return {
        "county_code": COUNTY,
        "household_id": household or f"h{number}",
        "person_id": f"p{number}",
        "name": name,
        "id_no": id_no(number),
    } | more


def record(registry: str, number: int, name: str = "张三", **more: str) -> dict[str, str]:
    own = {"vehicle": {"plate": f"渝A{number:05d}"}, "property": {"cert_no": f"C{number}"}, "fiscal_payroll": {}}[
        registry
    ]
    return RECORD[registry] | {"name": name, "id_no": id_no(number)} | own | more


def write_csv(
    path: Path, registry: str, records: Iterable[Mapping[str, str]], encoding: str = "utf-8", **headers: str
) -> Path:
    """The delivery as a department would send it; `headers` replaces headers."""
    columns = REGISTRIES[registry].columns
    with path.open("w", encoding=encoding, newline="") as file:
        out = csv.writer(file)
        out.writerow([headers.get(c.name, c.header) for c in columns])
        out.writerows([row.get(c.name, "") for c in columns] for row in records)
    return path


def connection(
    persons: Iterable[Mapping[str, str]], adjudications: Iterable[Mapping[str, object]] = ()
) -> duckdb.DuckDBPyConnection:
    """Evidence with a person view and adjudications."""
    con = sql.connect("512MB")
    names = ("county_code", "household_id", "person_id", "name", "id_no")
    rows = list(persons)
    con.register("person", pa.table({n: pa.array([row.get(n) for row in rows], pa.string()) for n in names}))
    schema = contracts.evidence_schema("adjudication")
    con.execute("CREATE TABLE adjudication (" + ", ".join(f"{name} {kind}" for name, kind in schema.items()) + ")")
    for entry in adjudications:
        marks = ", ".join("?" * len(entry))
        con.execute(f"INSERT INTO adjudication ({', '.join(entry)}) VALUES ({marks})", list(entry.values()))
    return con


def text_of(number: str | None) -> str:
    """A number as somebody reads it: half width, in capitals, without white space and invisible characters."""
    seen = (
        c for c in unicodedata.normalize("NFKC", number or "") if not c.isspace() and unicodedata.category(c) != "Cf"
    )
    return "".join(seen).upper()[:18]


def match_key_of(number: str | None) -> int | None:
    """The key for matching: a number of 15 digits is brought to 18."""
    text = text_of(number)
    if len(text) != 15 or not (text.isascii() and text.isdigit()) or text[0] == "0":
        return key_of(number)
    try:
        dt.date(1900 + int(text[6:8]), int(text[8:10]), int(text[10:12]))
    except ValueError:
        return None
    return int(f"{text[:6]}19{text[6:]}")


def key_of(number: str | None) -> int | None:
    """GB 11643, digit by digit."""
    text = text_of(number)
    if (
        len(text) != 18
        or not (text[:17].isascii() and text[:17].isdigit())
        or text[0] == "0"
        or text.startswith("999999")
    ):
        return None
    try:
        born = dt.date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
    except ValueError:
        return None
    right = "10X98765432"[sum(int(d) * w for d, w in zip(text, WEIGHTS, strict=False)) % 11]
    return int(text[:17]) if right == text[17] and 1900 <= born.year <= 2099 else None


TRADITIONAL = {"張": "张", "國": "国"}
SOUNDS = {"珊": "三声的山", "姗": "三声的山"}
"""What the slow way knows of characters: enough for the names of this town."""


def tidy(name: str) -> str:
    text = unicodedata.normalize("NFKC", name).upper()
    return "".join(TRADITIONAL.get(c, c) for c in text if not c.isspace() and c not in "·•・‧∙⋅●．.｡。")


def kind_of(one: str, other: str) -> str:
    """How two names compare, character by character."""
    a, b = tidy(one), tidy(other)
    if not a or not b:
        return "姓名不符"
    if a == b:
        return "命中"
    alike = [x == y for x, y in zip(a, b, strict=False)]
    if len(a) == len(b) and [SOUNDS.get(c, c) for c in a] == [SOUNDS.get(c, c) for c in b]:
        return "姓名近似"
    one_apart = len(a) == len(b) > 2 and alike[0] and sum(alike) == len(a) - 1
    cut_off = min(len(a), len(b)) > 3 and (a.startswith(b) or b.startswith(a))
    return "姓名近似" if one_apart or cut_off else "姓名不符"


COUNTS = {
    "vehicle": lambda r: r["type"] not in ("摩托车", "农用车", "低速载货汽车", "轮式拖拉机"),
    "property": lambda r: "搬迁安置" not in r.get("address", ""),
    "fiscal_payroll": lambda r: r["post_type"] != "村干部补贴",
}
NATURAL = {
    "vehicle": lambda r, k: r["plate"],
    "property": lambda r, k: r["cert_no"],
    "fiscal_payroll": lambda r, k: f"{r['unit']}|{r['post_type']}|{k}",
}


def obvious(persons: list[dict[str, str]], deliveries: Mapping[str, list[dict[str, str]]], year: int) -> set[tuple]:
    """Every person against every record: {(lead_id, household, person, registry, kind)}."""
    best: dict[tuple, tuple] = {}
    for registry, records in deliveries.items():
        for row in records:
            k = match_key_of(row["id_no"])
            for one in persons if k and COUNTS[registry](row) else ():
                if match_key_of(one["id_no"]) != k:
                    continue
                natural, kind = NATURAL[registry](row, k), kind_of(one["name"], row["name"])
                holders = {
                    p["household_id"]
                    for p in persons
                    if match_key_of(p["id_no"]) == k and p["county_code"] == one["county_code"]
                }
                text = "|".join([str(year), one["county_code"], str(k), registry, natural])
                text += f"|{one['household_id']}" if len(holders) > 1 else ""
                number = hashlib.sha256(text.encode()).hexdigest()[:16]
                lead = (number, one["household_id"], one["person_id"], registry, kind)
                place = (one["county_code"], one["household_id"], registry, natural)
                rank = (["命中", "姓名近似", "姓名不符"].index(kind), k, one["person_id"])
                if place not in best or rank < best[place][0]:
                    best[place] = (rank, lead)
    return {lead for _, lead in best.values()}

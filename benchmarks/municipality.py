"""A made-up municipality for the matching bench: registered persons and ten departments' deliveries, all from integers.

At scale 1: 480,000 households, about 1.68 million persons, 49.8 million rows in ten registries. The same rows on every
DuckDB: a mixer of its own (municipality.sql), no hash() and no random(). Dirt is planted in numbers (1 % of 15 digits,
5 % lower case, spaces, full width, broken, missing) and names (homophones, cut off, spaces, another person); MOVED per
cent of the persons were first registered elsewhere, so that their numbers do not lie among those of their county.
"""

from collections.abc import Iterator
from pathlib import Path

import duckdb

from acceptance import contracts, sql

HOUSEHOLDS = 480_000
PEOPLE = 32_000_000
"""Everybody whom a department may know; the registered persons are the first of them."""
MOVED = 4
DAY = "2026-11-01"
SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟"
)
GIVEN = (
    "伟维芳方娜那秀绣敏闽静敬丽莉强蔷磊蕾军君洋阳勇永艳燕杰洁"
    "娟鹃涛滔明铭超抄兰蓝霞侠平萍刚钢桂贵英瑛华桦梅玫国帼玉育红虹"
)
"""Given names in pairs that sound alike: an even place and the odd one behind it."""
COUNTIES = (
    *range(500101, 500121),
    *range(500151, 500157),
    *(500229, 500230, 500231, 500233, 500235, 500236, 500237, 500238, 500240, 500241, 500242, 500243),
)
ROWS = {
    "vehicle": (6_000_000, 900),
    "property": (10_000_000, 600),
    "business": (3_000_000, 900),
    "fiscal_payroll": (1_000_000, 2_000),
    "social_insurance": (20_000_000, 80_000),
    "school": (5_000_000, 60_000),
    "dibao": (1_000_000, 300_000),
    "disability": (800_000, 150_000),
    "patient": (1_000_000, 150_000),
    "medical_aid": (2_000_000, 250_000),
}
"""Registry -> rows at scale 1, and how many of a million of them are registered persons'."""


def _one_of(*values: str, salt: int) -> str:
    return f"[{', '.join(map(sql.quote, values))}][1 + mix(r, {salt}) % {len(values)}]"


def _day(first: str, days: int, salt: int) -> str:
    return f"(DATE '{first}' + (mix(r, {salt}) % {days})::INTEGER)::VARCHAR"


def _number(first: int, span: int, salt: int) -> str:
    return f"({first} + mix(r, {salt}) % {span})::VARCHAR"


COLUMNS = {
    "vehicle": {
        "plate": f"'渝' || chr((65 + mix(r, 21) % 6)::INTEGER) || {_number(10000, 89999, 22)}",
        "type": _one_of("小型轿车", "小型普通客车", "摩托车", "农用车", "轻型货车", salt=23),
        "value": _number(20_000, 300_000, 24),
        "first_reg": _day("2005-01-01", 5000, 25),
    },
    "property": {
        "cert_no": f"'渝(2015)不动产权第' || lpad({_number(0, 9_999_999, 22)}, 9, '0') || '号'",
        "use": _one_of("住宅", "住宅", "住宅", "商业", salt=23),
        "area": "(30 + mix(r, 24) % 1500 / 10.0)::DECIMAL(8, 1)::VARCHAR",
        "reg_date": _day("2000-01-01", 7000, 25),
        "address": f"'中山路' || {_number(1, 900, 26)} || '号'",
    },
    "business": {
        "reg_no": f"'9150' || lpad({_number(0, 4_000_000_000, 21)}, 14, '0')",
        "company": f"'第' || {_number(1, 90_000, 25)} || '有限公司'",
        "role": _one_of("股东", "法人", "个体户", salt=22),
        "capital": "((mix(r, 23) % 500) * 10000)::VARCHAR",
        "status": _one_of("存续", "存续", "注销", "吊销", salt=24),
    },
    "fiscal_payroll": {
        "unit": f"'第' || {_number(1, 9000, 21)} || '单位'",
        "post_type": _one_of("公务员", "事业", "国企", "村干部补贴", salt=24),
    },
    "social_insurance": {
        "ins_type": _one_of("城乡居民医保", "城乡居民养老", "职工医保", "职工养老", "工伤", salt=21),
        "employer": f"'第' || {_number(1, 60_000, 22)} || '单位'",
        "months": _number(0, 13, 23),
        "base": _number(2000, 9000, 24),
    },
    "school": {
        "school": f"'第' || {_number(1, 9000, 21)} || '学校'",
        "grade": f"{_number(1, 12, 22)} || '年级'",
        "status": _one_of("在读", "在读", "在读", "休学", "退学", salt=23),
    },
    "dibao": {
        "type": _one_of("农村低保", "城市低保", "特困供养", salt=21),
        "amount": _number(100, 500, 22),
        "start": _day("2018-01-01", 2500, 23),
    },
    "disability": {
        "cert_no": "(500000000000 + mix(r, 23))::VARCHAR",
        "category": _number(1, 7, 21),
        "grade": _number(1, 4, 22),
    },
    "patient": {
        "disease": _one_of("尿毒症", "白内障", "肺癌", "精神病", salt=21),
        "level": _one_of("一类", "二类", salt=22),
    },
    "medical_aid": {
        "date": _day("2018-01-01", 700, 21),
        "total_cost": "(mix(r, 22) % 5000000 / 100.0)::DECIMAL(12, 2)::VARCHAR",
        "aid": _number(100, 9000, 23),
    },
}
"""SQL of what a registry states beside whom it states it of; `r` is the row's own number."""


def connect(folder: Path, scale: float, memory: str = "3GB") -> duckdb.DuckDBPyConnection:
    """A DuckDB with the macros and the table `named`: the registered persons as they truly are."""
    con = sql.connect(memory, temp=str(folder))
    macros = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
    con.execute(macros.format(counties=list(COUNTIES), given=list(GIVEN)))
    con.execute(_persons(max(int(HOUSEHOLDS * scale), 100)))
    return con


def _persons(households: int) -> str:
    """The registered persons; every SELECT is a stage, because a macro pastes its argument."""
    return (
        "CREATE TABLE named AS SELECT *, checked(id17) AS c FROM (SELECT *, id17of(CASE WHEN mix(pid, 44) % 100 < "
        f"{MOVED} THEN mix(pid, 3) % 38 ELSE county END, idk(pid)) AS id17 "
        "FROM (SELECT row_number() OVER (ORDER BY h, seq) - 1 AS pid, h, county FROM (SELECT h, "
        "(mix(h, 1) % 38)::INTEGER AS county, "
        "unnest(range([1, 1, 2, 2, 2, 3, 3, 3, 3, 3, 4, 4, 4, 4, 4, 5, 5, 5, 6, 6][1 + (mix(h, 3) % 20)])) AS seq "
        f"FROM range({households}) t(h))))"
    )


def _identified(source: str, row: str) -> str:
    """SQL: `source` with id_no and name as somebody wrote them: pid and id17 with its check value c are who it is."""
    letters = f"{len(SURNAMES)}", f"{len(GIVEN)}"
    return (
        f"SELECT * REPLACE (dirty(id_no, id_dirt, mix({row}, 53)) AS id_no), joined(s, g, h2, name_dirt) AS name "
        "FROM (SELECT *, id17 || CASE c WHEN 10 THEN 'X' ELSE c::VARCHAR END AS id_no, "
        f"({list(SURNAMES)})[1 + mix(q, 31) % {letters[0]}] AS s, (mix(q, 33) % {letters[1]})::INTEGER AS g, "
        f"CASE WHEN mix(q, 34) % 100 < 70 THEN (mix(q, 35) % {letters[1]})::INTEGER ELSE -1 END AS h2 FROM ({source}))"
    )


def write_persons(con: duckdb.DuckDBPyConnection, target: Path) -> int:
    """The persons as their counties report them, in order of county; returns how many."""
    dirt = "id_dirt(mix(pid, 41) % 1000) AS id_dirt, name_dirt(mix(pid, 42) % 1000) AS name_dirt"
    source = f"SELECT *, pid AS q, {dirt} FROM named"
    con.execute(
        "COPY (SELECT code_of(county)::VARCHAR AS county_code, 'h' || h AS household_id, 'p' || pid AS person_id, "
        "name, CASE id17 % 2 WHEN 1 THEN '男' ELSE '女' END AS sex, id_no "
        f"FROM ({_identified(source, 'pid')}) ORDER BY county, pid) TO {sql.quote(str(target))} (FORMAT parquet)"
    )
    return int(con.execute("SELECT count(*) FROM named").fetchall()[0][0])


def deliveries(con: duckdb.DuckDBPyConnection, folder: Path, scale: float) -> Iterator[tuple[str, Path]]:
    """Each registry's delivery in turn, as its department sends it: text under the contract's headers."""
    [(registered,)] = con.execute("SELECT count(*) FROM named").fetchall()
    others = max(int(PEOPLE * scale) - registered, 1000)
    for salt, (name, (rows, share)) in enumerate(ROWS.items(), 101):
        stated = {c.name: "NULL::VARCHAR" for c in contracts.registries()[name].columns}
        stated |= {"src_unit": "'某局'", "snapshot_date": f"'{DAY}'", "name": "name", "id_no": "id_no"} | COLUMNS[name]
        headed = (f"{stated[c.name]} AS {sql.identifier(c.header)}" for c in contracts.registries()[name].columns)
        target = folder / f"{name}.parquet"
        con.execute(
            f"CREATE OR REPLACE TEMP VIEW drawn AS SELECT r + {salt}00000000 AS r, "
            f"CASE WHEN mix(r, {salt}) % 1000000 < {share} THEN mix(r, {salt + 500}) % {registered} "
            f"ELSE {registered} + mix(r, {salt + 600}) % {others} END AS pid "
            f"FROM range({max(int(rows * scale), 100)}) t(r)"
        )
        source = (
            "SELECT *, checked(id17) AS c, CASE name_dirt WHEN 4 THEN pid + 7 ELSE pid END AS q FROM (SELECT r, pid, "
            "id_dirt(mix(r, 51) % 1000) AS id_dirt, name_dirt(mix(r, 52) % 1000) AS name_dirt, "
            "coalesce(id17, id17of(mix(pid, 3) % 38, idk(pid))) AS id17 FROM drawn LEFT JOIN named USING (pid))"
        )
        con.execute(
            f"COPY (SELECT {', '.join(headed)} FROM ({_identified(source, 'r')})) "
            f"TO {sql.quote(str(target))} (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1)"
        )
        yield name, target

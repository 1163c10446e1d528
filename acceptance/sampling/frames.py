"""The frozen list a sample is drawn from: built from the accepted packages, brought into one form, and hashed."""

import duckdb
import pyarrow as pa

from acceptance import sql
from acceptance.sampling.errors import SamplingError

EXITED, POOR, UNREGISTERED = "脱贫户", "未脱贫户", "非建档立卡户"
FRAMES = (EXITED, POOR, UNREGISTERED)
COLUMNS = {
    "village_code": pa.string(),
    "is_poor_village": pa.string(),
    "remoteness": pa.string(),
    "frame": pa.string(),
    "household_id": pa.string(),
    "unit_no": pa.string(),
    "group_name": pa.string(),
    "persons": pa.int64(),
}
OPTIONAL = ("remoteness", "household_id", "unit_no", "group_name")


def frame_from(
    con: duckdb.DuckDBPyConnection, line: str, still_poor: bool = False, remoteness: bool = False
) -> pa.Table:
    """The list for one line, from the evidence views household, person, village and frame_household of one county.

    municipal: this year's candidates (预脱贫). exit_evaluation and precision_evaluation: every exited household and the
    households outside the register; with `still_poor` also 未脱贫户. With `remoteness` (reads dim_area
    too) villages are told apart by distance from the county seat. Columns: `COLUMNS`.

    Raises:
        ValueError: the line has no draw of households.
    """
    if line == "municipal":
        keep = "exit_status = '预脱贫'"
    elif line in ("exit_evaluation", "precision_evaluation"):
        keep = "true" if still_poor else f"frame <> {sql.quote(POOR)}"
    else:
        raise ValueError(f"{line} 不抽取农户")
    rows = sql.load("acceptance.sampling", "frame_rows")
    if remoteness:
        told = sql.load("acceptance.sampling", "remoteness")
        both = f"({rows}) f LEFT JOIN ({told}) r USING (village_code)"
        rows = f"SELECT f.* REPLACE (r.remoteness AS remoteness) FROM {both}"
    names = ", ".join(COLUMNS)
    query = f"SELECT {names} FROM ({rows}) WHERE {keep} ORDER BY frame, village_code, household_id, unit_no"
    return con.sql(query).to_arrow_table()


def _complete(frame: pa.Table) -> pa.Table:
    """The frame with exactly `COLUMNS`, absent optional ones as nulls."""
    missing = [name for name in COLUMNS if name not in frame.column_names and name not in OPTIONAL]
    if missing:
        raise SamplingError(f"抽样框缺少列：{'、'.join(missing)}")
    absent = {name: pa.nulls(frame.num_rows, kind) for name, kind in COLUMNS.items() if name not in frame.column_names}
    for name, values in absent.items():
        frame = frame.append_column(name, values)
    return frame.select(list(COLUMNS)).cast(pa.schema(COLUMNS.items()))


CHECKS = {
    "有 {n} 户没有行政村代码、人数或户编号": "village_code IS NULL OR unit IS NULL OR persons IS NULL OR persons < 0",
    "有 {n} 户的是否贫困村不是“是”或“否”": "is_poor_village IS NULL OR is_poor_village NOT IN ('是', '否')",
    "有 {n} 户的调查对象类别不认识": "frame IS NULL OR frame NOT IN ('脱贫户', '未脱贫户', '非建档立卡户')",
}


def open_frame(frame: pa.Table) -> duckdb.DuckDBPyConnection:
    """A connection that holds the checked list as table `frame` with `unit`, the household's name inside its
    village and frame.

    Raises:
        SamplingError: a unit without village, persons or name, an unknown code, a unit listed twice, or a village told
            two ways.
    """
    con = sql.connect(threads=1)
    con.register("given", _complete(frame))
    con.execute("CREATE TABLE frame AS SELECT *, coalesce(household_id, unit_no) AS unit FROM given")
    for message, condition in CHECKS.items():
        bad = con.execute(f"SELECT count(*) FROM frame WHERE {condition}").fetchall()[0][0]
        if bad:
            raise SamplingError("抽样框" + message.format(n=bad))
    twice = con.execute(
        "SELECT village_code || ' ' || unit FROM frame GROUP BY village_code, frame, unit HAVING count(*) > 1 "
        "ORDER BY ALL LIMIT 1"
    ).fetchall()
    if twice:
        raise SamplingError(f"抽样框中有重复的户：{twice[0][0]}")
    told = con.execute(
        "SELECT village_code FROM frame GROUP BY village_code HAVING count(DISTINCT is_poor_village) > 1 "
        "OR count(DISTINCT coalesce(remoteness, '')) > 1 ORDER BY ALL LIMIT 1"
    ).fetchall()
    if told:
        raise SamplingError(f"行政村 {told[0][0]} 在抽样框中的村类型或远近前后不一")
    return con


def list_text(frame: pa.Table) -> str:
    """The canonical list as it is published: its sha256 is the list hash. Raises SamplingError like `open_frame`."""
    with open_frame(frame) as con:
        return str(con.execute(_text()).fetchall()[0][0])


def _text() -> str:
    return sql.load("acceptance.sampling", "list_text")


def list_hash(frame: pa.Table) -> str:
    """sha256 of the canonical sorted list: one line per unit (village, poor village, remoteness, frame, unit,
    persons; tabs).

    The order of the rows as given has no influence. Raises SamplingError like `open_frame`.
    """
    with open_frame(frame) as con:
        return hash_of(con)


def hash_of(con: duckdb.DuckDBPyConnection) -> str:
    return str(con.execute(f"SELECT sha256(text) FROM ({_text()})").fetchall()[0][0])

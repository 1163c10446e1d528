"""Finding a question among an export's headers, and the SQL that turns its answers into ours."""

from acceptance import sql
from acceptance.contracts import Column
from acceptance.survey_import.mapping import Source, SurveyError
from acceptance.survey_import.reading import Sheet

SYSTEM: dict[str, dict[str, tuple[str, ...]]] = {
    "odk": {"id": ("KEY", "meta-instanceID", "instanceID"), "status": ("ReviewState",), "parent": ("PARENT_KEY",)},
    "kobo": {"id": ("_uuid",), "status": ("_validation_status",), "index": ("_index",), "parent": ("_parent_index",)},
}
"""What the tools call their own columns (ODK Central's csv.zip; KoboToolbox's xlsx and csv exports)."""

_CHOSEN = "('1', '1.0', 'true', 'yes', 'TRUE', 'True')"
"""How a column per choice says that the choice was made."""


def _tidy(header: str) -> str:
    """Group paths are written with / (KoboToolbox) or - (ODK Central)."""
    return header.replace("/", "-")


def place(sheet: Sheet, question: str) -> int:
    """Index of the header of a question: by its full path, else by its end where only one path ends so.

    Raises:
        SurveyError: no header, or several.
    """
    found = _places(sheet.headers, question)
    if len(found) == 1:
        return found[0]
    where = f"“{sheet.file}”的表“{sheet.name}”"
    if not found:
        raise SurveyError([f"{where}没有列“{question}”"])
    raise SurveyError([f"{where}有多列以“{question}”结尾（{'、'.join(sheet.headers[n] for n in found)}），请写全路径"])


def _places(headers: tuple[str, ...], question: str) -> list[int]:
    wanted = _tidy(question)
    exact = [n for n, header in enumerate(headers) if header == question]
    whole = exact or [n for n, header in enumerate(headers) if _tidy(header) == wanted]
    return whole or [n for n, header in enumerate(headers) if _tidy(header).endswith(f"-{wanted}")]


def system(sheet: Sheet, tool: str, what: str) -> str | None:
    """The SQL of one of the tool's own columns; None where the export has none."""
    for name in SYSTEM[tool].get(what, ()):
        if name in sheet.headers:
            return f"c{sheet.headers.index(name)}"
    return None


def choices(sheet: Sheet, question: str) -> dict[str, int]:
    """Choice -> index of its own column, where a select-multiple question was split (`question/choice`)."""
    split = {n: header.rpartition("/") for n, header in enumerate(sheet.headers) if "/" in header}
    paths = tuple(split[n][0] if n in split else "" for n in range(len(sheet.headers)))
    return {split[n][2]: n for n in _places(paths, question)}


def answer(sheet: Sheet, source: Source, alias: str) -> str:
    """SQL of the raw answer in the rows called `alias`: text; of a select-multiple question a list of their codes."""
    question = source.question or ""
    if not source.many:
        return f"{alias}.c{place(sheet, question)}"
    if _places(sheet.headers, question):
        cell = f"{alias}.c{place(sheet, question)}"
        return f"list_filter(string_split(trim({cell}), ' '), lambda x: x <> '')"
    split = choices(sheet, question)
    if not split:
        raise SurveyError([f"“{sheet.file}”的表“{sheet.name}”没有列“{question}”，也没有按选项拆开的列"])
    marks = ", ".join(
        f"CASE WHEN {alias}.c{n} IN {_CHOSEN} THEN {sql.quote(choice)} END" for choice, n in split.items()
    )
    return f"list_filter([{marks}], lambda x: x IS NOT NULL)"


def translated(raw: str, source: Source, column: Column) -> str:
    """SQL of the value in our codes and in the spelling our tables are read in."""
    one = raw
    if source.codes is not None:
        cases = " ".join(f"WHEN {sql.quote(theirs)} THEN {sql.quote(ours)}" for theirs, ours in source.codes.items())
        one = f"CASE {'x' if source.many else raw} {cases} END"
    if source.many:
        listed = f"list_transform({raw}, lambda x: {one})" if source.codes is not None else raw
        return f"nullif(array_to_string({listed}, ','), '')"
    return f"left(sha256({one}), 24)" if source.hash else _spelled(one, column.type)


def _spelled(value: str, kind: str) -> str:
    """Moments with an offset (2026-12-05T09:12:33.000+08:00) become local time; what is no moment stays as it is."""
    moment = f"strftime(TRY_CAST({value} AS TIMESTAMPTZ)::TIMESTAMP, '%Y-%m-%d %H:%M:%S')"
    if kind == "ts":
        return f"coalesce({moment}, {value})"
    if kind == "date":
        return f"coalesce(left({moment}, 10), {value})"
    if kind == "time":
        return f"coalesce(regexp_extract({value}, '^[0-9]{{1,2}}:[0-9]{{2}}(:[0-9]{{2}})?'), {value})"
    return value


def seconds(sheet: Sheet, pair: tuple[str, str], alias: str) -> str:
    """SQL of the seconds between two moments in the rows called `alias`."""
    first, last = (f"TRY_CAST({alias}.c{place(sheet, question)} AS TIMESTAMPTZ)" for question in pair)
    return f"date_diff('second', {first}, {last})::VARCHAR"

"""The mapping file: which question of a survey form is which of our columns, which of its codes which of ours."""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import pydantic
import yaml

from acceptance import contracts

APPROVED = {"odk": ("approved",), "kobo": ("approved", "validation_status_approved")}
"""Review states that count, in small letters (ODK Central `ReviewState`; KoboToolbox `_validation_status`)."""


class SurveyError(ValueError):
    """The export or its mapping cannot be used; `mistakes` are Chinese and name file, column and row."""

    def __init__(self, mistakes: list[str]) -> None:
        super().__init__("；".join(mistakes[:20]) + (f"；另有{len(mistakes) - 20}处" if len(mistakes) > 20 else ""))
        self.mistakes = mistakes


class _Stated(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Source(_Stated):
    """Where one of our columns comes from: a question (`from`, with its group path or without), a fixed `value`, or the
    `seconds` between two questions.

    codes: their code -> ours; a code that is not named is a mistake, a blank stays blank. many: a select-multiple
    question, its choices joined with commas. of: parent takes the question from the row a repeat belongs to. hash:
    keep only a hash of the value (telephone numbers, names).
    """

    question: str | None = pydantic.Field(default=None, alias="from")
    value: str | None = None
    seconds: tuple[str, str] | None = None
    codes: dict[str, str] | None = None
    many: bool = False
    of: Literal["self", "parent"] = "self"
    hash: bool = False

    @pydantic.model_validator(mode="after")
    def _one(self) -> "Source":
        if sum(x is not None for x in (self.question, self.value, self.seconds)) != 1:
            raise ValueError("每列应恰好写明 from、value、seconds 之一")
        return self


class TableMapping(_Stated):
    """One of our tables: from a form or one of its repeats (`source`: sheet, or file without its ending), or `rows`
    that no form holds, stated as they are. parent: the source a repeat belongs to.
    """

    source: str | None = None
    parent: str | None = None
    columns: dict[str, Source] = {}
    rows: list[dict[str, str | int | float]] = []

    @pydantic.field_validator("columns", mode="before")
    @classmethod
    def _short(cls, given: Mapping[str, Any]) -> dict[str, Any]:
        """`village_code: site/village` says the same as `village_code: {from: site/village}`."""
        return {name: {"from": one} if isinstance(one, str) else one for name, one in dict(given).items()}


class SurveyMapping(_Stated):
    """A whole mapping. form: the source that holds one row per submission. approved: review states that count."""

    tool: Literal["odk", "kobo"]
    line: str
    form: str
    tables: dict[str, TableMapping]
    approved: tuple[str, ...] = ()
    sha256: str = ""

    @property
    def counts(self) -> tuple[str, ...]:
        return tuple(state.lower() for state in self.approved) or APPROVED[self.tool]


def load(path: Path) -> SurveyMapping:
    """The mapping in a YAML file, held against the contracts of its line.

    Raises:
        SurveyError: it is no mapping, or names a line, table, column or code that there is not.
    """
    raw = path.read_bytes()
    try:
        stated = yaml.safe_load(raw)
        made = SurveyMapping.model_validate(stated | {"sha256": hashlib.sha256(raw).hexdigest()})
    except (yaml.YAMLError, TypeError, UnicodeDecodeError) as problem:
        raise SurveyError([f"对照文件“{path.name}”不是可用的 YAML：{problem}"]) from None
    except pydantic.ValidationError as problem:
        said = [f"对照文件“{path.name}”{'.'.join(map(str, e['loc']))}：{e['msg']}" for e in problem.errors()]
        raise SurveyError(said) from None
    if mistakes := [f"对照文件“{path.name}”{said}" for said in _against_contracts(made)]:
        raise SurveyError(mistakes)
    return made


def _against_contracts(made: SurveyMapping) -> list[str]:
    line = contracts.lines().get(made.line)
    if line is None:
        return [f"的线“{made.line}”不存在"]
    said = [
        f"缺少必报表“{contracts.tables()[name].title}”（{name}）" for name in line.required if name not in made.tables
    ]
    for name, mapped in made.tables.items():
        if name not in line.tables:
            said.append(f"的表“{name}”不属于{line.title}")
            continue
        known = {column.name: column for column in contracts.tables()[name].columns}
        stated = {*mapped.columns, *(key for row in mapped.rows for key in row)}
        said += [f"表 {name} 的列“{column}”不存在" for column in sorted(stated - known.keys())]
        if bool(mapped.rows) == (mapped.source is not None):
            said.append(f"表 {name} 应恰好写明 source、rows 之一")
        if mapped.source == made.form and any(source.of == "parent" for source in mapped.columns.values()):
            said.append(f"表 {name} 取自主表“{made.form}”，没有上级，不能用 of: parent")
        for column in stated & known.keys():
            said += _codes(name, known[column], mapped.columns.get(column))
        said += [
            f"表 {name} 没有必填列“{c.header}”（{c.name}）"
            for c in known.values()
            if c.required and c.name not in stated
        ]
    return said


def _codes(table: str, column: contracts.Column, source: Source | None) -> list[str]:
    """Values a mapping gives that are none of the column's codes."""
    if source is None or not column.codes:
        return []
    given = [*(source.codes or {}).values(), *([source.value] if source.value is not None else [])]
    wrong = sorted(set(given) - set(column.codes))
    return [f"表 {table} 的列“{column.header}”没有“{value}”这个值" for value in wrong]

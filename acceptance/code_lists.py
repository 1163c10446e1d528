"""Code lists of a year: the standing ones of `codes.yaml` with the dated changes of the year's campaign.yaml.

Tables are read once with the standing lists; whoever needs to know what may stand in a column this year asks
`Campaign.codes`, which puts the year's values into a table (`of`) or names a list (`[...]`).
"""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, TypeVar

import pydantic

if TYPE_CHECKING:
    from acceptance.contracts import Column, Table

TableT = TypeVar("TableT", bound="Table")


class CodeChange(pydantic.BaseModel):
    """One value of a list that begins or ends, by which document. valid_from, valid_to: first and last day in force."""

    model_config = pydantic.ConfigDict(frozen=True, extra="forbid")

    list: str
    value: str = pydantic.Field(min_length=1, pattern=r"^[^,，、\s][^,，、]*$")
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    document: str
    confirmed: bool

    def holds(self, opens: dt.date, closes: dt.date) -> bool:
        """Whether it is in force on any day of the window."""
        begun = self.valid_from is None or self.valid_from <= closes
        return begun and (self.valid_to is None or self.valid_to >= opens)


@dataclasses.dataclass(frozen=True)
class CodeLists:
    """Every code list by name. open: lists that may get new values; of the others the rules speak by value."""

    held: tuple[tuple[str, tuple[str, ...]], ...]
    open: tuple[str, ...] = ()
    differing: frozenset[str] = frozenset()

    def __getitem__(self, name: str) -> tuple[str, ...]:
        return dict(self.held)[name]

    def items(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        return iter(self.held)

    def values(self, names: Iterable[str]) -> tuple[str, ...]:
        """The values of several lists, one after the other."""
        lists = dict(self.held)
        return tuple(value for name in names for value in lists[name])

    def of(self, table: TableT) -> TableT:
        """The table with this year's values in its columns; the same object where nothing of it differs."""
        if not any(self.differing.intersection(column.lists) for column in table.columns):
            return table
        return dataclasses.replace(table, columns=tuple(self._column(column) for column in table.columns))

    def _column(self, column: "Column") -> "Column":
        return dataclasses.replace(column, codes=self.values(column.lists)) if column.lists else column

    def in_window(self, changes: Iterable[CodeChange], opens: dt.date, closes: dt.date) -> "CodeLists":
        """These lists as they are in force in a window.

        Raises:
            ValueError: a list or value there is none of, a change without a day, a new value in a list that is not
                open, or a list left empty (Chinese).
        """
        changes = tuple(changes)
        lists = {name: list(values) for name, values in self.held}
        for change in changes:
            self._check(change)
            known = lists[change.list]
            if not change.holds(opens, closes):
                lists[change.list] = [value for value in known if value != change.value]
            elif change.value not in known:
                known.append(change.value)
        if empty := [name for name, values in lists.items() if not values]:
            raise ValueError(f"代码表没有任何有效的值：{'、'.join(empty)}")
        held = tuple((name, tuple(values)) for name, values in lists.items())
        return CodeLists(held, self.open, frozenset(name for name, values in held if values != self[name]))

    def _check(self, change: CodeChange) -> None:
        known = dict(self.held)
        if change.list not in known:
            raise ValueError(f"没有代码表“{change.list}”")
        if change.valid_from is None and change.valid_to is None:
            what = f"代码表 {change.list} 的“{change.value}”"
            raise ValueError(f"{what}应写明自何日起（valid_from）或至何日止（valid_to）")
        if change.value in known[change.list] or change.list in self.open:
            return
        raise ValueError(f"代码表 {change.list} 只能停用现有的值，不能增加“{change.value}”：检查规则按值引用此表")

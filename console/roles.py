"""One table of roles × actions × scope (roles.yaml), and the question it answers: may this person do this there?"""

import functools
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any, Literal

import yaml

EVERY = "*"
"""In an account's counties: all of them."""
Scope = Literal["all", "own"]


class RoleTableError(ValueError):
    """roles.yaml, or a page that names an action, says something that is not known."""


@dataclass(frozen=True)
class Role:
    id: str
    title: str
    lines: tuple[str, ...]
    entries: tuple[str, ...]


@dataclass(frozen=True)
class Action:
    """public: without sign-in. anyone: every account. audit: every use is written into the audit log."""

    id: str
    title: str
    scopes: Mapping[str, Scope]
    public: bool = False
    anyone: bool = False
    audit: bool = False

    def allows(self, role: str, counties: Collection[str], county: str | None) -> bool:
        """Whether someone of a role with these counties may do it. county: None where the page is about none."""
        if self.public or self.anyone:
            return True
        scope = self.scopes.get(role)
        if scope != "own" or county is None:
            return scope is not None
        return EVERY in counties or county in counties


@functools.cache
def _table() -> dict[str, Any]:
    return yaml.safe_load((resources.files("console") / "roles.yaml").read_text(encoding="utf-8"))


@functools.cache
def roles() -> dict[str, Role]:
    return {
        name: Role(name, facts["title"], tuple(facts["lines"]), tuple(facts["entries"]))
        for name, facts in _table()["roles"].items()
    }


@functools.cache
def actions() -> dict[str, Action]:
    """Every action by id. Raises RoleTableError for a role or scope that is not known."""
    return {name: _action(name, facts) for name, facts in _table()["actions"].items()}


def _action(name: str, facts: Mapping[str, Any]) -> Action:
    flags = {key: bool(facts.get(key)) for key in ("public", "anyone", "audit")}
    scopes = {key: value for key, value in facts.items() if key not in ("title", *flags)}
    if unknown := set(scopes) - set(roles()):
        raise RoleTableError(f"{name}: unknown roles {sorted(unknown)}")
    if set(scopes.values()) - {"all", "own"}:
        raise RoleTableError(f"{name}: a scope is all or own")
    return Action(name, facts["title"], scopes, **flags)


def action(name: str) -> Action:
    """Raises RoleTableError for an action that the table does not hold."""
    if name not in actions():
        raise RoleTableError(f"roles.yaml has no action {name!r}")
    return actions()[name]


def matrix() -> list[tuple[Action, list[str]]]:
    """Every action with the word for each role, in the table's order: for the page and the documentation."""
    words = {"all": "全部", "own": "本区县", None: "—"}
    listed = []
    for one in actions().values():
        cells = ["是" if one.public or one.anyone else words[one.scopes.get(role)] for role in roles()]
        listed.append((one, cells))
    return listed


def as_markdown() -> str:
    """The table for the documentation (docs/roles.md)."""
    heads = ["动作", *(role.title for role in roles().values()), "审计"]
    rows = [[one.title, *cells, "记入" if one.audit else ""] for one, cells in matrix()]
    lines = [f"| {' | '.join(row)} |" for row in (heads, ["---"] * len(heads), *rows)]
    return "\n".join([_PREFACE, *lines]) + "\n"


_PREFACE = """# Who may do what in the console

Written from `console/roles.yaml` by `make docs`; every page names one of these actions, and a page without one does not
start. 全部: every county; 本区县: the counties named in the account; 记入: every use is a line of the audit log.
"""

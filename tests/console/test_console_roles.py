"""The role table: every route names an action; every role gets what the table says, in its own and another county."""

import re
from typing import Any

import pytest
from fastapi import APIRouter, FastAPI

from console import roles
from console.web import GuardedRoute
from tests.console.offices import OTHER, OWN, Office

FILL = {
    "number": "0001",
    "code": "100201",
    "table": "households",
    "kind": "csv",
    "line": "self_check",
    "version": "1",
    "draft": "x",
    "key": "x",
    "act": "none",
    "name": "x.pdf",
}
BOUND = [role for role in roles.roles() if role != "software"]


def routes(app: FastAPI) -> list[Any]:
    return list(app.router.routes)


def test_every_route_names_an_action_of_the_table(office: Office) -> None:
    listed = routes(office.app)
    assert len(listed) > 30
    for route in listed:
        assert isinstance(route, GuardedRoute), f"{route} stands outside the role table"
        assert route.action == roles.action(route.action.id)


def test_a_page_without_an_action_does_not_start() -> None:
    router = APIRouter(route_class=GuardedRoute)
    with pytest.raises(roles.RoleTableError):
        router.add_api_route("/x", lambda: "x")


@pytest.mark.parametrize("role", BOUND)
def test_every_role_gets_what_the_table_says_and_nothing_else(role: str, office: Office) -> None:
    browser = office.browser(role)
    csrf = browser.token("/roles")
    for route in routes(office.app):
        if route.action.public or route.path.startswith("/api/") or route.path == "/logout":
            continue
        for county in (OWN, OTHER) if "{county}" in route.path else (None,):
            path = re.sub(
                r"{(\w+)}", lambda found, c=county: c if found[1] == "county" else _fill(found[1], c), route.path
            )
            allowed = route.action.allows(role, (OWN,), county)
            for method in route.methods:
                answer = browser.ask(method, path, data={"csrf": csrf} if method == "POST" else None)
                assert answer.status_code != 500, f"{role} {method} {path}"
                refused = answer.status_code == 403 and "没有权限" in answer.text
                assert refused != allowed, f"{role} {method} {path}: {answer.status_code}"


def _fill(name: str, county: str | None) -> str:
    value = FILL[name]
    return f"{county}{value}" if name in ("number", "code") else value


def test_a_stranger_sees_the_sign_in_page_only(office: Office) -> None:
    browser = office.browser()
    for route in routes(office.app):
        path = re.sub(r"{(\w+)}", lambda found: OWN if found[1] == "county" else FILL[found[1]], route.path)
        for method in route.methods:
            answer = browser.ask(method, path)
            if not route.action.public:
                assert answer.status_code == (401 if path.startswith("/api/") else 303), path
                assert "城口" not in answer.text


def test_the_software_of_others_reaches_nothing_but_the_interface() -> None:
    reached = {
        one.id
        for one in roles.actions().values()
        if one.allows("software", ("*",), OWN) and not (one.anyone or one.public)
    }
    assert reached == {"api.read"}


def test_the_table_is_printed_for_the_documentation() -> None:
    printed = roles.as_markdown()
    listed = [line for line in printed.splitlines() if line.startswith("| ")]
    assert len(listed) == len(roles.actions()) + 2 and printed.startswith("# ")
    [seen] = [line for line in listed if line.startswith("| 看户 ")]
    assert seen.endswith("| 记入 |") and "| 本区县 |" in seen

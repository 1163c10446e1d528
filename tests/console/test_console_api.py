"""Other software: read-only, by token, for the token's counties, with ETags and a description."""

from typing import Any

import pytest

from console import tokens
from tests.console.offices import OTHER, OWN, Browser, Clock, Office

PATHS = ("/api/v1/counties", "/api/v1/stages", f"/api/v1/counties/{OWN}/indicators", f"/api/v1/counties/{OWN}/issues")


def asked(browser: Browser, path: str, token: str, **headers: str) -> Any:
    return browser.get(path, headers={"authorization": f"Bearer {token}"} | headers)


@pytest.fixture
def token(office: Office) -> str:
    return tokens.create(office.home, office.settings, "大屏", (OWN,), days=10)


def test_a_token_reads_its_own_counties(office: Office, token: str) -> None:
    browser = office.browser()
    [county] = asked(browser, PATHS[0], token).json()
    assert (
        county["county_code"] == OWN
        and county["stages"][0] == {"id": "received", "title": "申报", "state": "接收"}
        or county["stages"]
    )
    assert "poverty_rate" in asked(browser, PATHS[2], token).json()["indicators"]
    assert sum(asked(browser, PATHS[3], token).json()["household_outcomes"].values()) == 4
    assert asked(browser, f"/api/v1/counties/{OTHER}/issues", token).status_code == 403


def test_without_a_good_token_nothing(office: Office, token: str, clock: Clock) -> None:
    browser = office.browser("municipal")  # a sign-in is no token
    for given in ("", "x", token[:-1], "x" * 5000):
        answer = asked(browser, PATHS[0], given)
        assert answer.status_code == 401 and "城口" not in answer.text
    clock.pass_by(days=11)
    assert asked(browser, PATHS[0], token).status_code == 401
    clock.pass_by(days=-11)
    [only] = tokens.every(office.home)
    tokens.revoke(office.home, only.key)
    assert asked(browser, PATHS[0], token).status_code == 401


def test_a_token_opens_no_page_and_changes_nothing(office: Office, token: str) -> None:
    browser = office.browser()
    assert asked(browser, "/", token).status_code == 303
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        assert browser.ask(method, PATHS[0], headers={"authorization": f"Bearer {token}"}).status_code in (403, 405)


@pytest.mark.parametrize("path", PATHS)
def test_unchanged_answers_cost_no_body(path: str, office: Office, token: str) -> None:
    browser = office.browser()
    first = asked(browser, path, token)
    again = asked(browser, path, token, **{"if-none-match": f'"other", W/{first.headers["etag"]}'})
    assert first.status_code == 200 and again.status_code == 304 and again.content == b""


def test_the_interface_describes_itself(office: Office) -> None:
    described = office.browser().get("/api/v1/openapi.json").json()
    assert "/api/v1/counties/{county}/indicators" in described["paths"] and described["openapi"].startswith("3.")
    assert all(set(methods) == {"get"} for methods in described["paths"].values())

"""Signing in through a province's identity service: a fake one answers in place of the network."""

import dataclasses
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey

from console import oidc
from console.settings import ConsoleSettings
from tests.console.offices import Clock, Office

ISSUER = "https://id.example"


class Service:
    """An identity service that vouches for `login`; `change` spoils its token."""

    def __init__(self, clock: Clock) -> None:
        self.key, self.other, self.clock = RSAKey.generate_key(2048), RSAKey.generate_key(2048), clock
        self.login, self.nonce, self.change, self.signs = "municipal", "", {}, self.key

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("openid-configuration"):
            names = ("authorization_endpoint", "token_endpoint", "jwks_uri")
            return httpx.Response(200, json={"issuer": ISSUER} | {name: f"{ISSUER}/{name}" for name in names})
        if request.url.path == "/jwks_uri":
            return httpx.Response(200, json={"keys": [self.key.as_dict(private=False)]})
        sent = parse_qs(request.content.decode())
        assert sent["code"] == ["good"] and len(sent["code_verifier"][0]) > 40
        return httpx.Response(200, json={"access_token": "a", "token_type": "Bearer", "id_token": self.token()})

    def token(self) -> str:
        now = int(self.clock().timestamp())
        claims: dict[str, Any] = {
            "iss": ISSUER,
            "aud": "fupin",
            "exp": now + 60,
            "nonce": self.nonce,
            "preferred_username": self.login,
        }
        return jwt.encode({"alg": "RS256"}, claims | self.change, self.signs)


@pytest.fixture
def service(clock: Clock) -> Service:
    return Service(clock)


@pytest.fixture
def connected(home: Path, settings: ConsoleSettings, service: Service) -> Iterator[Office]:
    outside = oidc.OidcSettings(ISSUER, "fupin", "geheim", transport=httpx.MockTransport(service))
    made = Office(home, dataclasses.replace(settings, oidc=outside))
    with made.runner:
        yield made


def begun(office: Office, service: Service):
    """A browser sent to the service, and the state it carries."""
    browser = office.browser()
    assert "统一身份认证" in browser.get("/login").text
    sent = urlsplit(browser.get("/oidc/start").headers["location"])
    asked = parse_qs(sent.query)
    assert sent.netloc == "id.example" and asked["code_challenge_method"] == ["S256"]
    service.nonce = asked["nonce"][0]
    return browser, asked["state"][0]


def test_a_vouched_for_account_enters_once(connected: Office, service: Service) -> None:
    connected.account("municipal")
    browser, state = begun(connected, service)
    answer = browser.get(f"/oidc/back?state={state}&code=good")
    assert answer.status_code == 200 and 'url=/"' in answer.text
    assert browser.get("/").status_code == 200
    assert connected.browser().get(f"/oidc/back?state={state}&code=good").status_code == 403


@pytest.mark.parametrize(
    "change",
    [
        {"aud": "other"},
        {"iss": "https://evil.example"},
        {"exp": 1},
        {"nonce": "x"},
        {"preferred_username": "nobody"},
        {"preferred_username": "../admin"},
    ],
)
def test_tokens_that_do_not_hold_open_nothing(change: dict[str, Any], connected: Office, service: Service) -> None:
    connected.account("municipal")
    browser, state = begun(connected, service)
    service.change = change
    assert browser.get(f"/oidc/back?state={state}&code=good").status_code == 403
    assert browser.get("/").status_code == 303


def test_a_foreign_signature_or_state_opens_nothing(connected: Office, service: Service, clock: Clock) -> None:
    connected.account("municipal")
    browser, state = begun(connected, service)
    assert connected.browser().get(f"/oidc/back?state={state}&code=good").status_code == 403  # begun in another browser
    browser, state = begun(connected, service)
    service.signs = service.other
    assert browser.get(f"/oidc/back?state={state}&code=good").status_code == 403
    service.signs = service.key
    browser, state = begun(connected, service)
    clock.pass_by(minutes=11)
    assert browser.get(f"/oidc/back?state={state}&code=good").status_code == 403


def test_without_configuration_there_is_no_such_page(office: Office) -> None:
    assert office.browser().get("/oidc/start").status_code == 404
    assert "oidc" not in office.browser().get("/login").text


def test_a_service_that_does_not_answer_says_so(home: Path, settings: ConsoleSettings) -> None:
    def silent(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("down")

    outside = oidc.OidcSettings(ISSUER, "fupin", "geheim", transport=httpx.MockTransport(silent))
    office = Office(home, dataclasses.replace(settings, oidc=outside))
    with office.runner:
        answer = office.browser().get("/oidc/start")
    assert answer.status_code == 502 and "没有应答" in answer.text

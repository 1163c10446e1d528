"""Signing in with a province's own identity service (OpenID Connect), for accounts that exist here already.

Authorization code with PKCE; the identity token is verified (signature, issuer, audience, nonce, time). Nobody gets an
account by signing in: the administrator makes it, the service only vouches for who it is.
"""

import base64
import datetime as dt
import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from console import files

LASTS = dt.timedelta(minutes=10)
MOST_OPEN = 500
ALGORITHMS = ["RS256", "ES256", "PS256"]


class OidcError(Exception):
    """The sign-in at the identity service did not succeed; the message is Chinese."""


@dataclass(frozen=True)
class OidcSettings:
    """issuer: the service's address (https). claim: what names the account, its login here. transport: for tests."""

    issuer: str
    client_id: str
    client_secret: str
    title: str = "统一身份认证"
    claim: str = "preferred_username"
    transport: httpx.AsyncBaseTransport | None = None


Clock = Callable[[], dt.datetime]


def _path(home: Path, state: str) -> Path:
    return home / "console" / "oidc" / f"{hashlib.sha256(state.encode()).hexdigest()}.json"


def _make_room(home: Path, clock: Clock) -> None:
    """Forgets sign-ins that were never finished; while too many are open no further one begins."""
    folder = home / "console" / "oidc"
    opened = list(folder.glob("*.json")) if folder.is_dir() else []
    for path in opened:
        begun = files.read(path)
        if begun is None or clock() - dt.datetime.fromisoformat(begun["at"]) > LASTS:
            files.remove(path)
    if len(opened) > MOST_OPEN:
        raise OidcError("同时登录的人太多，请几分钟后再试。")


def _client(settings: OidcSettings) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=settings.transport, timeout=10)


async def _described(client: httpx.AsyncClient, settings: OidcSettings) -> dict[str, Any]:
    """What the service says of itself, if it is the one that was configured."""
    answer = await client.get(f"{settings.issuer}/.well-known/openid-configuration")
    found = answer.raise_for_status().json()
    if found.get("issuer") != settings.issuer:
        raise OidcError("身份认证服务自报的名称与配置不符，请联系管理员。")
    return found


async def begin(home: Path, settings: OidcSettings, clock: Clock, back: str) -> tuple[str, str]:
    """(where to send the browser, state to keep in its cookie). Raises OidcError when the service does not answer."""
    _make_room(home, clock)
    state, verifier, nonce = (secrets.token_urlsafe(48) for _ in range(3))
    try:
        async with _client(settings) as client:
            place = (await _described(client, settings))["authorization_endpoint"]
    except (httpx.HTTPError, KeyError, ValueError) as problem:
        raise OidcError("身份认证服务没有应答，请稍后再试或用账号密码登录。") from problem
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    asked = {
        "response_type": "code",
        "client_id": settings.client_id,
        "redirect_uri": back,
        "scope": "openid profile",
        "state": state,
        "nonce": nonce,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    files.write(_path(home, state), {"verifier": verifier, "nonce": nonce, "at": clock().isoformat()})
    return str(httpx.URL(place, params=asked)), state


async def finish(home: Path, settings: OidcSettings, clock: Clock, back: str, state: str, kept: str, code: str) -> str:
    """The login that the service vouches for. Each state is good once, for ten minutes, in the browser it began in.

    Raises:
        OidcError: the answer was not asked for here, or its token does not hold.
    """
    path = _path(home, state)
    begun = files.read(path)
    files.remove(path)
    if not state or not secrets.compare_digest(state.encode(), kept.encode()) or begun is None:
        raise OidcError("这次登录不是从本页面开始的，请重新登录。")
    if clock() - dt.datetime.fromisoformat(begun["at"]) > LASTS:
        raise OidcError("登录超时，请重新登录。")
    try:
        claims = await _claims(settings, clock, back, begun, code)
        return str(claims[settings.claim]).lower()
    except (httpx.HTTPError, JoseError, KeyError, ValueError, TypeError) as problem:
        raise OidcError("身份认证服务的应答无法确认，请重新登录或联系管理员。") from problem


async def _claims(settings: OidcSettings, clock: Clock, back: str, begun: dict[str, Any], code: str) -> dict[str, Any]:
    """Exchanges the code for the identity token and verifies it."""
    sent = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": back,
        "client_id": settings.client_id,
        "code_verifier": begun["verifier"],
    }
    async with _client(settings) as client:
        described = await _described(client, settings)
        who = httpx.BasicAuth(settings.client_id, settings.client_secret)
        answer = await client.post(described["token_endpoint"], data=sent, auth=who)
        keys = await client.get(described["jwks_uri"])
    token = answer.raise_for_status().json()["id_token"]
    return _verified(token, keys.raise_for_status().json(), settings, begun["nonce"], clock)


def _verified(token: str, keys: Any, settings: OidcSettings, nonce: str, clock: Clock) -> dict[str, Any]:
    claims = jwt.decode(token, KeySet.import_key_set(keys), algorithms=ALGORITHMS).claims
    rules = jwt.JWTClaimsRegistry(
        now=lambda: int(clock().timestamp()),
        leeway=60,
        iss={"essential": True, "value": settings.issuer},
        aud={"essential": True, "value": settings.client_id},
        exp={"essential": True},
        nonce={"essential": True, "value": nonce},
    )
    rules.validate(claims)
    return claims

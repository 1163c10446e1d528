"""What stands before every page: which host was asked, how long a body may be, and the headers every answer carries."""

import asyncio
from collections.abc import Callable

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from console.settings import ConsoleSettings

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}
TOO_LARGE, TOO_SLOW, WRONG_HOST, BAD_LENGTH = (
    "提交的内容超过允许的大小。",
    "传输中断时间过长，请检查网络后重新提交。",
    "不能用这个地址访问。",
    "请求的长度无法辨认。",
)


class Refusal(HTTPException):
    """A request that is refused before its page was reached, or while its body is read."""


class Guard:
    """ASGI middleware. A refusal before the application runs is a short text; one inside becomes a page there."""

    def __init__(self, app: ASGIApp, settings: ConsoleSettings, long_body: Callable[[str], bool]) -> None:
        self.app, self.settings, self.long_body = app, settings, long_body

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await (self.app(scope, receive, send) if scope["type"] == "lifespan" else _closed(send))
            return
        limit = self.settings.max_upload if self.long_body(scope["path"]) else self.settings.max_form
        answer = _with_headers(send, self.settings.secure)
        refused = _refused(Headers(scope=scope), self.settings.hosts, limit)
        if refused:
            await _say(answer, *refused)
            return
        await self.app(scope, _measured(receive, limit, self.settings.slow_seconds), answer)


async def _closed(send: Send) -> None:
    await send({"type": "websocket.close", "code": 1008})


def _refused(headers: Headers, hosts: tuple[str, ...], limit: int) -> tuple[int, str] | None:
    host = headers.get("host", "")
    name = host if host in hosts else host.rpartition(":")[0]
    if name not in hosts:
        return 400, WRONG_HOST
    length = headers.get("content-length", "0")
    if not (length.isascii() and length.isdigit()):
        return 400, BAD_LENGTH
    return (413, TOO_LARGE) if int(length) > limit else None


def _measured(receive: Receive, limit: int, slow: float) -> Receive:
    """The body, cut off where it gets longer than allowed, whatever was announced, or stays silent too long."""
    seen = 0

    async def measured() -> Message:
        nonlocal seen
        if seen < 0:
            return await receive()
        try:
            message = await asyncio.wait_for(receive(), slow)
        except TimeoutError:
            raise Refusal(408, TOO_SLOW) from None
        if message["type"] == "http.request":
            seen += len(message.get("body", b""))
            if seen > limit:
                raise Refusal(413, TOO_LARGE)
            if not message.get("more_body"):
                seen = -1  # what follows is only the news that the browser has gone
        return message

    return measured


def _with_headers(send: Send, secure: bool) -> Send:
    async def answer(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
            if secure:
                headers["strict-transport-security"] = "max-age=31536000"
        await send(message)

    return answer


async def _say(send: Send, status: int, text: str) -> None:
    body = text.encode()
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        (b"connection", b"close"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})

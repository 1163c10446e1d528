"""What stands before every page: which host was asked, how long a body may be, and the headers every answer carries."""

import asyncio
from collections.abc import Callable

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from console.settings import ConsoleSettings

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'"
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
        headers = Headers(scope=scope)
        body = Body(receive, limit, self.settings.slow_seconds, headers)
        answer = _with_headers(send, self.settings.secure, body)
        refused = _refused(headers, self.settings.hosts, limit)
        if refused:
            await _say(answer, *refused)
            return
        await self.app(scope, body, answer)


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


class Body:
    """The body, cut off where it gets longer than allowed, whatever was announced, or stays silent too long."""

    def __init__(self, receive: Receive, limit: int, slow: float, headers: Headers) -> None:
        self.receive, self.limit, self.slow, self.seen = receive, limit, slow, 0
        self.complete = headers.get("content-length", "0") == "0" and "transfer-encoding" not in headers

    async def __call__(self) -> Message:
        if self.complete and self.seen:
            return await self.receive()  # what follows a body is only the news that the browser has gone
        try:
            message = await asyncio.wait_for(self.receive(), self.slow)
        except TimeoutError:
            raise Refusal(408, TOO_SLOW) from None
        if message["type"] == "http.request":
            self.seen += len(message.get("body", b"")) or 1
            self.complete = not message.get("more_body")
            if self.seen > self.limit:
                raise Refusal(413, TOO_LARGE)
        return message


def _with_headers(send: Send, secure: bool, body: Body) -> Send:
    """Every answer's headers; an answer before the body was read ends the connection, or it would go on arriving."""

    async def answer(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
            if secure:
                headers["strict-transport-security"] = "max-age=31536000"
            if not body.complete:
                headers["connection"] = "close"
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

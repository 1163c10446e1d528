"""What the person who starts the console decides. Everything has a safe default."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

import argon2

from console.oidc import OidcSettings

ZONE = ZoneInfo("Asia/Shanghai")
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


class SettingsError(ValueError):
    """The console cannot be started like this; the message is Chinese."""


def clock() -> dt.datetime:
    return dt.datetime.now(ZONE)


@dataclass(frozen=True)
class ConsoleSettings:
    """hosts: names under which browsers reach it; others are refused. secure: https; may be off only on loopback.

    max_upload, max_form: bytes of a body. slow_seconds: longest silence in it. idle, longest: life of a sign-in.
    now: the clock of sign-ins and the audit log; verdicts have their own day. refresh: seconds of 总览.
    """

    hosts: tuple[str, ...] = LOOPBACK
    secure: bool = False
    max_upload: int = 300 * 1024 * 1024
    max_form: int = 64 * 1024
    slow_seconds: float = 30
    idle: dt.timedelta = dt.timedelta(hours=1)
    longest: dt.timedelta = dt.timedelta(hours=12)
    refresh: int = 30
    now: Callable[[], dt.datetime] = clock
    oidc: OidcSettings | None = None
    hasher: argon2.PasswordHasher = field(default_factory=argon2.PasswordHasher)

    def __post_init__(self) -> None:
        if not self.secure and not set(self.hosts) <= set(LOOPBACK):
            raise SettingsError(
                "只有在本机（127.0.0.1）上才可以不用 https；对外提供服务请在前面加 https 并设 secure=True。"
            )

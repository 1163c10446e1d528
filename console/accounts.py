"""Accounts: one private JSON file each under <home>/console/accounts/, passwords as argon2id hashes only."""

import re
import secrets
import threading
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import argon2

from acceptance import store
from console import files, masks, throttle
from console.roles import EVERY, roles
from console.settings import ConsoleSettings

_LOGIN = re.compile(r"[a-z0-9][a-z0-9_.-]{1,31}")
SHORTEST = 10
FIRST = "admin"
_AT_ONCE = threading.BoundedSemaphore(2)  # argon2 takes memory on purpose; many sign-ins at once must not take it all


class AccountError(ValueError):
    """An account cannot be made or changed like this; the message is Chinese."""


@dataclass(frozen=True)
class Account:
    """name: the person's, as signed on packages. counties: what `own` means in the role table; ('*',) for all."""

    login: str
    name: str
    role: str
    counties: tuple[str, ...] = ()
    password_hash: str = ""
    must_change: bool = True
    disabled: bool = False

    @property
    def title(self) -> str:
        return roles()[self.role].title


def _path(home: Path, login: str) -> Path:
    if not _LOGIN.fullmatch(login):
        raise AccountError("账号只能用 2 到 32 个小写字母、数字、点、横线和下划线。")
    return home / "console" / "accounts" / f"{login}.json"


def _from(record: dict[str, Any]) -> Account:
    return Account(**record | {"counties": tuple(record["counties"])})


def find(home: Path, login: str) -> Account | None:
    """An account by login; None where there is none."""
    if not _LOGIN.fullmatch(login):
        return None
    record = files.read(_path(home, login))
    return _from(record) if record else None


def every(home: Path) -> list[Account]:
    return [_from(record) for record in files.records(home / "console" / "accounts")]


def create(
    home: Path,
    settings: ConsoleSettings,
    login: str,
    name: str,
    role: str,
    counties: tuple[str, ...] = (),
    password: str = "",
) -> str:
    """Makes an account and returns its one-time password (or the given one, which need not be changed).

    Raises:
        AccountError: the login is taken or malformed, login or name hold an identity or telephone number, the role is
            unknown, or a role bound to counties has none.
    """
    path = _path(home, login)
    if masks.holds_number(login) or masks.holds_number(name):
        raise AccountError("账号和姓名里不能有证件号码或电话：它们会出现在报告和审计里。")
    if role not in roles() or role == "software":
        raise AccountError(f"没有角色「{role}」。")
    if not name.strip():
        raise AccountError("请填写姓名：签字时用它。")
    if role == "county" and (len(counties) != 1 or EVERY in counties):
        raise AccountError("区县账号必须且只能指定一个区县。")
    given = password or new_password()
    account = Account(login, name.strip(), role, tuple(counties), settings.hasher.hash(given), must_change=not password)
    with files.locked(path.parent):
        if path.exists():
            raise AccountError(f"账号「{login}」已经存在。")
        files.write(path, asdict(account))
    return given


def new_password() -> str:
    """Sixteen characters that are not mistaken for one another."""
    return "-".join("".join(secrets.choice("abcdefghjkmnpqrstuvwxyz23456789") for _ in range(4)) for _ in range(4))


def first_start(home: Path, settings: ConsoleSettings) -> str | None:
    """Makes the one administrator where there is no account yet; returns the one-time password to print, else None."""
    return None if every(home) else create(home, settings, FIRST, "管理员", "administrator")


def change(home: Path, login: str, **facts: Any) -> Account:
    """Replaces facts of an account. Raises AccountError where there is none."""
    path = _path(home, login)
    with files.locked(path.parent):
        account = find(home, login)
        if account is None:
            raise AccountError(f"没有账号「{login}」。")
        changed = replace(account, **facts)
        files.write(path, asdict(changed))
    return changed


def reset(home: Path, settings: ConsoleSettings, login: str) -> str:
    """Gives an account a new one-time password, also after too many wrong ones; returns it."""
    given = new_password()
    change(home, login, password_hash=settings.hasher.hash(given), must_change=True, disabled=False)
    throttle.succeeded(home, login)
    return given


def choose_password(home: Path, settings: ConsoleSettings, account: Account, old: str, new: str) -> None:
    """A person's own new password. Raises AccountError when the old one is wrong or the new one too easy."""
    if not matches(settings, account.password_hash, old):
        raise AccountError("原密码不正确。")
    if len(new) < SHORTEST or new == old or account.login in new.lower() or len(set(new)) < 5:
        raise AccountError(f"新密码至少 {SHORTEST} 个字符，不能与原密码相同，不能含账号名，也不能只重复几个字符。")
    change(home, account.login, password_hash=settings.hasher.hash(new), must_change=False)


def matches(settings: ConsoleSettings, hashed: str, password: str) -> bool:
    """Whether a password is the one that was hashed."""
    with _AT_ONCE:
        try:
            return settings.hasher.verify(hashed, password)
        except (argon2.exceptions.VerificationError, argon2.exceptions.InvalidHashError):
            return False


@dataclass(frozen=True)
class SignIn:
    """account, or why not (Chinese) and how many seconds to wait."""

    account: Account | None
    problem: str = ""
    wait: int = 0


def sign_in(home: Path, settings: ConsoleSettings, login: str, password: str, address: str) -> SignIn:
    """Checks a password. Who has to wait is refused before any hash is computed, the right password included."""
    login = login.strip().lower()[:64]
    account = find(home, login)
    waits = [throttle.wait(home, settings, "address", address)]
    waits += [throttle.wait(home, settings, "account", login)] if account else []
    if (longest := max(waits)).total_seconds() > 0:
        seconds = int(longest.total_seconds()) + 1
        return SignIn(None, f"密码错误次数过多，请 {seconds} 秒后再试。", seconds)
    # An unknown login costs the same time as a wrong password.
    right = matches(settings, account.password_hash if account else _nobody(settings), password)
    if account and right and not account.disabled:
        throttle.succeeded(home, login)
        return SignIn(account)
    throttle.failed(home, settings, "address", address)
    if account:
        throttle.failed(home, settings, "account", login)
    return SignIn(None, "账号或密码不正确。")


_NOBODY: dict[int, str] = {}


def _nobody(settings: ConsoleSettings) -> str:
    return _NOBODY.setdefault(id(settings.hasher), settings.hasher.hash(secrets.token_hex(8)))


DEMO = (
    ("shiji", "演示市级办甲", "municipal"),
    ("shiji2", "演示市级办乙", "municipal"),
    ("quxian", "演示区县甲", "county"),
    ("quxian2", "演示区县乙", "county"),
    ("yanshou", "演示验收员", "inspector"),
    ("pinggu-a", "演示评估甲", "evaluator_a"),
    ("pinggu-b", "演示评估乙", "evaluator_b"),
    ("diaocha", "演示调查员", "survey"),
    ("guancha", "演示观察员", "observer"),
    ("lingdao", "演示领导", "leader"),
    ("guanli", "演示管理员", "administrator"),
)


def make_demo(home: store.Home, settings: ConsoleSettings, county: str) -> list[tuple[str, str, str]]:
    """One account per role, two where two persons sign; (login, role title, password). Existing ones stay.

    county: the one that the county's and field accounts belong to. Raises AccountError in a 正式 home.
    """
    if home.kind != "演练":
        raise AccountError("只有演练目录可以建演示账号。")
    made = []
    for login, name, role in DEMO:
        if find(home.path, login) is None:
            password = new_password()
            create(home.path, settings, login, name, role, (county,), password)
            made.append((login, roles()[role].title, password))
    return made

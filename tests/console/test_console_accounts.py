"""Signing in: passwords, back-off, sign-ins that end, forged forms, cookies."""

import dataclasses
import datetime as dt
from pathlib import Path

import pytest

from acceptance import store
from console import accounts, sessions, throttle
from console.settings import ConsoleSettings, SettingsError
from tests.console.offices import OWN, Clock, Office

PASSWORD = "Geheim-1234567"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return store.Home.init(tmp_path / "plain", 2026, True).path


def test_first_start_makes_one_administrator_once(place: Path, settings: ConsoleSettings) -> None:
    password = accounts.first_start(place, settings)
    assert password and accounts.first_start(place, settings) is None
    [only] = accounts.every(place)
    assert only.role == "administrator" and only.must_change
    assert password not in (place / "console" / "accounts" / "admin.json").read_text()
    assert (place / "console" / "accounts" / "admin.json").stat().st_mode & 0o777 == 0o600
    assert accounts.sign_in(place, settings, "ADMIN ", password, "a").account == only


def test_ten_thousand_wrong_passwords_are_refused_at_little_cost(
    place: Path, settings: ConsoleSettings, clock: Clock
) -> None:
    accounts.create(place, settings, "li", "李", "municipal", password=PASSWORD)
    said = [accounts.sign_in(place, settings, "li", f"wrong{n}", "10.0.0.1") for n in range(10_000)]
    assert not any(one.account for one in said)
    assert sum(one.wait == 0 for one in said) <= 6
    assert accounts.sign_in(place, settings, "li", PASSWORD, "10.0.0.2").wait  # the right one waits too
    clock.pass_by(minutes=16)
    assert accounts.sign_in(place, settings, "li", PASSWORD, "10.0.0.2").account


def test_waits_double_and_survive_a_restart(place: Path, settings: ConsoleSettings, clock: Clock) -> None:
    waits = []
    for _ in range(12):
        throttle.failed(place, settings, "account", "li")
        wait = throttle.wait(place, settings, "account", "li")
        waits.append(wait.total_seconds())
        clock.now += wait
    assert waits[:7] == [0, 0, 0, 0, 2, 4, 8] and waits[-1] == 256
    throttle.failed(place, ConsoleSettings(now=clock), "account", "li")
    assert throttle.wait(place, ConsoleSettings(now=clock), "account", "li") == dt.timedelta(seconds=512)


def test_many_names_from_one_address_wait_too(place: Path, settings: ConsoleSettings, clock: Clock) -> None:
    said = [accounts.sign_in(place, settings, f"name{n}", "x", "10.0.0.9") for n in range(40)]
    assert said[-1].wait and len(list((place / "console" / "throttle").glob("*.json"))) == 1
    clock.pass_by(hours=1.5)
    assert [accounts.sign_in(place, settings, "x", "x", "10.0.0.9").wait for _ in range(10)] == [0] * 10
    throttle.tidy(place, settings)
    clock.pass_by(days=2)
    throttle.tidy(place, settings)
    assert not list((place / "console" / "throttle").glob("*.json"))


def test_wrong_accounts_are_refused_in_words(place: Path, settings: ConsoleSettings) -> None:
    for login, role, counties in (
        ("../x", "county", (OWN,)),
        ("li", "king", ()),
        ("li", "county", ()),
        ("li", "software", ()),
        ("Li", "leader", ()),
    ):
        with pytest.raises(accounts.AccountError):
            accounts.create(place, settings, login, "李", role, counties)
    accounts.create(place, settings, "li", "李", "leader")
    with pytest.raises(accounts.AccountError, match="已经存在"):
        accounts.create(place, settings, "li", "李", "leader")


def test_demo_accounts_only_in_a_drill(tmp_path: Path, settings: ConsoleSettings) -> None:
    drill, real = store.Home.init(tmp_path / "d", 2026, True), store.Home.init(tmp_path / "r", 2026, False)
    made = accounts.make_demo(drill, settings, OWN)
    assert {role for _, role, _ in made} >= {"市级办", "区县", "验收人员", "调查中心", "观察员", "领导", "管理员"}
    assert accounts.make_demo(drill, settings, OWN) == []
    with pytest.raises(accounts.AccountError):
        accounts.make_demo(real, settings, OWN)


def test_without_https_only_on_this_machine() -> None:
    with pytest.raises(SettingsError):
        ConsoleSettings(hosts=("fupin.example",))
    ConsoleSettings(hosts=("fupin.example",), secure=True)


def sign_in(office: Office, login: str, password: str = PASSWORD):
    browser = office.browser()
    return browser, browser.post("/login", {"login": login, "password": password, "next": "/find"}, form="/login")


def test_sign_in_and_out_through_the_pages(office: Office) -> None:
    browser, answer = sign_in(office, office.account("municipal"))
    assert (answer.status_code, answer.headers["location"]) == (303, "/find")
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie and "SameSite=strict" in cookie
    token = browser.client.cookies["campaign"]
    assert token not in "".join(p.read_text() for p in (office.home / "console" / "sessions").glob("*.json"))
    assert browser.get("/find").status_code == 200
    assert browser.post("/logout").status_code == 303
    stolen = office.browser()
    stolen.client.cookies.set("campaign", token, domain="127.0.0.1")
    assert stolen.get("/find").status_code == 303  # a reused sign-in after log-out is worth nothing


def test_wrong_password_page_says_nothing_about_the_account(office: Office) -> None:
    _, known = sign_in(office, office.account("municipal"), "wrong")
    _, unknown = sign_in(office, "nobody", "wrong")
    assert known.status_code == unknown.status_code == 401
    assert "账号或密码不正确" in known.text and "账号或密码不正确" in unknown.text


def test_sign_in_never_leads_to_another_host(office: Office) -> None:
    office.account("municipal")
    for wanted in ("//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)"):
        browser = office.browser()
        answer = browser.post("/login", {"login": "municipal", "password": PASSWORD, "next": wanted}, form="/login")
        assert answer.headers["location"] == "/"


def test_a_one_time_password_must_be_changed_first(office: Office) -> None:
    given = accounts.create(office.home, office.settings, "neu", "新人", "municipal")
    browser, answer = sign_in(office, "neu", given)
    assert answer.headers["location"] == "/password" and browser.get("/").headers["location"] == "/password"
    easy = browser.post("/password", {"old": given, "new": "aaaaaaaaaaaa", "again": "aaaaaaaaaaaa"})
    assert easy.status_code == 422
    done = browser.post("/password", {"old": given, "new": PASSWORD, "again": PASSWORD})
    assert done.status_code == 303 and browser.get("/").status_code == 200


def test_sign_ins_end_by_idleness_age_and_administrator(office: Office, clock: Clock) -> None:
    idle = office.browser("municipal")
    clock.pass_by(minutes=59)
    assert idle.get("/").status_code == 200
    clock.pass_by(minutes=61)
    assert idle.get("/").status_code == 303
    watched = office.browser("municipal")
    for _ in range(13):
        clock.pass_by(minutes=58)
        answer = watched.get("/")
    assert answer.status_code == 303  # twelve hours at most, however busy
    ended = office.browser("municipal")
    [(key, _)] = [one for one in sessions.every(office.home) if one[1]["login"] == "municipal"]
    office.browser("administrator").post("/admin/end", {"key": key})
    assert ended.get("/").status_code == 303


def test_a_disabled_account_is_out_at_once_and_a_reset_ends_its_sign_ins(office: Office) -> None:
    browser, admin = office.browser("municipal"), office.browser("administrator")
    assert admin.post("/admin/disable", {"login": "municipal"}).status_code == 200
    assert browser.get("/").status_code == 303
    assert sign_in(office, "municipal")[1].status_code == 401
    shown = admin.post("/admin/reset", {"login": "municipal"})
    assert "一次性密码" in shown.text and accounts.find(office.home, "municipal").must_change
    assert admin.post("/admin/disable", {"login": "administrator"}).status_code == 422


def test_administrator_makes_accounts_and_tokens(office: Office) -> None:
    admin = office.browser("administrator")
    made = admin.post("/admin/create", {"login": "zhang", "name": "张三", "role": "county", "counties": OWN})
    assert made.status_code == 200 and accounts.find(office.home, "zhang").counties == (OWN,)
    assert (
        admin.post(
            "/admin/create", {"login": "zhang2", "name": "张三", "role": "county", "counties": "999999"}
        ).status_code
        == 422
    )
    assert "只显示这一次" in admin.post("/admin/token", {"name": "大屏", "counties": "*"}).text


def test_behind_https_cookies_are_secure_and_forms_come_from_https(home: Path, settings: ConsoleSettings) -> None:
    secure = Office(home, dataclasses.replace(settings, hosts=("fupin.example",), secure=True))
    with secure.runner:
        secure.account("municipal")
        browser = secure.browser()
        browser.client.base_url = "https://fupin.example"
        token = browser.token("/login")
        given = {"csrf": token, "login": "municipal", "password": PASSWORD, "next": "/"}
        assert browser.ask("POST", "/login", data=given, headers={"origin": "http://fupin.example"}).status_code == 403
        answer = browser.ask("POST", "/login", data=given, headers={"origin": "https://fupin.example"})
    assert answer.status_code == 303 and "max-age" in answer.headers["strict-transport-security"]
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-campaign=") and "Secure" in cookie and "Path=/" in cookie

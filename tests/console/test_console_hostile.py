"""Hostile requests: each is refused with a clear page, the console goes on, and nothing private leaks anywhere."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from acceptance import season
from console import audit, web
from console.read import published
from tests.console.offices import ID_NUMBER, OTHER, OWN, PHONE, Browser, Office
from tests.console.test_console_roles import FILL, routes

DECISION = {
    "kind": "改判",
    "object": f"{OWN}0001",
    "criterion": "c1",
    "value": "通过",
    "reason": "核实",
    "doc_id": "1号",
}
OWN_SCRIPT = '<script src="/static/'


def upload(browser: Browser, name: str = "包.xlsx", data: bytes = b"x", line: str = "self_check", **facts: str):
    given = {"csrf": browser.token("/roles"), "line": line, "mode": "send"} | facts
    return browser.ask("POST", f"/send/{OWN}", data=given, files={"package": (name, data)})


def test_every_form_needs_its_token(office: Office) -> None:
    browsers = {
        role: office.browser(role) for role in ("municipal", "county", "administrator", "evaluator_a", "observer")
    }
    for route in routes(office.app):
        if "POST" not in route.methods:
            continue
        path = route.path.format(**FILL | {"county": OWN})
        role = next(r for r in browsers if route.action.allows(r, (OWN,), OWN))
        for token in ("", "0" * 64):
            answer = browsers[role].ask("POST", path, data={"csrf": token})
            assert answer.status_code == 403 and "表单已失效" in answer.text, path


def test_a_form_of_another_site_or_another_sign_in_is_refused(office: Office) -> None:
    browser, other = office.browser("municipal"), office.browser("municipal", "zweiter")
    for headers in ({"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}, {"origin": "null"}):
        assert browser.post(f"/county/{OWN}/start", headers=headers).status_code == 403
    assert browser.ask("POST", f"/county/{OWN}/start", data={"csrf": other.token("/roles")}).status_code == 403
    assert office.started == []


def test_guessed_counties_are_refused_and_written_down(office: Office) -> None:
    browser = office.browser("county")
    for path in (
        f"/county/{OTHER}",
        f"/county/{OTHER}/household/{OTHER}0001",
        f"/county/{OTHER}/report.pdf",
        "/county/000000",
        "/send/municipal",
    ):
        answer = browser.get(path)
        assert answer.status_code == 403 and "没有权限" in answer.text
    refused = [one for one in audit.newest(office.home, 50) if one["outcome"] == audit.REFUSED]
    assert len(refused) == 5 and {one["who"] for one in refused} == {"county"}


@pytest.mark.parametrize(
    "path",
    [
        "/../../etc/passwd",
        "/static/../accounts/admin.json",
        "/static/..%2f..%2fhome.json",
        f"/county/{OWN}/table/..%2f..%2fresult.json",
        f"/county/{OWN}/feedback/..%2f..%2f..%2freceived/1",
        f"/send/{OWN}/feedback/..%2f..%2faccounts%2fadmin",
        "/county/%00",
        f"/county/{OWN}/household/%2e%2e",
        "/county/../../home.json",
        f"/county/{OWN}/village/{'x' * 3000}",
    ],
)
def test_paths_that_climb_find_nothing(path: str, office: Office) -> None:
    answer = office.browser("county").get(path)
    assert answer.status_code in (400, 403, 404) and "root:" not in answer.text and "password_hash" not in answer.text


def test_only_known_hosts_are_answered(office: Office) -> None:
    for host in ("evil.example", "127.0.0.1.evil.example", "", "localhost@evil.example"):
        assert office.browser("municipal").get("/", headers={"host": host}).status_code == 400
    assert office.browser("municipal").get("/", headers={"host": "localhost:4201"}).status_code != 400


def test_every_answer_carries_the_strict_headers(office: Office) -> None:
    browser = office.browser("municipal")
    for path in ("/", "/login", "/nowhere", "/static/console.css", f"/county/{OWN}/report.pdf"):
        headers = browser.get(path).headers
        assert (
            headers["content-security-policy"]
            == "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; "
            "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
        )
        assert headers["x-content-type-options"] == "nosniff" and headers["x-frame-options"] == "DENY"
    assert browser.get("/").headers["cache-control"] == "no-store"


def test_pages_ask_no_other_host_and_hold_no_script_or_inline_style(office: Office) -> None:
    for role in ("municipal", "administrator", "county"):
        browser = office.browser(role)
        for path in (
            "/",
            "/find",
            "/roles",
            "/admin",
            "/audit",
            f"/county/{OWN}",
            f"/county/{OWN}/household/{OWN}0001",
            f"/send/{OWN}",
            f"/county/{OWN}/review",
        ):
            text = browser.get(path).text.replace('xmlns="http://www.w3.org/2000/svg"', "")
            assert "http://" not in text and "https://" not in text and text.count("<script") == text.count(OWN_SCRIPT)
            assert " style=" not in text and "<style" not in text and " onclick" not in text


def test_a_huge_body_is_refused_before_it_is_read(office: Office) -> None:
    browser = office.browser("county")
    sent = 0

    async def body() -> AsyncIterator[bytes]:
        nonlocal sent
        for _ in range(10_000):
            sent += 65_536
            yield b"x" * 65_536

    for path in (f"/send/{OWN}", "/find"):
        answer = browser.ask("POST", path, headers={"content-length": str(10 * 1024**3)}, content=body())
        assert answer.status_code == 413 and sent == 0


def test_a_body_that_never_ends_is_cut(office: Office) -> None:
    browser = office.browser("county")
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        yield b'--b\r\nContent-Disposition: form-data; name="package"; filename="a.xlsx"\r\n\r\n'
        while True:
            sent += 16_384
            yield b"x" * 16_384

    kind = {"content-type": "multipart/form-data; boundary=b"}
    answer = browser.ask("POST", f"/send/{OWN}", headers=kind, content=endless())
    assert answer.status_code == 413 and "超过允许的大小" in answer.text and sent <= office.settings.max_upload + 32_768
    assert browser.get("/").status_code == 200


def test_a_body_that_falls_silent_is_given_up(office: Office) -> None:
    async def silent() -> AsyncIterator[bytes]:
        yield b"csrf="
        await asyncio.sleep(3)
        yield b"x"

    answer = office.browser("county").ask(
        "POST", "/find", headers={"content-type": "application/x-www-form-urlencoded"}, content=silent()
    )
    assert answer.status_code == 408 and "传输中断" in answer.text


@pytest.mark.parametrize("name", ["../../x.xlsx", "..\\..\\x.xlsx", "/etc/x.xlsx", "a\x00b.xlsx"])
def test_names_of_files_lose_their_folders(name: str, office: Office) -> None:
    assert upload(office.browser("county"), name).status_code == 200
    [placed] = (office.home / "inbox" / OWN / "self_check").iterdir()
    assert placed.name in ("x.xlsx", "ab.xlsx", "a%00b.xlsx")


@pytest.mark.parametrize("name", ["x.exe", ".xlsx", "~$x.xlsx", "x.feedback.xlsx", "x.xlsx.part", "<b>.html"])
def test_files_that_are_no_packages_are_refused(name: str, office: Office) -> None:
    answer = upload(office.browser("county"), name)
    assert answer.status_code == 422 and "<b>" not in answer.text
    assert not list((office.home / "inbox" / OWN).rglob("*.xlsx"))


def test_malformed_bodies_are_refused_in_words(office: Office) -> None:
    browser = office.browser("county")
    for kind, body in (
        ("multipart/form-data", b"x"),
        ("multipart/form-data; boundary=b", b"--b\r\nbroken"),
        ("application/json", b"{"),
        ("application/x-www-form-urlencoded", b"&".join(b"a%d=1" % n for n in range(500))),
    ):
        answer = browser.ask("POST", "/find", headers={"content-type": kind}, content=body)
        assert answer.status_code in (400, 403) and "未办成" in answer.text


def test_a_failing_part_shows_a_page_without_its_insides(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError(f"secret {ID_NUMBER}")

    browser = office.browser("municipal")
    monkeypatch.setattr("console.read.matrix.rows", broken)
    answer = browser.get("/")
    assert answer.status_code == 500 and "软件出错" in answer.text and "secret" not in answer.text


def test_strangers_cannot_fill_the_audit_log(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("console.desk.STRANGERS_LINES", 5)
    stranger = office.browser()
    for number in range(20):
        assert stranger.get(f"/probe{number}").status_code == 404
        assert stranger.post("/login", {"login": "x", "password": "x"}, form="/login").status_code in (401, 429)
    assert audit.verify(office.home).lines == 5


def test_places_to_return_to_stay_here() -> None:
    for path in ("//x", "/\\x", "http://x", "javascript:x", "", "x", "/a\nb", "/\\\\x"):
        assert web.local(path) == "/"
    assert web.local(f"/county/{OWN}?part=1") == f"/county/{OWN}?part=1"


def test_a_sign_in_is_no_longer_good_after_leaving(office: Office) -> None:
    browser = office.browser("county")
    kept = browser.client.cookies.get("campaign")
    assert browser.post("/logout").status_code == 303
    thief = office.browser()
    thief.client.cookies.set("campaign", str(kept), domain="127.0.0.1")
    assert thief.get(f"/county/{OWN}").status_code == 303
    assert thief.ask("POST", f"/send/{OWN}", data={"csrf": "x"}).status_code in (303, 403)


@pytest.mark.parametrize(
    "text", [ID_NUMBER, PHONE, f"电话{PHONE[:3]}-{PHONE[3:7]}-{PHONE[7:]}", "５００２２９１９８００１０１１２３４"]
)
def test_no_number_of_a_person_gets_into_what_reports_print(text: str, office: Office) -> None:
    municipal, path = office.browser("municipal"), f"/county/{OWN}/entry/decision"
    answer = municipal.post(path, DECISION | {"reason": f"核实 {text}"})
    assert answer.status_code == 422 and "「理由」里有证件号码或电话" in answer.text
    given = {
        "action": "退回",
        "reason": text,
        "core": published.result(season.open_season(office.home), OWN)["core_sha256"],
    }
    answer = office.browser("evaluator_a").post(f"/county/{OWN}/review", given)
    assert answer.status_code == 409 and "证件号码或电话" in answer.text
    assert not list((office.home / "inbox").rglob("*.xlsx")) and not list(
        (office.home / "console").rglob("drafts/*/*.json")
    )


def everywhere(browser: Browser) -> None:
    """Types numbers wherever a page takes words: into names, addresses, searches and forms."""
    for number in (ID_NUMBER, PHONE):
        browser.post("/find", {"identity": number}, form="/find")
        browser.post("/find", {"number": number}, form="/find")
        browser.post("/find", {"name": number, "village": number}, form="/find")
        upload(browser, f"{number}.xlsx")
        for path in (
            f"/{number}",
            f"/?q={number}",
            f"/audit?q={number}",
            f"/county/{OWN}/household/{number}",
            f"/county/{OWN}/village/{number}",
            f"/county/{OWN}/issues?rule={number}",
            f"/county/{OWN}/entry/adjudication?object={number}",
            f"/county/{number}",
        ):
            browser.get(path)
        browser.post(f"/county/{OWN}/comments", {"text": number, "core": number})
        browser.post(f"/county/{OWN}/comments/{number}/answer", {"text": number})
        browser.post(f"/county/{OWN}/entry/decision", DECISION | {"reason": number})
        browser.post(f"/county/{OWN}/entry/decision/{number}", {"answer": "confirm"})
        browser.post("/admin/create", {"login": number, "name": number, "role": "county", "counties": OWN})
        browser.post("/admin/token", {"name": number, "counties": OWN})
        office_less = Browser(browser.office)
        office_less.post("/login", {"login": number, "password": number}, form="/login")


def test_after_all_this_no_full_number_stands_anywhere(office: Office, caplog: pytest.LogCaptureFixture) -> None:
    """Every page every role can open, every table to take away, every file the console wrote, every log line."""
    roles = ("municipal", "county", "inspector", "evaluator_a", "survey", "observer", "leader", "administrator")
    pages = []
    for role in roles:
        everywhere(office.browser(role))
    for role in roles:
        browser = office.browser(role)
        for route in routes(office.app):
            if "GET" in route.methods and "{kind}" not in route.path:
                fill = FILL | {"county": OWN, "number": f"{OWN}0001", "code": f"{OWN}100201"}
                pages.append(browser.get(route.path.format(**fill)).text)
        pages += [
            browser.get(f"/county/{OWN}/table/{t}.csv").text for t in ("households", "issues", "findings", "leads")
        ]
    written = [p.read_text(errors="replace") for p in Path(office.home / "console").rglob("*") if p.is_file()]
    assert len(pages) > 200 and len(written) > 5
    for text in (*pages, *written, caplog.text):
        assert ID_NUMBER not in text and PHONE not in text

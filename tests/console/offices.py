"""A small home that has been judged, and browsers that ask its console for pages without a network."""

import asyncio
import datetime as dt
import re
from pathlib import Path
from typing import Any

import argon2
import duckdb
import httpx
import yaml

from acceptance import campaign, case, contracts, deliveries, findings, judging, results, season, store
from acceptance.report_facts import report_extras
from acceptance.reporting.context import county_context
from console import accounts, sessions
from console.app import CheckView, create_app
from console.settings import ConsoleSettings
from tests.support import evidence

OWN, OTHER = "500229", "500238"
ID_NUMBER, PHONE = "500229198001011234", "13812345678"
HOSTILE = "<script>alert(1)</script>"
DAY = dt.date(2026, 12, 20)
NOW = dt.datetime(2026, 12, 20, 9, tzinfo=dt.timezone(dt.timedelta(hours=8)))
CHEAP = argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
AREAS = "\n".join(
    [
        "code,name,level,parent,valid_from",
        "500000,重庆市,市,,2000",
        *(
            f"{c},{n},区县,500000,2000\n{c}100,某乡,乡镇,{c},2000\n{c}100201,{v}村,行政村,{c}100,2000\n"
            f"{c}100202,{v}二村,行政村,{c}100,2000"
            for c, n, v in ((OWN, "城口县", "向阳"), (OTHER, "巫溪县", "红星"))
        ),
    ]
)
TASKS = f"county_code,type,apply_exit,plan_persons,plan_villages\n{OWN},国家重点,是,100,1\n{OTHER},其他,否,100,1\n"


class Clock:
    """The console's clock in a test."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> dt.datetime:
        return self.now

    def pass_by(self, **time: float) -> None:
        self.now += dt.timedelta(**time)


def rows_of(county: str) -> duckdb.DuckDBPyConnection:
    """Four households in two villages, one of them with everything a stranger might type."""
    place = {"county_code": county}
    first, second = {**place, "village_code": f"{county}100201"}, {**place, "village_code": f"{county}100202"}
    houses = [
        {**first, "household_id": f"{county}0001", "head_name": HOSTILE, "phone": PHONE, "head_id_no": ID_NUMBER},
        {**first, "household_id": f"{county}0002", "head_name": "=1+1", "exit_status": "未脱贫"},
        {**second, "household_id": f"{county}0003", "head_name": "王五", "house_grade": "D", "renovated": "否"},
        {**second, "household_id": f"{county}0004", "head_name": "赵六", "exit_status": "稳定脱贫"},
    ]
    numbers = [one["household_id"] for one in houses]
    return evidence(
        household=houses,
        person=[
            {
                **place,
                "village_code": one["village_code"],
                "household_id": one["household_id"],
                "person_id": f"p{n}",
                "name": one["head_name"],
                "id_no": ID_NUMBER if n == 0 else f"50022919800101{n:03}X",
                "relation": "户主",
            }
            for n, one in enumerate(houses)
        ],
        income=[
            {**place, "household_id": n, "phase": phase, "net_pc": amount}
            for n in numbers
            for phase, amount in (("脱贫前", 2000), ("脱贫后", 9000))
        ],
        procedure=[{**place, "household_id": n, "village_code": f"{county}100201"} for n in numbers],
        measure=[
            {**place, "household_id": numbers[0], "measure_family": "产业带动", "measure": "种植补助", "amount": 800}
        ],
        village=[{**place, "village_code": f"{county}1002{n:02}", "village_name": f"{n}号村"} for n in (1, 2)],
    )


def make_home(path: Path) -> store.Home:
    """A 演练 home of two counties, each with a self-check in force and a published result."""
    home = store.Home.init(path, 2026, True)
    facts = yaml.safe_load(campaign.default_text(2026))
    facts["registries"]["required"], facts["drill_today"] = [], DAY
    home.campaign_file.write_text(yaml.safe_dump(facts, allow_unicode=True), encoding="utf-8")
    (home.config / "dim_area.csv").write_text(AREAS, encoding="utf-8")
    (home.config / "county_task.csv").write_text(TASKS, encoding="utf-8")
    opened = season.open_season(path)
    for county in (OWN, OTHER):
        _arrive(opened, county)
        publish(opened, county)
    return home


def _arrive(opened: season.Season, county: str) -> None:
    home = opened.home
    store.submit_bytes(home, county, "self_check", "自查.xlsx", b"as sent by " + county.encode())
    [receipt] = store.receive_all(home, NOW, lambda line: False)
    with rows_of(county) as con:
        for name in contracts.lines()["self_check"].tables:
            table = contracts.tables()[name]
            columns = ", ".join(f'"{c}"' for c in table.schema)
            store.write_rows(
                home, "self_check", name, county, receipt.version, con.sql(f"SELECT {columns} FROM {name}"), table.key
            )
    store.write_check(home, receipt, opened.basis, "接收", {"E042": 1}, findings.SCHEMA.empty_table(), ["rule_id"])
    deliveries.compare(opened, [county])


def publish(opened: season.Season, county: str) -> dict[str, Any]:
    """Judges the county into a new generation, with stand-ins for its PDF and feedback."""
    generation = store.begin(opened.home, county, store.Inputs({"test": store.files.token()}, DAY))
    with case.opened(opened, county, DAY) as found:
        judged = judging.judge(found)
        results.write_tables(found, generation.folder)
        core = results.core(judged)
        store.write_json(
            generation.folder / ".report.json", county_context(core | {"signatures": []}, report_extras(judged, core))
        )
    (generation.folder / "report.pdf").write_bytes(b"%PDF-1.7 stand-in")
    (generation.folder / "feedback").mkdir()
    (generation.folder / "feedback" / "self_check-1.feedback.xlsx").write_bytes(b"marked workbook")
    result = core | {"report": {"file": "report.pdf", "sha256": "0" * 64, "pages": 1}, "signatures": []}
    generation.finish(result)
    return result


class Browser:
    """One browser: keeps cookies, follows nothing by itself."""

    def __init__(self, office: "Office", address: str = "10.1.2.3") -> None:
        transport = httpx.ASGITransport(office.app, raise_app_exceptions=False, client=(address, 4711))
        self.office, self.client = office, httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1")

    def ask(self, method: str, path: str, **facts: Any) -> httpx.Response:
        return self.office.runner.run(self.client.request(method, path, **facts))

    def get(self, path: str, **facts: Any) -> httpx.Response:
        return self.ask("GET", path, **facts)

    def token(self, path: str) -> str:
        found = re.search(r'name="csrf" value="(\w+)"', self.get(path).text)
        return found[1] if found else ""

    def post(self, path: str, data: dict[str, Any] | None = None, form: str = "/roles", **facts: Any) -> httpx.Response:
        """Sends a form with the token of one of our own pages."""
        return self.ask("POST", path, data={"csrf": self.token(form)} | (data or {}), **facts)


class Office:
    """A console with one account per role (password: a login of its own followed by -geheim-0)."""

    def __init__(self, home: Path, settings: ConsoleSettings) -> None:
        self.home, self.settings = home, settings
        self.started: list[str] = []
        self.view = CheckView("接收")
        self.checked: list[tuple[str, str, str]] = []
        self.app = create_app(home, settings, start=self.started.append, check=self.check)
        self.runner = asyncio.Runner()

    def check(self, path: Path, line: str, county: str) -> CheckView:
        self.checked.append((path.name, line, county))
        assert path.is_file()
        return self.view

    def account(self, role: str, login: str = "", counties: tuple[str, ...] = (OWN,)) -> str:
        login = login or role.replace("_", "-")
        if accounts.find(self.home, login) is None:
            accounts.create(self.home, self.settings, login, f"姓名{login}", role, counties, "Geheim-1234567")
        return login

    def browser(self, role: str = "", login: str = "", counties: tuple[str, ...] = (OWN,)) -> Browser:
        """Signed in as this role; without a role, a stranger."""
        browser = Browser(self)
        if role:
            login = self.account(role, login, counties)
            browser.client.cookies.set(
                "campaign", sessions.start(self.home, self.settings, login, "10.1.2.3"), domain="127.0.0.1"
            )
        return browser

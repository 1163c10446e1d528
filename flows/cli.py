"""`campaign`: the command line. Thin: it reads arguments, calls a flow or a function of the core, and prints what
came out.

Exit codes: 0 the command did its work, 1 refused or does not match, 2 wrong usage, file not found or 未实现, 3 the
software or
the machine failed. Everything that costs start-up time is imported inside the verb that needs it.
"""

import atexit
import datetime as dt
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

import cyclopts
from cyclopts import App, Parameter

from flows import screen

if TYPE_CHECKING:
    from acceptance.season import Season

EXIT_DONE, EXIT_REFUSED, EXIT_USAGE, EXIT_FAILED = 0, 1, 2, 3

app = App(
    name="campaign",
    help="年度脱贫验收：四位一体、成熟一个验收一个。各命令加 --help 看用法。",
    version_flags=["--version"],
    result_action="return_value",
    suppress_keyboard_interrupt=False,  # dispatch says it in Chinese and returns 3
)


@Parameter(name="*")
@dataclass(frozen=True)
class Common:
    """What every verb understands."""

    home: Annotated[Path, Parameter(help="年度工作目录")] = Path("campaign-home")
    today: Annotated[dt.date | None, Parameter(help="按这一天推进（默认今天，北京时间）")] = None

    @property
    def as_of(self) -> dt.date:
        return self.today or self.now.date()

    @property
    def now(self) -> dt.datetime:
        """The moment of the command; on an injected day, noon of that day."""
        zone = ZoneInfo("Asia/Shanghai")
        return dt.datetime.combine(self.today, dt.time(12), zone) if self.today else dt.datetime.now(zone)


COMMON = Common()


@app.command
def init(year: int, *, previous: Path | None = None, drill: bool = False, common: Common = COMMON) -> int:
    """新建一个年度的工作目录，写入年度配置。

    Parameters
    ----------
    year
        年度，如 2026。
    previous
        上一年度的工作目录：带入其区划和任务表。
    drill
        演练：报告上注明演练，不作正式依据。
    """
    from flows import homes

    season = homes.initialise(common.home, year, drill=drill, previous=previous)
    screen.say(f"已建立 {year} 年度工作目录：{season}")
    screen.say("下一步：核对 campaign.yaml 与 config/ 下的区划、年度任务，再运行 campaign advance。")
    return EXIT_DONE


@app.command
def template(line: str, *, output: Annotated[Path | None, Parameter(name=["-o", "--output"])] = None) -> int:
    """写出某条线的空白报送工作簿（含下拉选项和填表说明）。

    Parameters
    ----------
    line
        线的名称，如 self_check、municipal、opinion。
    output
        存为哪个文件（默认在当前目录，以线名命名）。
    """
    from acceptance import contracts, workbooks

    stated = contracts.lines().get(line)
    if stated is None:
        return screen.usage(f"没有「{line}」这条线；可用：{'、'.join(contracts.lines())}")
    path = workbooks.write_template(stated, output or Path(f"{stated.title}.xlsx"))
    screen.say(f"空白工作簿：{path}")
    return EXIT_DONE


@app.command(name="sample-data")
def sample_data(
    *, counties: int = 3, households: int = 400, seed: int = 1, defects: str = "demo", common: Common = COMMON
) -> int:
    """在工作目录的收件箱里放入一套模拟数据（演练用），并写 truth.parquet 记录埋设的问题。

    Parameters
    ----------
    counties
        区县个数（1–38）。
    households
        每个区县的建档立卡户数（50–20000）。
    seed
        随机种子：同样的参数得到同样的数据。
    defects
        demo：三种典型情形；all：埋设规则能发现的全部问题。
    """
    from flows import homes

    if defects not in ("demo", "all") or not 1 <= counties <= 38:
        return screen.usage("--defects 只能是 demo 或 all；--counties 在 1 至 38 之间。")
    homes.fill(common.home, counties=counties, households=households, seed=seed, defects=defects)
    screen.say(f"模拟数据已放入 {common.home / 'inbox'}。")
    return EXIT_DONE


@app.command
def check(
    package: Path,
    *,
    line: str | None = None,
    county: str | None = None,
    json: Annotated[Path | None, Parameter(name="--json", help="把全部发现按行写成 JSON")] = None,
    common: Common = COMMON,
) -> int:
    """报送前自检：不联网、不入库，指出每一处错在哪张表、哪一行、哪一列，并生成标注好的反馈工作簿。

    Parameters
    ----------
    package
        申报包：工作簿、压缩包、文件夹，或登记系统导出表。
    line
        属于哪条线（默认按其中的工作表判断）。
    county
        区县代码：用于核对是否错报了其他区县的数据。
    """
    from tasks import quality

    report = quality.check_offline(package, line=line, county=county, home=common.home, today=common.today)
    if json is not None:
        quality.write_json_lines(report, json)
    screen.check_summary(report)
    return EXIT_REFUSED if report.outcome == "退回" else EXIT_DONE


@app.command
def submit(county: str, line: str, package: Path, *, common: Common = COMMON) -> int:
    """报送一个申报包：先自检，放入收件箱，再通知推进。退回的包也留底。

    Parameters
    ----------
    county
        区县代码；市级的线填 municipal。
    line
        线的名称，如 self_check、opinion。
    package
        申报包文件或文件夹。
    """
    from acceptance import season, store
    from flows import run
    from tasks import quality

    opened = season.open_season(common.home)
    if not opened.known(county, line):
        return screen.usage(f"没有「{county}」的「{line}」这条线。")
    report = quality.check_offline(
        package, line=line, county=county, home=common.home, today=common.today, for_submission=True
    )
    screen.check_summary(report)
    placed = store.submit(opened.home, county, line, package)
    screen.say(f"已放入收件箱：{placed}")
    run.announce(opened.home, county, line)
    return EXIT_REFUSED if report.outcome == "退回" else EXIT_DONE


@app.command
def registry(name: str, files: list[Path], *, county: str | None = None, common: Common = COMMON) -> int:
    """载入一个部门的数据（一次为一份完整快照；分区县报送的加 --county）。

    Parameters
    ----------
    name
        部门数据名称，如 vehicle、property、fiscal_payroll。
    files
        一个或多个文件（csv、xlsx、parquet）。
    county
        只替换这个区县的部分。
    """
    from flows import run

    return run.load_registry(common, name, files, county)


@app.command
def advance(
    counties: Annotated[list[str] | None, Parameter(consume_multiple=True)] = None, /, *, common: Common = COMMON
) -> int:
    """接收收件箱里的全部申报包和部门数据，然后把各区县推进到今天能到的地方。

    Parameters
    ----------
    counties
        只推进这些区县（默认全部）。
    """
    from flows import run

    return run.advance(common, counties or [])


@app.command
def status(county: str | None = None, *, json: bool = False, common: Common = COMMON) -> int:
    """区县 × 环节一览；指定区县时说明它到了哪一步、在等什么。

    Parameters
    ----------
    county
        区县代码。
    json
        以 JSON 输出。
    """
    from acceptance import status as matrix

    opened = open_for(common, county)
    rows = matrix.rows(opened, [county] if county else None)
    if json:
        screen.print_json(rows)
    else:
        screen.matrix(opened, rows, detail=county is not None)
    return EXIT_DONE


@app.command
def demo(*, counties: int = 3, households: int = 400, seed: int = 1, common: Common = COMMON) -> int:
    """演示：建一个演练目录，放入模拟数据，推进全部区县，显示一览表和报告所在。

    Parameters
    ----------
    counties
        区县个数。
    households
        每个区县的建档立卡户数。
    seed
        随机种子。
    """
    from flows import run

    return run.demo(common, counties=counties, households=households, seed=seed)


@app.command
def serve(*, port: int = 4200, common: Common = COMMON) -> int:
    """启动调度服务和工作进程（默认只在本机 127.0.0.1 上可见），持续推进，直到按 Ctrl-C。

    Parameters
    ----------
    port
        端口。
    """
    from flows import serving

    return serving.serve(common.home, port)


@app.command
def reconcile(*, common: Common = COMMON) -> int:
    """核对一次：按库里的实情，启动应推进而没有在推进的区县。"""
    from flows import run

    return run.reconcile(common)


@app.command
def verify(report: Path, *, common: Common = COMMON) -> int:
    """验证一份县级报告的 PDF 与其数据是否一致。

    Parameters
    ----------
    report
        report.pdf 的路径。
    """
    from tasks import verification

    verdict = verification.verify(report, common.home)
    screen.verification(verdict)
    return EXIT_DONE if verdict.matches else EXIT_REFUSED


@app.command
def notice(
    county: str, *, output: Annotated[Path | None, Parameter(name=["-o", "--output"])] = None, common: Common = COMMON
) -> int:
    """写出某区县及其各乡镇的整改通知书和回复表（未经签发的注明草稿）。

    Parameters
    ----------
    county
        区县代码。
    output
        存放的文件夹（默认在工作目录的 documents 之下）。
    """
    from tasks import documents_out

    season = open_for(common, county)
    return screen.written("整改通知书", documents_out.notice(season, county, output))


@app.command
def bulletin(
    *, output: Annotated[Path | None, Parameter(name=["-o", "--output"])] = None, common: Common = COMMON
) -> int:
    """写出本周通报和全市汇总。

    Parameters
    ----------
    output
        存放的文件夹（默认在工作目录的 documents 之下）。
    """
    from tasks import documents_out

    season = open_for(common)
    written = [*documents_out.bulletin(season, output), *documents_out.summary(season, output)]
    return screen.written("通报和汇总", written)


@app.command
def dossier(
    county: str,
    code: str,
    *,
    card: bool = False,
    output: Annotated[Path | None, Parameter(name=["-o", "--output"])] = None,
    common: Common = COMMON,
) -> int:
    """写出一户一册或一村一档。

    Parameters
    ----------
    county
        区县代码。
    code
        户编号，或十二位行政村代码。
    card
        改为下乡用的小卡片（仅限农户）。
    output
        存放的文件夹（默认在工作目录的 documents 之下）。
    """
    from tasks import documents_out

    season = open_for(common, county)
    return screen.written("一户一册、一村一档", [documents_out.dossier(season, county, code, output, card=card)])


export = App(name="export", help="导出。")
app.command(export)


@export.command
def register(
    county: str, *, output: Annotated[Path | None, Parameter(name=["-o", "--output"])] = None, common: Common = COMMON
) -> int:
    """按登记系统的 27 列写出回写表：只有同意退出户的脱贫属性改变。含完整证件号码，仅供录入使用。

    Parameters
    ----------
    county
        区县代码。
    output
        存为哪个文件（.xlsx 或 .csv）。
    """
    from tasks import documents_out

    season = open_for(common, county)
    return screen.written("登记系统回写表", [documents_out.register_list(season, county, output)])


@app.command
def leads(
    county: str,
    *,
    output: Annotated[Path | None, Parameter(name=["-o", "--output"])] = None,
    common: Common = COMMON,
) -> int:
    """写出某区县待核查的比对线索工作簿；填好后作为 adjudication 线的数据包报送。

    Parameters
    ----------
    county
        区县代码。
    output
        存为哪个文件（默认在当前目录）。
    """
    from acceptance import lead_workbook
    from acceptance.season import moment

    season = open_for(common, county)
    path = output or Path(f"{season.county_names[county]}比对线索.xlsx")
    written = lead_workbook.write(season, county, path, moment(season, common.today)[0])
    screen.say(f"{written.path}：待核查线索 {written.leads} 条，其中逾期 {written.overdue} 条。")
    return EXIT_DONE


@app.command
def console(*, port: int = 4280, common: Common = COMMON) -> int:
    """启动控制台网页（只在本机 127.0.0.1 上可见），直到按 Ctrl-C。

    Parameters
    ----------
    port
        端口。
    """
    from flows import console as desk

    return desk.serve(common.home, port)


user = App(name="user", help="控制台账号。")
app.command(user)


@user.command
def add(login: str, name: str, role: str, *, county: str | None = None, common: Common = COMMON) -> int:
    """新建账号，打印一次性密码。

    Parameters
    ----------
    login
        账号名。
    name
        姓名。
    role
        角色（见 console/roles.yaml）。
    county
        所属区县代码。
    """
    from flows import console as desk

    return desk.add_account(common.home, login, name, role, county)


@user.command
def reset(login: str, *, common: Common = COMMON) -> int:
    """重置密码，打印新的一次性密码。

    Parameters
    ----------
    login
        账号名。
    """
    from flows import console as desk

    return desk.reset_password(common.home, login)


@user.command(name="demo")
def demo_users(*, common: Common = COMMON) -> int:
    """在演练目录里为每个角色建一个账号并打印密码。"""
    from flows import console as desk

    return desk.demo_accounts(common.home)


audit = App(name="audit", help="控制台审计日志。")
app.command(audit)


@audit.command(name="verify")
def verify_audit(*, common: Common = COMMON) -> int:
    """证明审计日志没有被改动、删减或移动。"""
    from flows import console as desk

    return desk.verify_audit(common.home)


@app.command
def doctor(*, full: bool = False, common: Common = COMMON) -> int:
    """体检：工作目录、磁盘、字库、软件版本、时钟、收件和未完成的推进，逐项说明正常、注意或问题。

    Parameters
    ----------
    full
        逐字节核对全部收件（用时较长）。
    """
    from acceptance import operations
    from acceptance.season import moment
    from tasks import upkeep

    season = open_for(common)
    answers = upkeep.examine(season, moment(season, common.today)[0], full=full)
    for one in answers:
        screen.say(f"{one.state}  {one.what}：{one.said}")
    return EXIT_REFUSED if any(one.state == operations.WRONG for one in answers) else EXIT_DONE


@app.command
def backup(target: Path, *, common: Common = COMMON) -> int:
    """备份：抽样、收件、配置和账号，不含可以重新生成的部分；写完即逐个核对校验值。含个人信息，请妥善保管。

    Parameters
    ----------
    target
        新的文件夹；以 .tar 结尾时写成一个文件。
    """
    from acceptance import operations, store

    copied = operations.backup(store.Home.open(common.home), target)
    screen.say(f"已备份到 {target}：{copied.files} 个文件，{copied.size / (1 << 20):.1f} MB，已核对。")
    screen.say(f"清单校验值：{copied.sha256}")
    return EXIT_DONE


@app.command
def restore(source: Path, *, common: Common = COMMON) -> int:
    """恢复：把备份放入一个空文件夹（--home），核对校验值；已有内容的文件夹不会被改动。

    Parameters
    ----------
    source
        备份的文件夹或 .tar 文件。
    """
    from acceptance import operations

    copied = operations.restore(source, common.home)
    screen.say(f"已恢复到 {common.home}：{copied.files} 个文件，校验值一致。")
    screen.say(f"下一步：运行 campaign advance --home {common.home}，重新生成结论和报告。")
    return EXIT_DONE


@app.command
def purge(*, after: dt.date, yes: bool = False, common: Common = COMMON) -> int:
    """清除：年度办结后，删去收到的数据包、明细和结果，只留配置、抽样、收据和清除记录。不可恢复。

    Parameters
    ----------
    after
        保存到这一天；过了这一天才能清除。
    yes
        确认清除（不加时只列出会删去什么）。
    """
    from acceptance import operations, store

    home = store.Home.open(common.home)
    done = operations.purge(home, after, common.as_of, common.now) if yes else operations.plan(home)
    for part, (count, size) in done.parts.items():
        screen.say(f"{part}：{count} 个文件，{size / (1 << 20):.1f} MB")
    if done.receipt is None:
        return screen.usage("以上内容将被删去，不可恢复。确认请加 --yes；建议先运行 campaign backup。")
    screen.say(f"已清除。清除记录：{done.receipt}")
    return EXIT_DONE


def open_for(common: Common, county: str | None = None) -> "Season":
    """The season of a home; a county it does not know is a usage error."""
    from acceptance import season as seasons
    from acceptance.store import StoreError

    opened = seasons.open_season(common.home)
    if county is not None and county not in opened.county_names:
        raise StoreError(f"没有区县「{county}」。")
    return opened


NOT_YET = ("draw", "upgrade")
"""Verbs of the contract that later issues build; each answers 未实现 with exit code 2."""


def not_yet(verb: str) -> int:
    screen.error(f"campaign {verb}：未实现。")
    return EXIT_USAGE


def _expected_errors() -> tuple[type[Exception], ...]:
    from acceptance.campaign import CampaignError
    from acceptance.documents.refusal import Refused
    from acceptance.sample_data.counties import SampleError
    from acceptance.store import StoreError
    from console.accounts import AccountError

    return (StoreError, CampaignError, SampleError, Refused, AccountError)


def dispatch(tokens: list[str]) -> int:
    """Run one command line and return its exit code."""
    if tokens and tokens[0] in NOT_YET:
        return not_yet(tokens[0])
    try:
        answer: Any = app(tokens, exit_on_error=False, print_error=False)
    except cyclopts.CycloptsError as problem:
        return screen.usage(screen.usage_words(problem))
    except _expected_errors() as problem:
        return screen.usage(str(problem))
    except KeyboardInterrupt:
        return screen.failed("已中断；再次运行会接着做。")
    except Exception as problem:
        return screen.failed_unexpectedly(problem)
    return answer if isinstance(answer, int) else EXIT_DONE


def _quiet_end() -> None:
    """DuckDB's bindings report reference leaks to stderr while the interpreter goes down; they mean nothing to a
    user.
    """
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)


def main() -> None:
    """The console script `campaign`."""
    atexit.register(_quiet_end)  # registered first, runs last
    sys.exit(dispatch(sys.argv[1:]))

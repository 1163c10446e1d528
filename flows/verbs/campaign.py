"""Verbs of the campaign itself: open it, send and check packages, advance, look, prove."""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from flows import progress, screen, settings
from flows.verbs.base import COMMON, EXIT_DONE, EXIT_REFUSED, Common, Output, app, open_for


@app.command
def init(year: int, *, previous: Path | None = None, drill: bool = False, common: Common = COMMON) -> int:
    """新建一个年度的工作目录，写入年度配置。

    Parameters
    ----------
    year
        年度，如 2026。
    previous
        以前年度的工作目录：带入其区划、任务表和在册数据（该目录所带的更早年度一并带入）；
        本年度目录已建立的，只补带在册数据。
    drill
        演练：报告上注明演练，不作正式依据。
    """
    from flows import homes

    made = homes.initialise(common.home, year, drill=drill, previous=previous, now=common.now)
    screen.say(f"{year} 年度工作目录：{made.path}")
    if previous is not None:
        held = "、".join(map(str, made.years)) or "无"
        screen.say(f"带入 {made.brought} 个区县的在册数据；现有以前年度：{held}。")
    screen.say("下一步：核对 campaign.yaml 与 config/ 下的区划、年度任务，再运行 campaign advance。")
    return EXIT_DONE


@app.command
def template(line: str, *, output: Output = None, common: Common = COMMON) -> int:
    """写出某条线的空白报送工作簿（含下拉选项和填表说明）。

    在工作目录中运行时按该年度的代码表，否则按默认的代码表。

    Parameters
    ----------
    line
        线的名称，如 self_check、municipal、opinion。
    output
        存为哪个文件（默认在当前目录，以线名命名）。
    """
    from acceptance import contracts, season, workbooks

    stated = contracts.lines().get(line)
    if stated is None:
        return screen.usage(f"没有「{line}」这条线；可用：{'、'.join(contracts.lines())}")
    opened = season.open_season(common.home) if (common.home / "home.json").is_file() else None
    codes = opened.campaign.codes if opened else None
    path = workbooks.write_template(stated, output or Path(f"{stated.title}.xlsx"), codes=codes)
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
    with progress.shown(screen.out, wanted=json is None) as tell:
        from tasks import quality  # Great Expectations alone takes seconds to load

        report = quality.check_offline(
            package, line=line, county=county, home=common.home, today=common.today, tell=tell
        )
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
    from acceptance import review_hold, season, store
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
    for said in review_hold.words(opened, county, season.moment(opened, common.today)[0]):
        screen.say(said)
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
    from acceptance import overdue_leads
    from acceptance import status as matrix
    from acceptance.season import moment

    opened = open_for(common, county)
    day = moment(opened, common.today)[0]
    rows = matrix.rows(opened, day, [county] if county else None)
    if json:
        late = overdue_leads.of_counties(opened, [row["county_code"] for row in rows], day)
        screen.print_json([row | {"overdue_leads": late[row["county_code"]].count} for row in rows])
    else:
        screen.matrix(opened, rows, detail=county is not None)
        screen.calendar(opened, rows, day)
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

    code = run.demo(common, counties=counties, households=households, seed=seed)
    from flows import console  # Great Expectations behind it: not before the home is there

    console.demo_accounts(common.home)
    return code


@app.command
def serve(
    *,
    host: str = "127.0.0.1",
    port: int = 4200,
    console_port: int = 4280,
    at_once: int = settings.MOST_AT_ONCE,
    common: Common = COMMON,
) -> int:
    """启动调度服务、工作进程和控制台网页（默认只在本机 127.0.0.1 上可见），持续推进，直到按 Ctrl-C。

    放入收件箱的文件几秒后即被发现；正在复制的文件等复制完再收。

    Parameters
    ----------
    host
        监听地址。不是本机地址时，须先设环境变量：PREFECT_SERVER_API_AUTH_STRING（账号:口令，口令不少于12位）、
        PREFECT_SERVER_API_CORS_ALLOWED_ORIGINS（浏览器访问的网址，不能是 *）；防跨站请求伪造自动开启。
        缺一项即拒绝启动。本机的其他命令设同一个变量（或 PREFECT_API_AUTH_STRING）即可与服务通话。
        口令只有一个，请放在加密代理之后，只给两三名操作员。
    port
        端口。
    console_port
        控制台网页的端口（只在本机可见）；0 不启动控制台。
    at_once
        本机工作进程同时推进几个区县；0 不启动工作进程（由其他机器的 campaign work 推进）。
    """
    from flows import serving

    return serving.serve(common.home, host, port, console_port, at_once)


@app.command
def work(*, server: str, at_once: int = settings.MOST_AT_ONCE, common: Common = COMMON) -> int:
    """在另一台机器上为调度服务推进区县（工作目录须共享，两边路径相同），直到按 Ctrl-C。

    口令用环境变量 PREFECT_API_AUTH_STRING 给出。

    Parameters
    ----------
    server
        调度服务的接口地址，如 http://10.0.0.5:4200/api。
    at_once
        同时推进几个区县。
    """
    from flows import serving

    return serving.work(common.home, server, at_once)


@app.command
def reconcile(*, common: Common = COMMON) -> int:
    """核对一次：按库里的实情，启动应推进而没有在推进的区县。"""
    from flows import run

    return run.reconcile(common)


@app.command
def verify(report: Path, *, common: Common = COMMON) -> int:
    """验证一份县级报告的 PDF 与其数据是否一致，或一份归档文件是否完整、未被改动。

    Parameters
    ----------
    report
        report.pdf 或归档 .zip 的路径。
    """
    from tasks import verification

    verdict = verification.verify(report, common.home)
    screen.verification(verdict)
    return EXIT_DONE if verdict.matches else EXIT_REFUSED

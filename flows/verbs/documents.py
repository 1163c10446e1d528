"""Verbs that write documents: leads, notices, the bulletin, dossiers, 公示稿, the register written back, archives."""

import datetime as dt
import getpass
import os
import sys
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from flows import screen
from flows.verbs.base import COMMON, EXIT_DONE, Common, Output, app, open_for

PASSPHRASE = "CAMPAIGN_SIGN_PASSPHRASE"
"""Environment variable with the passphrase of a certificate: an argument could be read by everybody on the machine."""


@app.command
def notice(county: str, *, output: Output = None, common: Common = COMMON) -> int:
    """写出某区县及其各乡镇的整改通知书（未销号的问题、逾期未认定的线索）和回复表，未经签发的注明草稿。

    Parameters
    ----------
    county
        区县代码。
    output
        存放的文件夹（默认在工作目录的 documents 之下）。
    """
    from acceptance.season import moment
    from tasks import documents_out

    season = open_for(common, county)
    day = moment(season, common.today)[0]
    return screen.written("整改通知书", documents_out.notice(season, county, day, output))


@app.command
def bulletin(*, output: Output = None, common: Common = COMMON) -> int:
    """写出本周通报和全市汇总。

    Parameters
    ----------
    output
        存放的文件夹（默认在工作目录的 documents 之下）。
    """
    from tasks import municipal_out

    season = open_for(common)
    written = [*municipal_out.bulletin(season, output), *municipal_out.summary(season, output)]
    return screen.written("通报和汇总", written)


@app.command
def dossier(
    county: str,
    code: str,
    *,
    card: bool = False,
    output: Output = None,
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


@app.command
def publicity(county: str, *, start: dt.date | None = None, output: Output = None, common: Common = COMMON) -> int:
    """写出某区县的公示稿：未经公示签发的是草稿，签发后按决定的文号和日期印制。

    Parameters
    ----------
    county
        区县代码。
    start
        草稿上公示的第一天（默认为验收结果次日）。
    output
        存放的文件夹（默认在工作目录的 documents 之下）。
    """
    from acceptance.season import moment
    from tasks import documents_out

    season = open_for(common, county)
    day = moment(season, common.today)[0]
    return screen.written("公示稿", [documents_out.publicity(season, county, day, output, start)])


@app.command
def archive(county: str, *, output: Output = None, common: Common = COMMON) -> int:
    """归档：把某区县报送、抽样、决定和结果的全部文件封存为一个压缩包，并给出封存校验值。含个人信息，请妥善保管。

    Parameters
    ----------
    county
        区县代码。
    output
        存为哪个文件（默认在工作目录的 documents 之下）。
    """
    from tasks import documents_out

    sealed = documents_out.sealed(open_for(common, county), county, output)
    screen.say(f"已归档：{sealed.path}，共 {sealed.files} 个文件。")
    screen.say(f"封存校验值（请另行记录）：{sealed.seal}")
    return EXIT_DONE


@app.command
def sign(
    report: Path,
    *,
    certificate: Annotated[Path, Parameter(help="证书和私钥（.p12、.pfx）")],
    output: Output = None,
    common: Common = COMMON,
) -> int:
    """用单位证书对现行公布的县级报告作电子签名，另存一份；公布的报告不变。口令从键盘输入，或由环境变量
    CAMPAIGN_SIGN_PASSPHRASE 给出，不写在命令里。年度配置 documents.seal 指定的印章图片盖在落款处。

    Parameters
    ----------
    report
        report.pdf 的路径。
    output
        存为哪个文件（默认在工作目录的 documents 之下）。
    """
    from tasks import documents_out

    season = open_for(common)
    secret = os.environ.get(PASSPHRASE)
    if secret is None:
        if not sys.stdin.isatty():
            return screen.usage(f"没有可以输入口令的终端；请设环境变量 {PASSPHRASE}。")
        secret = getpass.getpass("证书口令：")
    return screen.written(
        "已签名", [documents_out.signed(season, report, certificate, secret.encode() or None, output)]
    )


export = App(name="export", help="导出。")
app.command(export)


@export.command
def register(county: str, *, output: Output = None, common: Common = COMMON) -> int:
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
    lead: str | None = None,
    output: Output = None,
    common: Common = COMMON,
) -> int:
    """写出某区县待核查的比对线索工作簿；填好后作为 adjudication 线的数据包报送。给出线索编号则只追溯这一条的来源。

    Parameters
    ----------
    county
        区县代码。
    lead
        线索编号（见报告、附表）：从线索追到部门数据的批次、文件和行，已遮蔽。
    output
        存为哪个文件（默认在当前目录）。
    """
    from acceptance import lead_trace, lead_workbook
    from acceptance.season import moment

    season = open_for(common, county)
    day = moment(season, common.today)[0]
    if lead is not None:
        for label, text in lead_trace.chain(season, county, lead, day):
            screen.say(f"{label}：{text}")
        return EXIT_DONE
    path = output or Path(f"{season.county_names[county]}比对线索.xlsx")
    written = lead_workbook.write(season, county, path, day)
    screen.say(
        f"{written.path}：待核查线索 {written.leads} 条，其中逾期 {written.overdue} 条；"
        f"另有疑似提示 {written.suggestions} 条。"
    )
    return EXIT_DONE

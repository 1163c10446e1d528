"""Verbs of those who keep it running: console, accounts, audit log, doctor, backup, purge."""

import datetime as dt
from pathlib import Path

from cyclopts import App

from flows import screen
from flows.verbs.base import COMMON, EXIT_DONE, EXIT_REFUSED, Common, app, open_for


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
def upgrade(*, yes: bool = False, common: Common = COMMON) -> int:
    """升级：软件的规则版本与本年度固定的不同时，先列出哪些区县的结论会改变，确认后改用新规则。

    正式工作目录另须有市级决定“升级批准”（决定内容为新的规则版本，两人签批）。升级前不作新的评定，已发布的结果不变。

    Parameters
    ----------
    yes
        确认升级（不加时只列出变化）。
    """
    from flows import upgrading

    return upgrading.run(common, yes=yes)


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

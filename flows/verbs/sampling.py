"""Verbs of the samples: commit, draw, hand out, prove; and the inspection plan, which is no sample."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Group, Parameter

from flows import screen
from flows.verbs.base import COMMON, EXIT_DONE, EXIT_REFUSED, Common, Output, app, open_for

if TYPE_CHECKING:
    from acceptance.season import Season

Drawn = Literal["municipal", "exit_evaluation", "precision_evaluation", "opinion"]

BEFORE = Parameter(group=Group("第一步：就绪之前公布承诺", sort_key=1))
OPENED = Parameter(group=Group("第三步：名单冻结后开启承诺", sort_key=2))
HANDED_OUT = Parameter(group=Group("派工与合并", sort_key=3))
PROVED = Parameter(group=Group("核对", sort_key=4))
"""Groups of the help of `draw`, in the order in which its options are used."""
SWITCH = Parameter(negative=(), show_default=False)


@app.command
def draw(
    counties: Annotated[list[str] | None, Parameter(consume_multiple=True)] = None,
    /,
    *,
    commit: Annotated[bool, BEFORE, SWITCH] = False,
    source: Annotated[str | None, BEFORE] = None,
    reason: Annotated[str | None, BEFORE] = None,
    reveal: Annotated[str | None, OPENED] = None,
    number: Annotated[str | None, OPENED] = None,
    line: Annotated[Drawn | None, HANDED_OUT] = None,
    teams: Annotated[int | None, HANDED_OUT] = None,
    collect: Annotated[list[Path] | None, HANDED_OUT, Parameter(consume_multiple=True, negative=())] = None,
    output: Annotated[Output, HANDED_OUT] = None,
    verify: Annotated[bool, PROVED, SWITCH] = False,
    common: Common = COMMON,
) -> int:
    """抽样并写出各组的派工单。样本只抽一次，再次运行只重写派工单。

    通常不必单独运行：区县就绪后 campaign advance 即自动抽样。要公开随机性，分三步：

    1. 就绪之前，公布承诺：campaign draw --commit
    2. 推进，名单冻结，当众摇号：campaign advance
    3. 开启承诺，抽样：campaign draw 500229 --reveal 随机数 --number 号码

    种子 = sha256(随机数|名册哈希|号码|区县|线)；未公布承诺的，种子 = sha256(年度|区县|线|名册哈希)。

    名册哈希即“冻结名册.tsv”的 sha256，任何人可重抽核对。扩样由市级决定提出，推进时追加，派工单只列加抽的村。

    Parameters
    ----------
    counties
        区县代码，可多个；--commit 时不写为全部未冻结的区县。
    commit
        公布随机数的哈希；随机数写入密封文件，由专人封存。
    source
        公开号码的来源，如“双色球第2026145期红球”。
    reason
        更换已公布的承诺的理由。
    reveal
        密封文件中该区县的随机数。
    number
        名单冻结后摇出的公开号码。
    line
        只写这条线的派工单；opinion 为民意调查答卷表。
    teams
        每条线分几组（默认按年度配置）。
    collect
        把各组填好的派工单合并为一个数据包（须写 --line）。
    output
        派工单的文件夹；--commit、--collect 时为文件名。
    verify
        由冻结的名单和种子重抽一遍；与样本不一致时返回 1。
    """
    season = open_for(common)
    chosen = counties or []
    if unknown := [c for c in chosen if c not in season.counties]:
        return screen.usage(f"没有年度任务或不存在的区县：{'、'.join(unknown)}")
    if (reveal is None) != (number is None):
        return screen.usage("--reveal 与 --number 须同时给出。")
    if sum((commit, reveal is not None, verify, collect is not None)) > 1:
        return screen.usage("--commit、--reveal、--verify、--collect 每次只用一个。")
    if commit:
        return _commit(season, chosen, source, reason, output, common)
    if not chosen:
        return screen.usage("请写明区县代码，如 campaign draw 500229。")
    if verify:
        return _verify(season, chosen)
    if (reveal is not None or collect is not None) and len(chosen) != 1:
        return screen.usage("--reveal、--collect 每次只能是一个区县。")
    if collect is not None:
        return _collect(season, chosen[0], line, collect, output)
    return _draw(season, chosen, line, (reveal, number), teams, output, common)


def _commit(
    season: "Season", counties: list[str], source: str | None, reason: str | None, output: Path | None, common: Common
) -> int:
    from acceptance import pledges
    from acceptance.season import moment
    from tasks import dispatching

    chosen = counties or dispatching.may_commit(season)
    if not chosen:
        screen.say("没有可以公布承诺的区县：名单都已冻结，或承诺均已公布。")
        return EXIT_DONE
    sealed = output or Path(dispatching.SEALED)
    now = moment(season, common.today)[1]
    made = dispatching.commit(season, chosen, sealed, source=source or pledges.SOURCE, reason=reason, now=now)
    screen.say(f"抽样承诺（{now:%Y-%m-%d %H:%M} 公布，公开号码：{source or pledges.SOURCE}），请张榜并上网公布：")
    for county, pledge in made.items():
        screen.say(f"  {county} {season.county_names[county]}：{pledge.commitment}")
    screen.say(f"随机数已写入 {sealed}（仅本人可读）：请立即封存，开启前不得泄露；丢失则无法抽样。")
    return EXIT_DONE


def _verify(season: "Season", counties: list[str]) -> int:
    from acceptance import contracts, drawing

    ended = EXIT_DONE
    for county in counties:
        for one in drawing.redraw(season, county):
            which = contracts.lines()[one.line].title + (f"第{one.number}次" if one.number > 1 else "")
            said = "；".join(one.wrong) or f"一致（{one.seed_kind}，{one.units} 户）"
            screen.say(f"{season.county_names[county]}{which}：{said}")
            ended = EXIT_REFUSED if one.wrong else ended
    return ended


def _collect(season: "Season", county: str, line: str | None, files: list[Path], output: Path | None) -> int:
    from acceptance import contracts, dispatch

    if line is None:
        return screen.usage("合并须用 --line 写明是哪条线。")
    if missing := [str(f) for f in files if not f.exists()]:
        return screen.usage(f"找不到文件：{'、'.join(missing)}")
    stated = contracts.lines()[line]
    path = dispatch.collect(stated, files, output or Path(f"{season.county_names[county]}{stated.title}.xlsx"))
    screen.say(f"已合并 {len(files)} 个工作簿：{path}")
    screen.say(f"下一步：campaign submit {county} {line} {path}")
    return EXIT_DONE


def _draw(
    season: "Season",
    counties: list[str],
    line: str | None,
    opening: tuple[str | None, str | None],
    teams: int | None,
    output: Path | None,
    common: Common,
) -> int:
    from acceptance import drawing, pledges, store
    from acceptance.season import moment
    from tasks import dispatching, samples

    as_of, now = moment(season, common.today)
    nonce, number = opening
    for county in counties:
        name = season.county_names[county]
        if nonce is not None and number is not None:
            pledges.reveal(season.home, county, nonce, number, now)
        new = samples.draw_if_ready(season, county, as_of, now)
        if not any(store.draws(season.home, county, one) for one in pledges.DRAWN):
            wanted = season.campaign.sampling.seed != "公开种子"
            why = pledges.waiting(season.home, county, wanted) or "尚未就绪（campaign status 看在等什么）"
            return screen.usage(f"{name}没有抽样：{why}。")
        screen.say(f"{name}：{'已抽样' if new else '早已抽样，不再重抽'}。")
        screen.written(f"{name}派工单", dispatching.write(season, county, line, output, teams))
        for advice in drawing.proposals(season, county):
            screen.say(f"建议（须市级作出扩样决定）{name}{advice}")
    screen.say("“内部工作底稿”含电话，只发本组；“脱敏”本可以交换。抽样后请运行 campaign advance。")
    return EXIT_DONE


@app.command
def plan(
    county: str,
    *,
    kind: Literal["督查", "明察", "暗访"] = "督查",
    teams: int = 1,
    output: Output = None,
    common: Common = COMMON,
) -> int:
    """督查派工：按风险给各村排名，写明理由，写出督查派工单；填好即为 inspection 线的数据包。

    这不是抽样：哪里可能有问题就去哪里，查到的情况作为事实使用，不进入任何比率，也不留存、不冻结，随时可以重写。
    各项风险的分值在 campaign.yaml 的 inspection 一节（待确认）。

    Parameters
    ----------
    county
        区县代码。
    kind
        督查方式：督查、明察、暗访。
    teams
        分几组。
    output
        存放的文件夹（默认在工作目录的 documents 之下）。
    """
    from acceptance import dispatch
    from acceptance.season import moment
    from tasks import dispatching, documents_out

    season = open_for(common, county)
    folder = documents_out.folder_of(season, county, dispatching.FOLDER, output)
    as_of = moment(season, common.today)[0]
    return screen.written(
        "督查派工单", dispatch.write_inspection(season, county, folder, as_of, kind=kind, teams=teams)
    )

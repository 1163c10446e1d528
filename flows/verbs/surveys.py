"""The verb that takes over what a survey team collected with its own tool."""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from flows import screen
from flows.verbs.base import EXIT_DONE, EXIT_REFUSED, app


@app.command(name="import-survey")
def import_survey(
    line: str,
    mapping: Path,
    files: Annotated[list[Path], Parameter(consume_multiple=True)],
    *,
    out: Annotated[Path, Parameter(help="写出的申报包（zip）")],
) -> int:
    """把 ODK Central 或 KoboToolbox 的导出文件转成申报包：只取审核通过的提交，其余逐份列入包内的转换说明。

    转成的包与手填的包一样，用 campaign check 自检、campaign submit 报送；原始导出文件随包保存。

    Parameters
    ----------
    line
        线的名称，如 opinion、precision_evaluation。
    mapping
        对照文件（YAML）：调查表的题目对应本系统的哪一列，选项代码对应哪个值。
    files
        导出文件：ODK 的 csv 压缩包，Kobo 的 xlsx 或 csv，可多个。
    """
    from acceptance import contracts, survey_import

    try:
        stated = survey_import.load(mapping)
        if stated.line != line:
            return screen.usage(f"对照文件写的是“{stated.line}”这条线，不是“{line}”。")
        made = survey_import.convert(stated, files, out)
    except FileNotFoundError as missing:
        return screen.usage(f"找不到文件「{missing.filename}」。")
    except survey_import.SurveyError as wrong:
        for mistake in wrong.mistakes:
            screen.error(mistake)
        screen.error(f"共{len(wrong.mistakes)}处，未写出申报包。")
        return EXIT_REFUSED
    screen.say(f"审核通过的提交{made.submissions:,}份，已写入 {made.package}：")
    for table, rows in made.rows.items():
        screen.say(f"  {contracts.tables()[table].title}：{rows:,}行")
    if made.left_out:
        states = "、".join(f"{state} {number:,}份" for state, number in made.by_state.items())
        screen.say(f"未采用{len(made.left_out):,}份（{states}），名单见包内“{survey_import.MANIFEST}”。")
    return EXIT_DONE

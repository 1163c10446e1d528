"""What can be wrong with the file itself, before any cell is looked at: codes S001… and their texts, stated once."""

import dataclasses
from typing import Any, Literal

Severity = Literal["block", "warn"]


@dataclasses.dataclass(frozen=True)
class Code:
    """One kind of problem: how grave it is and what is said of it (facts in braces are filled in)."""

    severity: Severity
    title: str
    text: str


CODES: dict[str, Code] = {
    "S001": Code("block", "文件不存在", "找不到文件“{name}”；请检查路径和文件名。"),
    "S002": Code("block", "不是普通文件", "“{name}”是符号链接或特殊文件，不予读取；请放入文件本身。"),
    "S003": Code("block", "空文件", "“{name}”的大小为 0，可能没有复制完整；请重新导出。"),
    "S004": Code(
        "block",
        "文件类型不对",
        "“{name}”不是可以读取的数据文件（{why}）；"
        "应为 Excel 工作簿（xlsx、xls、ods）、csv、parquet 或由这些文件组成的 zip 压缩包。",
    ),
    "S005": Code("block", "设有密码", "“{name}”设有打开密码，无法读取；请取消密码后重新报送。"),
    "S006": Code("block", "文件损坏", "“{name}”不完整或已损坏（{why}）；请重新导出或重新压缩后报送。"),
    "S007": Code("block", "压缩包路径越界", "压缩包内有指向包外的路径“{value}”，整包拒收；请用普通方式重新压缩。"),
    "S008": Code("block", "解压后过大", "“{name}”解压后过大（{why}），疑为异常压缩包，不予读取。"),
    "S009": Code(
        "block",
        "已用区域过大",
        "工作表的已用区域过大，最远的单元格为 {value}（上限：{limit}）；请删除远处多余的单元格，另存后重新报送。",
    ),
    "S010": Code(
        "block",
        "含实体定义",
        "“{name}”内部含有 DTD 或实体定义（{value}），不予读取；请用 Excel 或 WPS 另存为新的 xlsx。",
    ),
    "S011": Code("block", "读取超限", "读取“{name}”超出{why}，已中止；请拆分数据或删除多余内容后重新报送。"),
    "S012": Code("warn", "表名无法识别", "“{value}”不是本线任何一张表的名称，未读取；本线的表为：{expected}。"),
    "S013": Code("block", "同一张表出现两次", "{title}出现了两次：“{first}”和“{second}”；每张表只能有一份。"),
    "S014": Code("block", "空表", "“{value}”中没有任何内容；第一行应为表头。没有数据的表也要保留表头。"),
    "S015": Code("block", "找不到表头", "前 {rows} 行中没有{title}的表头行；表头应含：{expected}。"),
    "S016": Code(
        "block", "字符编码错误", "第 {row} 行含有不能按 {encoding} 解读的字节；请以 UTF-8 或 GB18030 编码重新导出。"
    ),
    "S017": Code(
        "block",
        "列数多于表头",
        "第 {row} 行有 {found} 列，表头只有 {expected} 列，本行各列可能错位；请检查多余的分隔符。",
    ),
    "S018": Code(
        "warn", "列数少于表头", "第 {row} 行只有 {found} 列，表头有 {expected} 列，缺少的列按空白处理；请核对本行。"
    ),
    "S019": Code("block", "引号不配对", "第 {row} 行起引号不配对或分隔有误，其后的内容无法读取；请检查本行的双引号。"),
    "S020": Code("warn", "重复的表头行", "第 {row} 行是重复的表头，已略去；请删除。"),
    "S021": Code("block", "没有可用的表", "“{name}”中没有本线的任何一张表；应有：{expected}。"),
    "S022": Code("block", "读取时被改动", "“{name}”在读取过程中被改动；请待文件保存、复制完毕后重新报送。"),
    "S023": Code(
        "warn",
        "同户信息不一致",
        "户 {household} 的“{column}”各行不一致：第 {row} 行为“{value}”，"
        "第 {first_row} 行为“{expected}”；同一户各行应相同。",
    ),
    "S024": Code("warn", "没有导出时间", "表头上方没有“导出时间”，无法确定数据截止日；应形如“导出时间:2016-11-20”。"),
    "S025": Code("warn", "不是人员记录", "第 {row} 行没有户编号、人编号和姓名（“{value}”），不是人员记录，已略去。"),
    "S026": Code("block", "导出表用错了线", "建档立卡系统导出表只能作为区县自查（self_check）报送，不能用于{line}。"),
    "E003": Code("block", "表头与模板不符", "{title}{how}表头“{column}”；应恰有一列。"),
    "E003b": Code("warn", "多余的表头", "{title}第 {position} 列的表头“{value}”不在模板中，该列未读取。"),
}


@dataclasses.dataclass(frozen=True)
class Problem:
    """One thing wrong with a file: where (row and column as a person sees them), what stands there, what should."""

    code: str
    severity: Severity
    file: str
    message: str
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    value: str | None = None


def problem(
    code: str,
    file: str,
    *,
    sheet: str | None = None,
    row: int | None = None,
    column: str | None = None,
    value: str | None = None,
    **facts: Any,
) -> Problem:
    """A problem with its text; what the text needs beyond place and value comes in as `facts`."""
    kind = CODES[code]
    text = kind.text.format_map({"name": file, "row": row, "column": column, "value": value} | facts)
    return Problem(code, kind.severity, file, text, sheet, row, column, value)


class Refused(Exception):
    """A file cannot be read further; carries what is to be reported. Never leaves the reading room."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(*(p.message for p in problems))
        self.problems = problems

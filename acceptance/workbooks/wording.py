"""How a column is filled in, in a clerk's words; said alike in templates, in 填表说明 and on wrong cells."""

from acceptance.contracts import Column

TYPES = {
    "text": "文本",
    "code": "文本（编码、号码）",
    "int": "整数",
    "dec": "数字（至多两位小数）",
    "num": "数字（至多六位小数）",
    "float": "数字",
    "date": "日期",
    "ts": "日期和时间",
    "time": "时刻",
}
FILL_IN = {
    "text": "填文字",
    "code": "按文本填写，保留全部数字，不得成为科学计数法",
    "int": "填整数，不写单位",
    "dec": "填数字，如 1234.56，不写单位",
    "num": "填数字，如 106.551234",
    "float": "填数字，如 0.25",
    "date": "填日期，如 2026-12-01",
    "ts": "填日期和时间，如 2026-12-01 08:30",
    "time": "填时刻，如 08:30",
}


def kind(column: Column) -> str:
    """The type as the office says it."""
    if column.codes:
        return "选项（可多项）" if column.multi else "选项"
    return TYPES[column.type]


def duty(column: Column) -> str:
    return "必填" if column.required else "选填"


def how_to_fill(column: Column) -> str:
    """One sentence without a full stop: what may stand in a cell of this column."""
    if column.codes:
        listed = "、".join(column.codes)
        return f"填下列一项或几项，以逗号分隔：{listed}" if column.multi else f"填下列之一：{listed}"
    unit = f"（单位：{column.unit}）" if column.unit else ""
    return FILL_IN[column.type] + unit


def notes(column: Column) -> list[str]:
    """What else a sender should know of the column."""
    said = [column.note] if column.note else []
    return said + (["名称待确认"] if column.label_unconfirmed else [])

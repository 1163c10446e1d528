"""The method book (docs/method.md): every indicator and every department table, written from what states them."""

from collections.abc import Iterable, Iterator

from acceptance import contracts, exclusion
from acceptance.contracts import Registry
from acceptance.indicators.catalogue import Indicator, load

ESTIMATORS = {
    "census": "全量计数，不设置信区间",
    "evaluation": "第三方抽样估计（按抽样设计计算误差）",
    "opinion": "民意调查估计",
    "overturn": "市级复核抽样估计",
}
BETTER = {"lower": "越低越好", "higher": "越高越好", "": "不评优劣"}
OPENING = """# 指标口径与比对口径

本文由 `acceptance/indicators/*.sql`、`acceptance/exclusion/*.sql` 的文件头和
`expectations/registries/*.yaml` 生成（`make docs`），不要手工修改。
阈值及其依据文件见年度配置；标“待确认”的，以市级确认为准。
"""


def method_markdown() -> str:
    """The whole book as Markdown, Chinese; the same text for the same files."""
    lines = [OPENING, "## 一、指标", ""]
    for one in load().values():
        lines += _indicator(one)
    lines += ["## 二、部门数据比对", "", *_registries(contracts.registries().values())]
    lines += ["## 三、排除指标和四类人员", "", *exclusion.method_lines()]
    return "\n".join(lines).rstrip() + "\n"


def _indicator(one: Indicator) -> Iterator[str]:
    yield f"### {one.title}（`{one.id}`）"
    yield ""
    yield f"- 口径：{one.formula}"
    yield f"- 单位：{one.unit}；方向：{BETTER[one.better]}；方法：{ESTIMATORS[one.estimator]}"
    yield f"- 依据：{one.source.replace('RULEBOOK', '规则手册')}"
    if one.columns:
        yield "- 另列：" + "、".join(f"{title}（`{name}`）" for name, title in one.columns.items())
    yield ""


def _registries(found: Iterable[Registry]) -> Iterator[str]:
    yield "以身份证号（前 18 位，校验位有效）比对，姓名不一致的单列为“姓名不符”。命中是线索，须经核查认定。"
    yield ""
    yield "| 部门数据 | 提供部门 | 排除指标 | 记录标识 | 计入线索的条件 |"
    yield "|---|---|---|---|---|"
    for one in found:
        key = "、".join(one.header(c) for c in one.record_key)
        feeds, counts = (one.indicator, f"`{one.counts_when}`") if one.indicator else ("（佐证）", "不产生线索")
        yield f"| {one.title}（`{one.name}`） | {one.department} | {feeds} | {key} | {counts} |"
    yield ""

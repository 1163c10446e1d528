"""Part 6 prints how a seed came about and how a sample was enlarged."""

import datetime as dt
import json

from acceptance.reporting.extras import ReportExtras
from acceptance.reporting.rows import Draw
from acceptance.reporting.statistics_parts import sampling_part


def printed(*draws):
    return json.dumps(sampling_part({}, ReportExtras(draws=draws)), ensure_ascii=False, default=str)


def draw(line, kind, *told):
    return Draw(line, "分层简单随机抽村12个", "ab" * 32, kind, "cd" * 32, dt.date(2026, 12, 5), told)


def test_what_a_draw_tells_is_printed_under_its_line_with_the_recipe():
    made = printed(
        draw("市级验收", "承诺种子", "承诺 ef 于2026年12月1日公布"), draw("精准评估", "承诺种子", "追加3个村")
    )
    assert "市级验收：承诺 ef 于2026年12月1日公布。" in made and "精准评估：追加3个村。" in made
    assert "随机数、名册摘要、公开号码、区县代码、证据线代码依次以“|”相连" in made


def test_a_public_seed_needs_no_recipe():
    made = printed(draw("市级验收", "公开种子"))
    assert "冻结名册" in made and "公开号码" not in made

"""A table or a registry is one YAML file (and a table's name in lines.yaml): nothing else changes when one is added."""

import shutil
import subprocess
import sys
from pathlib import Path

from acceptance import contracts

POND = """
title: 鱼塘表
key: [pond_id]
columns:
- {name: county_code, header: 区县代码, type: code, required: true}
- {name: household_id, header: 户编号, type: code, required: true}
- {name: pond_id, header: 鱼塘编号, type: code, required: true}
- {name: area, header: 面积, type: dec, unit: 亩}
- {name: owned, header: 是否自有, type: text, codes: yes_no}
rules:
- id: E901
  title: 面积大于零
  severity: row
  column: area
  ok: area > 0
  message: "面积为{area}亩；应大于 0"
  reason: 面积为零的多为漏填，请核实后补填
  source: 示例
"""
TRACTOR = """
title: 大型农机登记
department: 农机部门
indicator: 机动车
record_key: [plate]
columns:
- {name: snapshot_date, header: 数据截止日, type: date, required: true}
- {name: name, header: 姓名, type: text, required: true}
- {name: id_no, header: 身份证号, type: code, required: true}
- {name: plate, header: 机牌号, type: code, required: true}
states: plate
evidence: plate
rules: []
"""
ASKED = """
import sys, datetime as dt
from pathlib import Path
from acceptance import contracts
contracts.folder = lambda: Path(sys.argv[1])
from python_calamine import CalamineWorkbook
from acceptance import campaign, checking, dictionary, findings, matching, workbooks
from expectations import check
from tests.expectations import world

place = Path(sys.argv[2])
year = campaign.parse(campaign.default_text(2026), "2026")
line = contracts.lines()["inspection"]
# loading and checking: a row of the new table with an area of zero, one that is not in the code list
rows = [{"county_code": world.COUNTY, "household_id": world.H1, "pond_id": "T1", "area": 0, "owned": "是"},
        {"county_code": world.COUNTY, "household_id": world.H1, "pond_id": "T2", "area": 2, "owned": "也许"},
        {"county_code": world.COUNTY, "household_id": world.H1, "pond_id": "T3", "area": 2, "owned": "否"}]
tables = world.package("inspection") | {"pond": world.typed("pond", rows)}
report = check.run([checking.PackageToCheck("a", world.COUNTY, "inspection", typed=tables)], year, world.areas())
found = {(f["rule_id"], f["table_name"], f["object_id"], f["column_name"]) for f in report.findings.to_pylist()}
assert found == {("E901", "pond", "T1", "面积"), ("E000", "pond", "T2", "是否自有")}, found
assert findings.titles()["E901"] == "面积大于零"
# the blank workbook
path = workbooks.write_template(line, place / "template.xlsx")
headers = CalamineWorkbook.from_path(path).get_sheet_by_name("鱼塘表").to_python()[0]
assert [h for h in headers if h] == ["区县代码", "户编号", "鱼塘编号", "面积", "是否自有"], headers
# the dictionary
text = dictionary.dictionary_markdown()
assert "鱼塘表 (`pond`)" in text and "面积大于零" in text and "大型农机登记 (`tractor`)" in text
# a registry is loaded under its headers
source = place / "农机.csv"
source.write_text("数据截止日,姓名,身份证号,机牌号\\n2026-11-01,张三,11010519491231002X,机1\\n", encoding="utf-8")
profile = matching.load_registry(contracts.registries()["tractor"], [source], place / "tractor.parquet")
assert (profile.rows, profile.valid_ids) == (1, 1)
assert "tractor" in contracts.lead_registries()
"""


def test_a_table_and_a_registry_are_one_file_each(tmp_path: Path) -> None:
    stated = tmp_path / "expectations"
    shutil.copytree(str(contracts.folder()), stated, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    (stated / "pond.yaml").write_text(POND, encoding="utf-8")
    (stated / "registries" / "tractor.yaml").write_text(TRACTOR, encoding="utf-8")
    lines = (stated / "lines.yaml").read_text(encoding="utf-8")
    inspection = next(text for text in lines.splitlines() if text.startswith("inspection:"))
    assert "optional: []" in inspection
    added = lines.replace(inspection, inspection.replace("optional: []", "optional: [pond]"))
    (stated / "lines.yaml").write_text(added, encoding="utf-8")
    asked = [sys.executable, "-W", "error::DeprecationWarning:acceptance", "-c", ASKED, str(stated), str(tmp_path)]
    done = subprocess.run(asked, capture_output=True, text=True, cwd=Path(__file__).parents[2], check=False)
    assert done.returncode == 0, done.stderr[-2000:]

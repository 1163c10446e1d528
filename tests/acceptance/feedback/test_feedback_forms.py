"""Feedback for packages of every form and size: zips, the register, large sheets, many findings; safe, reproducible."""

import csv
from pathlib import Path

import pytest

from acceptance import findings as stated
from acceptance.feedback import listing, painting, sender, write_feedback
from acceptance.sheets import RawPackage, read_package, register

from . import packages as p
from .test_feedback_workbook import COLUMN, FILLS, SEVERAL, answer


def test_zip_of_csv_comes_back_as_a_sheet_per_table_and_names_the_files(tmp_path: Path) -> None:
    content = {name: rows for name, rows in p.sheets().items() if name != "说明"}
    raw = p.read(p.write_zip(tmp_path / "申报包.zip", content))
    findings = p.found(
        p.finding("E000", "row", "household", 6, "人数", file="户表.csv"),
        p.finding("E046", "row", "person", 4, "证件号码", file="人口表.csv"),
    )
    opened = answer(tmp_path, raw, findings)
    assert opened.sheets == ["检查结果", "问题清单", "人口表", "户表"]
    assert opened.fill("户表", f"{COLUMN['members']}6") == FILLS["row"]
    assert [line[3] for line in opened.values("问题清单")] == ["文件", "人口表.csv", "户表.csv"]


def test_registers_export_comes_back_as_the_one_sheet_it_is(tmp_path: Path) -> None:
    path = p.write_register(tmp_path / "申报包.xlsx")
    rows = [p.finding("E061", "judge", "household", row, "危房户", sheet=register.SHEET) for row in (4, 5)]
    name = p.finding("E009", "row", "person", 5, "姓名", sheet=register.SHEET)
    opened = answer(tmp_path, p.read(path), p.found(*rows, name), package=path)
    assert opened.sheets[2:] == [register.SHEET]
    back = opened.values(register.SHEET)
    assert (back[0][0], back[1][0], tuple(back[2])) == ("开州区贫困人口信息表", "导出时间:2016-11-20", register.HEADERS)
    assert [row[-1] for row in back[3:]] == ["13500000001", "", "13500000002"], "a telephone stays where it was"
    assert [opened.fill(register.SHEET, cell) for cell in ("W4", "W5", "W6", "H5")] == [
        FILLS["judge"],
        FILLS["judge"],
        None,
        FILLS["row"],
    ]


def test_registers_export_is_no_package_to_be_sent(tmp_path: Path) -> None:
    raw = p.read(p.write_register(tmp_path / "申报包.xlsx"))
    text = answer(tmp_path, raw, p.found(), "退回").text("检查结果")
    assert "只供自检，不能作为申报包报送" in text


def test_registers_export_without_its_file_shows_what_was_read(tmp_path: Path) -> None:
    raw = p.read(p.write_register(tmp_path / "申报包.xlsx"))
    opened = answer(
        tmp_path, raw, p.found(p.finding("E061", "judge", "household", 4, "是否危房", sheet=register.SHEET))
    )
    assert opened.fill(register.SHEET, "W4") == FILLS["judge"], "the contract's header finds the register's column"
    assert opened.values(register.SHEET)[3][5] == "50022900000001"


def test_of_a_large_sheet_only_rows_with_problems_come_back(
    tmp_path: Path, raw: RawPackage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sender, "WHOLE_ROWS", 2)
    opened = answer(tmp_path, raw, SEVERAL.slice(0, 3))
    back = opened.values("户表")
    assert [row[0] for row in back[2:]] == ["原行号", "6", "7"]
    assert back[2][1:3] == ["年度", "区县代码"]
    assert [row[-1] for row in back[2:]] == [
        "问题",
        "【E000】人数：“两人”不能读作人数。 【E029】人数：人数与人口表不一致。",
        "【E061】是否危房：没有住房鉴定。",
    ]
    shifted = chr(ord(COLUMN["members"]) + 1)
    assert opened.fill("户表", f"{shifted}4") == FILLS["row"]
    assert opened.links("问题清单")["E2"] == f"'户表'!{shifted}4"
    assert len(opened.values("人口表")) == 4, "a small sheet is whole"
    assert "只列出有问题的行" in opened.text("检查结果")


def test_findings_beyond_a_sheet_stand_in_a_csv_beside_it(
    tmp_path: Path, raw: RawPackage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "MOST", 2)
    findings = p.found(
        *(
            p.finding("E000", "row", "household", row, "人数", value=v)
            for row, v in ((4, "=1+1"), (6, "-5"), (7, "5002291967041615"))
        )
    )
    opened = answer(tmp_path, raw, findings)
    assert len(opened.values("问题清单")) == 3
    assert "全部见 x.feedback.csv" in opened.text("检查结果")
    data = (tmp_path / "x.feedback.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    lines = list(csv.DictReader(data.decode("utf-8-sig").splitlines()))
    assert [line["单元格内容"] for line in lines] == ["'=1+1", "-5", "'5002291967041615"]
    assert [line["行"] for line in lines] == ["4", "6", "7"]


def test_cells_beyond_the_bound_on_comments_are_coloured_and_counted(
    tmp_path: Path, raw: RawPackage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(painting, "COMMENTS", 3)
    opened = answer(tmp_path, raw, SEVERAL)
    assert len(opened.comments("户表")) == 3
    assert opened.fill("户表", f"{COLUMN['is_unsafe']}7") == FILLS["judge"]
    assert "另有 2 个涂色的单元格没有批注" in opened.text("检查结果")


def test_nothing_in_it_is_run_and_every_cell_is_text(tmp_path: Path, raw: RawPackage) -> None:
    opened = answer(
        tmp_path,
        raw,
        p.found(p.finding("E009", "row", "household", 6, "户主姓名", '=HYPERLINK("http://x")', value="=1+1")),
    )
    sheets = [data for name, data in opened.parts.items() if name.startswith("xl/worksheets/sheet")]
    assert not any(b"<f>" in data or b"<f " in data for data in sheets)
    assert opened.values("户表")[5][6] == "=1+1"
    assert opened.xml("户表").find(".//*[@t='inlineStr']") is not None


def test_same_input_gives_the_same_bytes(tmp_path: Path, raw: RawPackage) -> None:
    paths = [tmp_path / name for name in ("a.xlsx", "b.xlsx")]
    for path, findings in zip(paths, (SEVERAL, SEVERAL.take([3, 1, 0, 2])), strict=True):
        write_feedback(path, raw=raw, findings=findings, outcome="退回", sender=p.SENDER)
    assert paths[0].read_bytes() == paths[1].read_bytes(), "the order in which findings come makes no difference either"


def test_corrected_feedback_can_be_sent_again(tmp_path: Path, raw: RawPackage) -> None:
    path = write_feedback(tmp_path / "again.xlsx", raw=raw, findings=SEVERAL, outcome="退回", sender=p.SENDER)
    again = read_package(path, p.LINE, {t.name: t for t in (p.HOUSEHOLD, p.PERSON)})
    assert not again.refused
    assert again.tables["household"].data.column("src_row").to_pylist() == [4, 6, 7]
    assert again.tables["person"].data == raw.tables["person"].data


def test_finding_under_exported_names_is_understood(tmp_path: Path, raw: RawPackage) -> None:
    opened = answer(tmp_path, raw, stated.exported(SEVERAL, masked=False))
    assert opened.fill("户表", f"{COLUMN['members']}6") == FILLS["row"]


def test_findings_in_impossible_places_and_of_any_length_do_no_harm(tmp_path: Path, raw: RawPackage) -> None:
    opened = answer(
        tmp_path,
        raw,
        p.found(
            p.finding("X1", "row", "household", 0, "人数"),
            p.finding("X2", "row", "household", 2_000_000, "人数"),
            p.finding("X3", "judge", "household", 4, "人数", "控制\x00\x0b\ufffe字符<&>\"' ]]>", value="\x00<b>"),
            p.finding("X4", "warn", "", 1, "没有", "长" * 40_000, sheet="没有的表", value="长" * 40_000),
            p.finding("X5", "warn", "household", 4, "人数", "别的文件里的同名表", file="别的.xlsx"),
            *(p.finding(f"Y{n}", "row", "household", 6, "人数", "很长" * 300) for n in range(100)),
        ),
    )
    assert len(opened.values("问题清单")) == 106
    assert "控制□□□字符" in opened.comments("户表")[f"{COLUMN['members']}4"]
    assert "X5" not in opened.comments("户表")[f"{COLUMN['members']}4"]
    assert len(opened.comments("户表")[f"{COLUMN['members']}6"]) == 32_767

"""Bad input through the county's own check and through arrival (issue 3, "Bad input").

Each gets a clear Chinese message that names the file, and the sheet, row or column where there is one; the original
stays as it was; the command never ends in a traceback.
"""

import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from acceptance import season, store
from flows import cli
from tasks import quality
from tests import spine_homes
from tests.acceptance.sheets import sheet_files as files
from tests.spine_homes import DONE, REFUSED

pytestmark = pytest.mark.xdist_group("spine")

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
FAR = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
BOMB = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
SHEET1 = "xl/worksheets/sheet1.xml"


def edited(package: Path, old: bytes, new: bytes, part: str = SHEET1) -> Path:
    """The workbook with a text of one part replaced, once; the text must be there."""

    def change(xml: bytes) -> bytes:
        assert old in xml, (old, part)
        return xml.replace(old, new, 1)

    return files.edit_book(package, part, change)


def overwritten(package: Path, data: bytes) -> Path:
    package.write_bytes(data)
    return package


def linked(package: Path) -> Path:
    real = package.rename(package.with_name("真.xlsx"))
    package.symlink_to(real)
    return package


def emptied(package: Path) -> Path:
    return files.edit_book(
        package, SHEET1, lambda xml: re.sub(b"<sheetData>.*</sheetData>", b"<sheetData/>", xml, flags=re.S)
    )


def only_header(package: Path) -> Path:
    return files.edit_book(
        package, SHEET1, lambda xml: re.sub(b'<row r="[2-9]".*</sheetData>', b"</sheetData>", xml, flags=re.S)
    )


def zipped(package: Path, members: dict[str, bytes]) -> Path:
    return files.write_zip(package.with_suffix(".zip"), members)


CSV = "区县代码,调查方式\r\n500229,电话\r\n".encode()
BAD: dict[str, tuple[Callable[[Path], Path], str, tuple[str, ...]]] = {
    "not a workbook": (lambda p: overwritten(p, b"hello, world"), "S004", ("意见.xlsx",)),
    "empty file": (lambda p: overwritten(p, b""), "S003", ("意见.xlsx",)),
    "a far cell": (lambda p: edited(p, b"</sheetData>", FAR), "S009", ("XFD1048576",)),
    "entity bomb": (lambda p: edited(p, b"?>", b"?>" + BOMB), "S010", ("意见.xlsx",)),
    "symbolic link": (linked, "S002", ("意见.xlsx",)),
    "password": (
        lambda p: overwritten(p, OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(99)),
        "S005",
        ("密码",),
    ),
    "truncated workbook": (lambda p: overwritten(p, p.read_bytes()[:-200]), "S006", ("意见.xlsx",)),
    "truncated zip": (
        lambda p: overwritten(zipped(p, {"民意调查设计.csv": CSV}), p.with_suffix(".zip").read_bytes()[:-30]),
        "S006",
        ("意见.zip",),
    ),
    "zip with a path outside": (
        lambda p: zipped(p, {"民意调查设计.csv": CSV, "../../x.csv": b"x"}),
        "S007",
        ("../../x.csv",),
    ),
    "zip bomb": (lambda p: zipped(p, {"民意调查设计.csv": bytes(80 << 20)}), "S008", ("意见.zip",)),
    "wrong sheet name": (
        lambda p: edited(p, "民意调查设计".encode(), "设计表".encode(), "xl/workbook.xml"),
        "S012",
        ("设计表",),
    ),
    "missing header": (lambda p: edited(p, "拨打数".encode(), "随便".encode()), "E003", ("拨打数",)),
    "duplicate header": (lambda p: edited(p, "各组人口".encode(), "拨打数".encode()), "E003", ("拨打数",)),
    "empty sheet": (emptied, "S014", ("民意调查设计",)),
    "no rows": (only_header, "E001", ("民意调查设计",)),
}
"""What is wrong -> how it is made of a sound opinion package, a rule among the findings, words of its line."""


@pytest.fixture
def opinion(advanced: Path, tmp_path: Path) -> Path:
    """A sound package of county 1, under a name of its own."""
    sound = store.package_path(store.Home.open(advanced), DONE, "opinion", 1)
    return overwritten(tmp_path / "意见.xlsx", sound.read_bytes())


@pytest.mark.parametrize("name", BAD)
def test_a_bad_package_is_refused_in_words_and_kept(name, opinion, advanced, tmp_path, capsys):
    make, rule, words = BAD[name]
    package = make(opinion)
    before = package.read_bytes()
    listed = tmp_path / "发现.json"
    code = cli.dispatch(
        ["check", str(package), "--line", "opinion", "--county", DONE, "--home", str(advanced), "--json", str(listed)]
    )
    said = capsys.readouterr()
    found = [json.loads(line) for line in listed.read_text(encoding="utf-8").splitlines()]
    assert (code, said.err) == (1, "")
    assert "退回" in said.out and "Traceback" not in said.out
    told = [one for one in found if one["rule_id"] == rule]
    assert told, [(one["rule_id"], one["message"]) for one in found]
    told = [" ".join(map(str, one.values())) for one in told]
    assert any(all(word in one for word in words) for one in told), told
    assert all(one["row"] is not None and re.search("[\u4e00-\u9fff]", one["message"]) for one in found)
    assert package.read_bytes() == before
    assert package.with_name(f"{package.name}.feedback.xlsx").is_file()


def test_a_missing_file_is_wrong_usage(tmp_path, advanced, capsys):
    assert cli.dispatch(["check", str(tmp_path / "没有.xlsx"), "--home", str(advanced)]) == 2
    said = capsys.readouterr()
    assert "没有.xlsx" in said.err and said.out == ""


def test_another_countys_self_check_is_refused(advanced, tmp_path, capsys):
    package = overwritten(tmp_path / "自查.xlsx", spine_homes.self_check(advanced, DONE).read_bytes())
    listed = tmp_path / "发现.json"
    code = cli.dispatch(["check", str(package), "--county", REFUSED, "--home", str(advanced), "--json", str(listed)])
    found = [json.loads(line) for line in listed.read_text(encoding="utf-8").splitlines()]
    assert code == 1 and "退回" in capsys.readouterr().out
    told = [one for one in found if one["rule_id"] == "E005"]
    assert told and "城口县" in told[0]["message"] and "巫溪县" in told[0]["message"]


def test_another_countys_survey_is_refused(opinion, advanced):
    assert cli.dispatch(["check", str(opinion), "--county", REFUSED, "--home", str(advanced)]) == 1


def test_bad_packages_that_arrive_are_kept_and_refused_together(advanced, tmp_path, unprinted):
    """All of them at once in the inbox of a county that had none: each a version, each 退回, none in force."""
    home = spine_homes.copy(advanced, tmp_path / "home")
    opened = season.open_season(home)
    sound = store.package_path(opened.home, DONE, "opinion", 1).read_bytes()
    inbox = opened.home.inbox(REFUSED, "opinion")
    inbox.mkdir(parents=True)
    sent = {}
    for number, (make, _, _) in enumerate(BAD.values()):
        folder = tmp_path / str(number)
        folder.mkdir()
        package = make(overwritten(folder / "意见.xlsx", sound))
        if package.is_symlink():
            (inbox / "链接.xlsx").symlink_to(package)
            continue
        target = inbox / f"{number:02}{package.suffix}"
        target.write_bytes(package.read_bytes())
        sent[target.name] = package.read_bytes()
    spine_homes.prepare(home, [REFUSED])
    received = store.receipts(opened.home, REFUSED, "opinion")
    assert {one.name: one.package.read_bytes() for one in received} == sent
    checks = [store.read_check(opened.home, one, opened.basis) for one in received]
    assert {check.outcome for check in checks} == {"退回"}
    assert [p.name for p in inbox.iterdir()] == ["链接.xlsx"]  # a link is never a package
    assert quality.waiting(opened, [REFUSED]) == []
    assert spine_homes.publish(opened, REFUSED).state == "published"
    assert spine_homes.result(home, REFUSED)["verdict"] == "未就绪"
    newest = received[-1].version
    assert zipfile.is_zipfile(home / "results" / REFUSED / "feedback" / f"opinion-{newest}.feedback.xlsx")

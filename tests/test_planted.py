"""Every record planted into the departments' tables, and every neighbour of 横向比对, by name and as it must be read
(issue 5, done when): hits, near misses, dirty numbers and names, suggestions. Nothing else is found.
"""

import pytest

from tests.truth import Read

pytestmark = pytest.mark.xdist_group("truth")

NOTHING = Read()
RECORDS = {
    # hits of every indicator, and what became of them
    "car": Read("命中", "C3 X3", "待核查"),
    "car of less than 30,000": Read("命中", "X3", "待核查"),
    "shop": Read("命中", "C4 X1", "待核查"),
    "company head": Read("命中", "C2 X5", "待核查"),
    "own business": Read("命中", "X5", "待核查"),
    "spending of 50,000": Read("命中", "X2", "待核查"),
    "study abroad": Read("命中", "X4", "待核查"),
    "report found true": Read("命中", "X6", "待核查"),
    "one car of two": Read("命中", "C3 X3", "待核查"),
    "car withdrawn": Read("命中", "C3 X3", "撤销"),
    "vehicle 属实": Read("命中", "C3 X3", "属实", struck=True),
    "vehicle 保留": Read("命中", "C3 X3", "保留"),
    "property 属实": Read("命中", "C4 X1", "属实", struck=True),
    "property 保留": Read("命中", "C4 X1", "保留"),
    "fiscal_payroll 属实": Read("命中", "C1 X7", "属实", struck=True),
    "fiscal_payroll 保留": Read("命中", "C1 X7", "保留"),
    "shareholder proven": Read("命中", "C2 X5", "属实", struck=True),
    # 挂名股东: cleared by reason, document and two signers only
    "borrowed name": Read("命中", "C2 X5", "保留"),
    "borrowed name, one signer": Read("命中", "C2 X5", "待核查"),
    "borrowed name, no document": Read("命中", "C2 X5", "待核查"),
    # what only looks like a hit
    "motorcycle": NOTHING,
    "motorcycle of many": NOTHING,
    "farm vehicle": NOTHING,
    "slow truck": NOTHING,
    "tractor": NOTHING,
    "resettlement": NOTHING,
    "relocation flat": NOTHING,
    "village stipend": NOTHING,
    "cadre's stipend": NOTHING,
    "company closed": NOTHING,
    "company struck off": NOTHING,
    "spending of a fen less": NOTHING,
    "hospital bill": NOTHING,
    "school fees": NOTHING,
    "labour abroad": NOTHING,
    "visit abroad": NOTHING,
    "report found false": NOTHING,
    "report under inquiry": NOTHING,
    "namesake": NOTHING,
    # names
    "name with a space": Read("命中", "C3 X3", "待核查"),
    "name in old characters": Read("命中", "C3 X3", "待核查"),
    "name that sounds alike": Read("姓名近似", "C3 X3", "待核查"),
    "name with one other character": Read("姓名近似", "C3 X3", "待核查"),
    "another name": Read("姓名不符", "C3 X3", "待核查"),
    "number given to two people": Read("姓名不符", "C3 X3", "保留"),
    # numbers as departments mistype them
    "number in full width": Read("命中", "C3 X3", "待核查"),
    "number with spaces": Read("命中", "C3 X3", "待核查"),
    "number with a small x": Read("命中", "C3 X3", "待核查"),
    "number of 15 digits": Read("命中", "C3 X3", "待核查"),
    "delivered twice": Read("命中", "C3 X3", "待核查"),
    "one digit off": Read("部门号码疑有误", "第17位应为"),
    "two digits swapped": Read("部门号码疑有误", "第13、14位应互换"),
    "number as a floating point": NOTHING,
    "number cut short": NOTHING,
    "nobody's placeholder": NOTHING,
    "no number": NOTHING,
    # numbers as the register has them
    "own 15 digits": Read("命中", "C3 X3", "待核查"),
    "own number in full width": Read("命中", "C3 X3", "待核查"),
    "own digit off": Read("本户证件号码疑有误", "第16位应为"),
    "own letter, own township": Read("本户证件号码不全", "姓名、性别、出生日期、户籍地区、乡镇一致"),
    # no usable number: found by the linkage, or only somebody of the same name
    "no number, own village": Read("本户无证件号码", "姓名、性别、户籍地区、行政村一致"),
    "no number, own township": Read("本户无证件号码", "姓名、性别、户籍地区、乡镇一致"),
    "cut short, same birthday": Read("本户证件号码不全", "姓名、性别、出生日期、户籍地区一致"),
    "cut short, other birthday": NOTHING,
    "no number, other township": NOTHING,
    "no number, of that age": Read("本户无证件号码", "姓名、性别、户籍地区一致"),  # the only one of that name here
    "no number, too old": NOTHING,
    "no number, other household": NOTHING,
    "flat of her namesake": Read("命中", "C4 X1", "待核查"),
}
ELSEWHERE = {
    # the same people in tables that give no leads (户籍, 参保) and know them under their true number
    "own digit off": Read("本户证件号码疑有误", "第16位应为"),
    "own letter, own township": Read("本户证件号码不全", "姓名、性别、出生日期、户籍地区、乡镇一致"),
    "no number, own township": Read("本户无证件号码", "姓名、性别、户籍地区、乡镇一致"),
    "cut short, same birthday": Read("本户证件号码不全", "姓名、性别、出生日期、户籍地区一致"),
    "no number, other household": Read("本户无证件号码", "姓名、性别、户籍地区一致"),
    "E047": Read("本户证件号码不全", "姓名、性别、户籍地区一致"),
    "E048": Read("本户证件号码疑有误", "第18位应为"),
    "E004": NOTHING,  # nothing is left of the number, and the name is born elsewhere
    # valid to arithmetic, and so nobody else's to look for
    **dict.fromkeys(("E044", "E049", "E050", "E051", "E052", "E052b", "proven placeholder"), NOTHING),
    "E046": NOTHING,  # 15 digits are brought to 18 and simply agree
}
BESIDE = {
    "far more income": "income",
    "far more land": "assets",
    "richest, neighbours poorer in all": "3/3",
    "richest, neighbours poorer in income": "1/1",
    "next, neighbours poorer in all": "",  # as much as the median is not above it
    "next, neighbours poorer in income": "",
    "richest, neighbours better off": "",
    "next, neighbours better off": "",
    "richest, neighbours four": "",  # too few to speak of a median
    "next, neighbours four": "",
    "richest, neighbours asked twice": "",  # four, of whom two stand on two lists
    "next, neighbours asked twice": "",
    "richest, neighbours poorer, in a package refused": "",
    "next, neighbours poorer, in a package refused": "",
    "at the line": "人均纯收入2952元，不高于扶贫标准2952元",
    "below the line": "人均纯收入2652元，不高于扶贫标准2952元",
    "a fen above the line": "",
    "poor when asked again": "人均纯收入2752元，不高于扶贫标准2952元",
    "no longer poor when asked again": "",
    "seen failing": "疑似漏评；收入不通过",
    "seen failing, refused": "",
}


def test_every_planted_record_is_read_as_it_must_be_and_nothing_else_is(world):
    seen: dict[str, set[Read]] = {}
    for (registry, about), names in world.named.items():
        read = world.read.get((registry, about), NOTHING)._replace(struck=about.split("|")[0] in world.struck)
        for name in names:
            seen.setdefault(name, set()).add(read)
    seen = {name.removeprefix("record:"): reads for name, reads in seen.items() if name.startswith("record:")}
    wanted = RECORDS | {f"{name}: elsewhere": read for name, read in ELSEWHERE.items()}
    assert seen == {name: {read} for name, read in wanted.items()}
    assert world.read.keys() <= world.named.keys()
    assert world.struck <= {about.split("|")[0] for _, about in world.named}


def test_neighbours_tell_what_they_were_planted_for_and_nothing_else(world):
    seen: dict[str, set[str]] = {}
    for at, names in world.named.items():
        for name in names:
            seen.setdefault(name, set()).add(world.beside.get(at, ""))
    seen = {name.removeprefix("beside:"): words for name, words in seen.items() if name.startswith("beside:")}
    assert seen == {name: {words} for name, words in BESIDE.items()}
    assert world.beside.keys() <= world.named.keys()


def test_answers_to_leads_that_lack_something_are_refused_at_their_cells(world):
    answered = [found[1:] for found in world.cells if found[0] == "adjudication"]
    assert sorted(answered) == [
        ("E000b", 6, "复核人"),
        ("E098", 2, "佐证资料编号"),  # borrowed name, no document
        ("E098", 6, "复核人"),  # borrowed name, one signer
        ("E098", 10, "复核人"),  # one person signed twice
    ]

"""Exports of ODK Central and KoboToolbox, written here by hand in their header conventions, made into packages."""

import csv
import hashlib
import io
import json
import zipfile
from pathlib import Path

import pytest
import xlsxwriter
import yaml

from acceptance import contracts, sheets, survey_import
from acceptance.survey_import import SurveyError

CODES = {"very": "满意", "fairly": "比较满意", "so_so": "一般", "not": "不满意", "dk": "不了解"}
YES = {"1": "是", "0": "否"}
ODK = {
    "tool": "odk",
    "line": "opinion",
    "form": "minyi",
    "tables": {
        "opinion_design": {
            "rows": [{"county_code": "500229", "mode": "入户", "group": "脱贫户", "dialled": 2, "group_pop": 900}]
        },
        "opinion_response": {
            "source": "minyi",
            "columns": {
                "county_code": {"value": "500229"},
                "respondent_hash": {"from": "phone", "hash": True},
                "mode": {"value": "入户"},
                "village_code": "site/village",
                "disposition": {"from": "result", "codes": {"done": "完成", "refused": "拒访"}},
                "group": {"value": "脱贫户"},
                "q_overall": {"from": "satisfaction/overall", "codes": CODES},
                "knows_review": {"from": "knows_review", "codes": YES},
                "interviewer": "SubmitterName",
                "duration_s": {"seconds": ["start", "end"]},
            },
        },
    },
}
ODK_HEAD = [
    *("SubmissionDate", "start", "end", "site-village", "phone", "result", "satisfaction-overall", "q-knows_review"),
    *("meta-instanceID", "KEY", "SubmitterID", "SubmitterName", "AttachmentsPresent", "AttachmentsExpected", "Status"),
    *("ReviewState", "DeviceID", "Edits", "FormVersion"),
]


def submission(number, state="approved", **more):
    """One row of ODK Central's csv, as far as it matters here."""
    key = f"uuid:0000-{number}"
    row = {
        "SubmissionDate": "2026-12-05T02:00:00.000Z",
        "start": "2026-12-05T09:00:00.000+08:00",
        "end": f"2026-12-05T09:{10 + number}:30.000+08:00",
        "site-village": "500229100201",
        "phone": f"1380000000{number}",
        "result": "done",
        "satisfaction-overall": "very",
        "q-knows_review": "1",
        "meta-instanceID": key,
        "KEY": key,
        "SubmitterName": "张一",
        "ReviewState": state,
    }
    return row | more


def text(head, rows, delimiter=","):
    out = io.StringIO()
    writer = csv.DictWriter(out, head, restval="", delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


@pytest.fixture
def central(tmp_path):
    """central(rows, repeat=(head, rows)) -> the csv.zip of a form called minyi."""

    def made(rows, head=ODK_HEAD, **repeats):
        path = tmp_path / "minyi.zip"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("minyi.csv", text(head, rows))
            for name, (columns, lines) in repeats.items():
                archive.writestr(f"minyi-{name}.csv", text(columns, lines))
            archive.writestr("media/1.jpg", b"\xff\xd8")
        return path

    return made


@pytest.fixture
def mapped(tmp_path):
    def made(stated):
        path = tmp_path / "mapping.yaml"
        path.write_text(yaml.safe_dump(stated, allow_unicode=True), encoding="utf-8")
        return survey_import.load(path)

    return made


def with_columns(stated, table, **columns):
    """The mapping with columns of one table replaced; None leaves one out."""
    old = stated["tables"][table]
    new = {k: v for k, v in (old["columns"] | columns).items() if v is not None}
    return stated | {"tables": stated["tables"] | {table: old | {"columns": new}}}


def rows_of(package, title):
    with zipfile.ZipFile(package) as archive:
        return list(csv.DictReader(io.StringIO(archive.read(f"{title}.csv").decode("utf-8-sig"))))


def manifest(package):
    with zipfile.ZipFile(package) as archive:
        return json.loads(archive.read("转换说明.json"))


def test_an_odk_export_becomes_a_package_of_approved_submissions(central, mapped, tmp_path):
    export = central(
        [
            submission(1),
            submission(2, "rejected"),
            submission(3, "", **{"satisfaction-overall": "nonsense"}),
            submission(4, result="refused", **{"satisfaction-overall": "", "q-knows_review": ""}),
            submission(5, "hasIssues"),
        ]
    )
    made = survey_import.convert(mapped(ODK), [export], tmp_path / "out.zip")
    assert (made.submissions, made.rows) == (2, {"opinion_design": 1, "opinion_response": 2})
    assert made.by_state == {"hasIssues": 1, "rejected": 1, "未审核": 1}
    assert made.left_out[0] == ("uuid:0000-2", "rejected", 3)
    first, last = rows_of(made.package, "民意调查答卷")
    assert first["受访者编码"] == hashlib.sha256(b"13800000001").hexdigest()[:24]
    assert (first["总体满意度"], first["知晓评议"], first["访问结果"]) == ("满意", "是", "完成")
    assert (first["行政村代码"], first["访问员"], first["时长(秒)"]) == ("500229100201", "张一", "690")
    assert (last["访问结果"], last["总体满意度"]) == ("拒访", "")


def test_the_package_is_read_like_any_other_and_keeps_the_original(central, mapped, tmp_path):
    export = central([submission(1), submission(2)])
    package = survey_import.convert(mapped(ODK), [export], tmp_path / "out.zip").package
    read = sheets.read_package(package, contracts.lines()["opinion"], contracts.tables())
    assert set(read.tables) == {"opinion_design", "opinion_response"} and not read.problems
    for name, table in read.tables.items():
        assert list(table.headers) == [column.header for column in contracts.tables()[name].columns]
    with zipfile.ZipFile(package) as archive:
        assert archive.read("原始导出/minyi.zip.orig") == export.read_bytes()
    said = manifest(package)
    assert said["files"] == {"minyi.zip": hashlib.sha256(export.read_bytes()).hexdigest()}
    assert said["mapping_sha256"] == hashlib.sha256((tmp_path / "mapping.yaml").read_bytes()).hexdigest()
    again = survey_import.convert(mapped(ODK), [export], tmp_path / "again.zip").package
    assert again.read_bytes() == package.read_bytes()


VISITS = {
    "tool": "odk",
    "line": "inspection",
    "form": "minyi",
    "tables": {
        "inspection_visit": {
            "source": "minyi-home",
            "columns": {
                "county_code": {"value": "500229"},
                "visit_id": "KEY",
                "kind": {"value": "暗访"},
                "village_code": {"from": "village", "of": "parent"},
                "household_id": "household",
                "date": {"from": "start", "of": "parent"},
                "inspector1": {"from": "SubmitterName", "of": "parent"},
                "inspector2": {"value": "乙"},
                "finding": {"from": "seen", "many": True, "codes": {"water": "饮水", "house": "住房"}},
            },
        }
    },
}
HOME = ["household", "seen", "seen/water", "seen/house", "PARENT_KEY", "KEY"]


def home(number, parent, **more):
    key = f"uuid:0000-{parent}"
    return {"household": f"h{number}", "PARENT_KEY": key, "KEY": f"{key}/home[{number}]"} | more


def test_repeats_take_their_submission_s_state_and_answers(central, mapped, tmp_path):
    homes = [home(1, 1, seen="water  house "), home(2, 1), home(1, 2, seen="house")]
    export = central([submission(1), submission(2, "rejected")], home=(HOME, homes))
    made = survey_import.convert(mapped(VISITS), [export], tmp_path / "out.zip")
    first, second = rows_of(made.package, "督查记录")
    assert (first["督查编号"], first["行政村代码"], first["督查日期"]) == (
        "uuid:0000-1/home[1]",
        "500229100201",
        "2026-12-05",
    )
    assert (first["发现问题"], second["发现问题"], second["督查人员1"]) == ("饮水,住房", "", "张一")


def test_a_select_multiple_question_that_was_split_into_columns(central, mapped, tmp_path):
    split = [column for column in HOME if column != "seen"]
    homes = [home(1, 1, **{"seen/water": "0", "seen/house": "1"}), home(2, 1, **{"seen/water": "True"})]
    export = central([submission(1)], home=(split, homes))
    made = survey_import.convert(mapped(VISITS), [export], tmp_path / "out.zip")
    assert [row["发现问题"] for row in rows_of(made.package, "督查记录")] == ["住房", "饮水"]


def test_a_repeat_without_its_submission_is_a_mistake_at_its_row(central, mapped, tmp_path):
    export = central([submission(1)], home=(HOME, [home(1, 1), home(1, 9)]))
    with pytest.raises(SurveyError, match=r"“minyi-home.csv”的表“minyi-home”第3行：上级“uuid:0000-9”不在表“minyi”中"):
        survey_import.convert(mapped(VISITS), [export], tmp_path / "out.zip")
    assert not (tmp_path / "out.zip").exists()


KOBO = VISITS | {
    "tool": "kobo",
    "form": "督查表",
    "tables": {
        "inspection_visit": {
            "source": "home",
            "columns": VISITS["tables"]["inspection_visit"]["columns"]
            | {
                "visit_id": "home/number",
                "household_id": "home/household",
                "inspector1": {"from": "_submitted_by", "of": "parent"},
                "finding": {"from": "home/seen", "many": True, "codes": {"water": "饮水", "house": "住房"}},
            },
        }
    },
}
KOBO_FORM = [
    "start",
    "end",
    "site/village",
    "_id",
    "_uuid",
    "_submission_time",
    "_validation_status",
    "_submitted_by",
    "_index",
]
KOBO_HOME = [
    *(
        "home/number",
        "home/household",
        "home/seen",
        "home/seen/water",
        "home/seen/house",
        "_index",
        "_parent_table_name",
    ),
    *("_parent_index", "_submission__id", "_submission__uuid", "_submission__validation_status"),
]
KOBO_ROWS = [
    ["2026-12-05T09:00:00.000+08:00", "", "500229100201", 11, "u1", "", "Approved", "zhang", 1],
    ["2026-12-06T09:00:00.000+08:00", "", "500229100202", 12, "u2", "", "Not Approved", "li", 2],
    ["2026-12-06T23:30:00.000+08:00", "", "500229100203", 13, "u3", "", "validation_status_approved", "wang", 3],
]
KOBO_HOMES = [
    ["v1", "h1", "water house", 1, 1, 1, "督查表", 1, 11, "u1", "Approved"],
    ["v2", "h2", "", "", "", 2, "督查表", 2, 12, "u2", "Not Approved"],
    ["v3", "h3", "house", 0, 1, 3, "督查表", 3, 13, "u3", ""],
]


def workbook(path, **given):
    with xlsxwriter.Workbook(str(path)) as book:
        for name, rows in given.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return path


def test_a_kobo_workbook_with_a_repeat_sheet(mapped, tmp_path):
    export = workbook(tmp_path / "kobo.xlsx", 督查表=[KOBO_FORM, *KOBO_ROWS], home=[KOBO_HOME, *KOBO_HOMES])
    made = survey_import.convert(mapped(KOBO), [export], tmp_path / "out.zip")
    assert made.by_state == {"Not Approved": 1} and made.submissions == 2
    found = [(r["督查编号"], r["行政村代码"], r["督查日期"], r["发现问题"]) for r in rows_of(made.package, "督查记录")]
    assert found == [
        ("v1", "500229100201", "2026-12-05", "饮水,住房"),
        ("v3", "500229100203", "2026-12-06", "住房"),
    ]


def test_kobo_csv_files_with_semicolons(mapped, tmp_path):
    files = []
    for name, head, rows in (("督查表", KOBO_FORM, KOBO_ROWS), ("home", KOBO_HOME, KOBO_HOMES)):
        files.append(tmp_path / f"{name}.csv")
        files[-1].write_text(text(head, [dict(zip(head, row, strict=True)) for row in rows], ";"), encoding="utf-8-sig")
    made = survey_import.convert(mapped(KOBO), files, tmp_path / "out.zip")
    assert made.rows == {"inspection_visit": 2} and set(manifest(made.package)["files"]) == {"督查表.csv", "home.csv"}


def test_every_mistake_of_the_data_is_named_at_once(central, mapped, tmp_path):
    export = central([submission(1, result="gone"), submission(2, **{"satisfaction-overall": "great"})])
    stated = with_columns(ODK, "opinion_response", trained="heard_of", saw_notice={"from": "saw", "many": True})
    with pytest.raises(SurveyError) as wrong:
        survey_import.convert(mapped(stated), [export], tmp_path / "out.zip")
    assert sorted(wrong.value.mistakes) == [
        "“minyi.csv”的表“minyi”没有列“heard_of”",
        "“minyi.csv”的表“minyi”没有列“saw”，也没有按选项拆开的列",
        "“minyi.csv”的表“minyi”第2行“result”：“gone”在对照文件中没有对应的代码",
        "“minyi.csv”的表“minyi”第3行“satisfaction/overall”：“great”在对照文件中没有对应的代码",
    ]


def test_an_ambiguous_question_asks_for_its_whole_path(central, mapped, tmp_path):
    head = [*ODK_HEAD, "again-knows_review"]
    with pytest.raises(SurveyError, match="有多列以“knows_review”结尾（q-knows_review、again-knows_review）"):
        survey_import.convert(mapped(ODK), [central([submission(1)], head)], tmp_path / "out.zip")


@pytest.mark.parametrize(
    ("rows", "head", "said"),
    [
        ([submission(1), submission(1)], ODK_HEAD, "第2行：提交编号“uuid:0000-1”出现多次"),
        ([submission(1, KEY="")], ODK_HEAD, "第2行：提交编号为空"),
        ([submission(1)], [h for h in ODK_HEAD if h != "ReviewState"], "没有列“ReviewState”"),
    ],
)
def test_submissions_must_be_told_apart_and_reviewed(central, mapped, tmp_path, rows, head, said):
    rows = [{key: value for key, value in row.items() if key in head} for row in rows]
    with pytest.raises(SurveyError, match=said):
        survey_import.convert(mapped(ODK), [central(rows, head)], tmp_path / "out.zip")


def test_another_review_state_may_count_when_the_mapping_says_so(central, mapped, tmp_path):
    export = central([submission(1), submission(2, "edited")])
    made = survey_import.convert(mapped(ODK | {"approved": ["approved", "Edited"]}), [export], tmp_path / "out.zip")
    assert made.submissions == 2 and not made.left_out


WRONG = [
    (ODK | {"line": "opinions"}, "的线“opinions”不存在"),
    (ODK | {"tool": "excel"}, "tool"),
    (ODK | {"tables": {}}, "缺少必报表“民意调查设计”"),
    (with_columns(ODK, "opinion_response", disposition=None), "没有必填列“访问结果”"),
    (with_columns(ODK, "opinion_response", q_overal="x"), "列“q_overal”不存在"),
    (with_columns(ODK, "opinion_response", trained={"from": "t", "codes": {"1": "对"}}), "没有“对”这个值"),
    (with_columns(ODK, "opinion_response", trained={"from": "t", "value": "是"}), "恰好写明"),
    (with_columns(ODK, "opinion_response", trained={"from": "t", "of": "parent"}), "没有上级"),
    ([], "不是可用的 YAML"),
]


@pytest.mark.parametrize(("stated", "said"), WRONG, ids=range(len(WRONG)))
def test_a_mapping_is_held_against_the_contracts(mapped, stated, said):
    with pytest.raises(SurveyError, match=said):
        mapped(stated)


def test_a_file_that_is_no_export_is_refused(mapped, tmp_path):
    (tmp_path / "minyi.csv").write_bytes(b"%PDF-1.4\x00\x01")
    with pytest.raises(SurveyError, match="minyi.csv"):
        survey_import.convert(mapped(ODK), [tmp_path / "minyi.csv"], tmp_path / "out.zip")
    with pytest.raises(SurveyError, match="没有表“minyi”"):
        survey_import.convert(mapped(ODK), [workbook(tmp_path / "x.xlsx", 别的=[["a"], ["b"]])], tmp_path / "out.zip")


def test_the_mappings_in_the_documentation_are_mappings(tmp_path):
    text = (Path(__file__).parents[3] / "docs" / "surveys.md").read_text(encoding="utf-8")
    examples = [piece.partition("```")[0] for piece in text.split("```yaml\n")[1:]]
    assert len(examples) == 2
    for number, example in enumerate(examples):
        path = tmp_path / f"{number}.yaml"
        path.write_text(example, encoding="utf-8")
        assert survey_import.load(path).tables


def nested(stated, source, parent, **columns):
    table = stated["tables"]["inspection_visit"]
    fixed = {"inspector1": {"value": "甲"}, "date": {"value": "2026-12-05"}, "finding": {"value": "无"}}
    mapped = {"source": source, "parent": parent, "columns": table["columns"] | fixed | columns}
    return stated | {"tables": {"inspection_visit": mapped}}


def test_a_repeat_inside_a_repeat(central, mapped, tmp_path):
    stated = nested(VISITS, "minyi-person", "minyi-home", village_code={"from": "household", "of": "parent"})
    stated = with_columns(stated, "inspection_visit", household_id="who")
    people = [
        {"who": f"p{n}", "PARENT_KEY": f"uuid:0000-{n}/home[1]", "KEY": f"uuid:0000-{n}/home[1]/person[1]"}
        for n in (1, 2)
    ]
    export = central(
        [submission(1, "rejected"), submission(2)],
        home=(HOME, [home(1, 1), home(1, 2, household="h9")]),
        person=(["who", "PARENT_KEY", "KEY"], people),
    )
    made = survey_import.convert(mapped(stated), [export], tmp_path / "out.zip")
    assert [(row["户编号"], row["行政村代码"]) for row in rows_of(made.package, "督查记录")] == [("p2", "h9")]


def test_a_kobo_repeat_inside_a_repeat(mapped, tmp_path):
    stated = nested(
        KOBO, "person", "home", village_code={"from": "home/household", "of": "parent"}, visit_id="home/person/who"
    )
    people = [
        ["home/person/who", "_index", "_parent_table_name", "_parent_index"],
        ["p1", 1, "home", 2],
        ["p2", 2, "home", 3],
    ]
    export = workbook(
        tmp_path / "kobo.xlsx", 督查表=[KOBO_FORM, *KOBO_ROWS], home=[KOBO_HOME, *KOBO_HOMES], person=people
    )
    stated = with_columns(stated, "inspection_visit", household_id=None)
    made = survey_import.convert(mapped(stated), [export], tmp_path / "out.zip")
    assert [(row["督查编号"], row["行政村代码"]) for row in rows_of(made.package, "督查记录")] == [("p2", "h3")]

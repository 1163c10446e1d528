"""Whole packages: what is missing or has been changed, what is set aside, what refuses, and that packages do not
mix.
"""

import hashlib
import io
import zipfile
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv as pacsv
import pytest

from acceptance import contracts, sql
from acceptance.campaign import Campaign
from acceptance.checking import ACCEPTED, PARTLY, REFUSED, PackageToCheck, aside, locate, outcomes, prepare
from tests.expectations import world

Found = list[dict[str, Any]]


def csv_bytes(name: str, rows: pa.Table) -> bytes:
    """A table as a county would send it: Chinese headers, text."""
    columns = [c for c in contracts.tables()[name].columns]
    text = rows.select([c.name for c in columns]).cast(pa.schema([(c.name, pa.string()) for c in columns]))
    target = io.BytesIO()
    pacsv.write_csv(text.rename_columns([c.header for c in columns]), target)
    return target.getvalue()


def zipped(
    path: Path, changed: str | None = None, left_out: str | None = None, sealed: str | None = "附件/签章.pdf"
) -> Path:
    """The world's self-check as a zip of csv; `changed` has another hash in the manifest, `left_out` is not there.
    sealed: where the signed and sealed page lies in it.
    """
    tables = world.package("self_check")
    files = {
        contracts.tables()[n].title: csv_bytes(n, rows) for n, rows in tables.items() if n not in ("manifest", left_out)
    }
    titles = tables["manifest"].column("table_name").to_pylist()
    hashes = [hashlib.sha256(files.get(t, b"")).hexdigest() if t != changed else "0" * 64 for t in titles]
    place = tables["manifest"].schema.get_field_index("sha256")
    files["申报清单"] = csv_bytes("manifest", tables["manifest"].set_column(place, "sha256", pa.array(hashes)))
    with zipfile.ZipFile(path, "w") as archive:
        for title, data in files.items():
            archive.writestr(f"{title}.csv", data)
        if sealed:
            archive.writestr(sealed, b"%PDF-1.4")
    return path


def check(
    packages: list[PackageToCheck], campaign: Campaign, areas: pa.Table | None = None
) -> tuple[Found, dict[str, str]]:
    with sql.connect(threads=1) as con:
        prepared = prepare(con, packages, campaign, areas, world.tasks())
        found = locate(con, prepared)
        return found.to_pylist(), {pkg: r.outcome for pkg, r in outcomes(con, prepared, found).items()}


def typed(pkg: str, table: str | None = None, example: dict | None = None) -> PackageToCheck:
    return PackageToCheck(pkg, world.COUNTY, "self_check", typed=world.package("self_check", table, example))


def test_a_sound_zip_is_accepted(tmp_path: Path, default_campaign: Campaign) -> None:
    package = PackageToCheck("a", world.COUNTY, "self_check", path=zipped(tmp_path / "a.zip"))
    found, result = check([package], default_campaign, world.areas())
    assert (found, result) == ([], {"a": ACCEPTED})


@pytest.mark.parametrize("sealed", [None, "签章页.pdf"])
def test_a_sealed_page_that_is_named_must_be_delivered_with_the_files(
    tmp_path: Path, default_campaign: Campaign, sealed: str | None
) -> None:
    package = PackageToCheck("a", world.COUNTY, "self_check", path=zipped(tmp_path / "a.zip", sealed=sealed))
    [found], result = check([package], default_campaign, world.areas())
    assert (found["rule_id"], found["severity"], found["column_name"], found["value"]) == (
        "E007", "warn", "签章文件", "签章.pdf",
    )  # fmt: skip
    assert "一并放入" in found["message"] and result == {"a": ACCEPTED}


def test_a_changed_file_is_refused(tmp_path: Path, default_campaign: Campaign) -> None:
    package = PackageToCheck("a", world.COUNTY, "self_check", path=zipped(tmp_path / "a.zip", changed="户表"))
    [found], result = check([package], default_campaign, world.areas())
    assert (found["rule_id"], found["object_id"], found["column_name"]) == ("E002", "户表", "文件校验值")
    assert result == {"a": REFUSED}


def test_a_missing_table_is_one_finding_and_what_needs_it_is_not_evaluated(
    tmp_path: Path, default_campaign: Campaign
) -> None:
    package = PackageToCheck("a", world.COUNTY, "self_check", path=zipped(tmp_path / "a.zip", left_out="procedure"))
    found, result = check([package], default_campaign, world.areas())
    assert {(f["rule_id"], f["object_id"]) for f in found} == {("E001", "程序表"), ("E002", "程序表")}
    assert "包内没有“程序表”" in next(f["message"] for f in found if f["rule_id"] == "E001")
    assert result == {"a": REFUSED}


def test_a_line_without_a_manifest_names_its_missing_table(default_campaign: Campaign) -> None:
    tables = world.package("municipal")
    package = PackageToCheck(
        "a", world.COUNTY, "municipal", typed={"municipal_household": tables["municipal_household"]}
    )
    [found], result = check([package], default_campaign, world.areas())
    assert (found["rule_id"], found["sheet"], found["row_no"], found["object_id"]) == (
        "E001",
        "市级验收村表",
        1,
        "市级验收村表",
    )
    assert result == {"a": REFUSED}


def test_a_file_that_cannot_be_read_is_refused_without_a_cascade(tmp_path: Path, default_campaign: Campaign) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"no workbook")
    found, result = check([PackageToCheck("a", world.COUNTY, "self_check", path=path)], default_campaign, world.areas())
    assert {f["rule_id"][0] for f in found} == {"S"} and all(f["row_no"] == 1 for f in found)
    assert result == {"a": REFUSED}


def test_packages_of_a_batch_do_not_mix(default_campaign: Campaign) -> None:
    first = typed("a", "person", {"id_no": "500229197803154526"})
    second = typed("b", "household", {"members": 9, "phone": "1380000"})
    together, _ = check([first, second], default_campaign, world.areas())
    apart = [f for package in (first, second) for f in check([package], default_campaign, world.areas())[0]]
    assert together == apart and {f["pkg"] for f in together} == {"a", "b"}


def test_a_person_set_aside_sets_the_household_aside(default_campaign: Campaign) -> None:
    with sql.connect(threads=1) as con:
        prepared = prepare(con, [typed("a", "person", {"_row": 2, "id_no": "500229780315452"})], default_campaign)
        found = locate(con, prepared)
        assert aside(con, found).to_pylist() == [
            {"pkg": "a", "table_name": "household", "object_id": world.H1},
            {"pkg": "a", "table_name": "person", "object_id": f"{world.H1}02"},
        ]
        result = outcomes(con, prepared, found)["a"]
    assert (result.outcome, dict(result.counts), dict(result.aside)) == (
        PARTLY,
        {"E046": 1},
        {"household": 1, "person": 1},
    )


@pytest.mark.parametrize(("wrong", "outcome"), [(2, ACCEPTED), (3, REFUSED)])
def test_a_rule_refuses_above_its_share_of_rows(wrong: int, outcome: str, default_campaign: Campaign) -> None:
    """E016: a warning up to 1% of villages, a block above it (200 villages: 2 pass, 3 do not)."""
    other = {
        "is_poor_village": "否",
        "exit_apply": "否",
        "reg_poor_hh": 0,
        "reg_poor_pop": 0,
        "remain_poor_hh": 0,
        "remain_poor_pop": 0,
    }
    villages = [{}] + [
        other | {"village_code": f"5002291{n:05}", "remain_poor_hh": 1 if n <= wrong else 0} for n in range(1, 200)
    ]
    found, result = check([typed("a", "village", {"village": villages})], default_campaign)
    assert {f["rule_id"] for f in found} == {"E016"}
    assert {f["severity"] for f in found} == {"block" if outcome == REFUSED else "warn"}
    assert result == {"a": outcome}


def test_offline_what_needs_the_office_is_not_evaluated(default_campaign: Campaign) -> None:
    with sql.connect(threads=1) as con:
        prepared = prepare(con, [typed("a", "household", {"county_code": "500230"})], default_campaign)
        found = locate(con, prepared)
        without = {(n.rule_id, n.lacks) for n in prepared.not_evaluated["a"]}
    assert found.to_pylist() == []
    assert {("E005", "区划"), ("E010", "区划"), ("E011", "区划")} <= without


def test_a_resubmission_is_compared_with_the_version_in_force(default_campaign: Campaign) -> None:
    package = PackageToCheck("a", world.COUNTY, "self_check", typed=world.package("self_check"), previous_version=1)
    found, _ = check([package], default_campaign, world.areas())
    assert {(f["rule_id"], f["column_name"]) for f in found} == {("E006", "版本"), ("E006", "重报原因")}


def test_a_wrong_relation_marks_the_persons_of_the_household(default_campaign: Campaign) -> None:
    found, _ = check([typed("a", "person", {"_row": 2, "relation": "户主"})], default_campaign, world.areas())
    [first, second] = [f for f in found if f["rule_id"] == "E027"]
    assert (
        first["table_name"] == second["table_name"] == "household"
        and first["object_id"] == second["object_id"] == world.H1
    )
    assert [(f["sheet"], f["row_no"], f["column_name"], f["value"]) for f in (first, second)] == [
        ("人口表", 2, "与户主关系", "户主"), ("人口表", 3, "与户主关系", "户主"),
    ]  # fmt: skip


def test_two_packages_of_one_name_are_a_mistake_of_the_caller(default_campaign: Campaign) -> None:
    with sql.connect() as con, pytest.raises(ValueError, match="same id"):
        prepare(con, [typed("a"), typed("a")], default_campaign)

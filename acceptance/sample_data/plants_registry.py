"""Records planted into the departments' tables: hits of every kind, what only looks like one, numbers and names as
departments mistype them. Each bears a name; tests/test_planted.py states how it must be read.
"""

from acceptance import sql
from acceptance.sample_data.plant import Plant

CANDIDATE = "NOT pupil AND exit_status = '预脱贫' AND length(id_no) = 18"
ADULT = f"age BETWEEN 25 AND 60 AND {CANDIDATE}"
RECORD = {
    "county_code": "county_code",
    "snapshot_date": "getvariable('registry_date')::DATE",
    "name": "name",
    "id_no": "left(id_no, 18)",
    "person_id": "person_id",
    "wanted": "NULL",
}
"""What every record states (SQL over the person picked): its owner is that person, and nobody has answered it."""
FACTS = {
    "vehicle": {
        "src_unit": "'重庆市公安局交通管理局'",
        "plate": "'渝Z' || {key}",
        "type": "'小型轿车'",
        "value": "96000",
        "first_reg": "on_day(-700)",
    },
    "property": {
        "src_unit": "'重庆市国土资源和房屋管理局'",
        "cert_no": "{{county}} || '房地证2015字第' || {key} || '号'",
        "use": "'住宅'",
        "area": "88",
        "reg_date": "on_day(-800)",
        "address": "'滨河路1号'",
    },
    "fiscal_payroll": {"src_unit": "'重庆市财政局'", "unit": "'第一中学'", "post_type": "'事业'"},
    "business": {
        "src_unit": "'重庆市工商行政管理局'",
        "reg_no": "'G' || {key}",
        "company": "'大山商贸有限公司'",
        "role": "'股东'",
        "capital": "100000",
        "status": "'存续'",
    },
    "consumption": {"src_unit": "'重庆市税务局'", "type": "'购车'", "amount": "50000", "date": "on_day(-300)"},
    "abroad": {"src_unit": "'重庆市公安局出入境管理局'", "type": "'自费留学'", "date": "on_day(-300)"},
    "public_report": {
        "src_unit": "'重庆市监察委员会'",
        "report_no": "'J' || {key}",
        "subject": "'有房有车'",
        "found": "'属实'",
        "date": "on_day(-90)",
    },
}
"""What a record of each department states besides, so that it counts; {key} is its own number."""
WHOLE = ("vehicle", "property", "fiscal_payroll")
"""Departments that deliver of all counties in one table, without a column for the county."""


def record(registry: str, named: str, /, **values: str) -> str:
    """The statement that plants one record about the person picked. values: SQL by column, on top of what counts."""
    key = f"upper(left(md5({sql.quote(named)} || person_id), 6))"
    stated = {column: text.format(key=key) for column, text in FACTS[registry].items()}
    row = RECORD | stated | values | {"plant": sql.quote(named)}
    columns = ", ".join(
        f'{value} AS "{column}"' for column, value in row.items() if column != "county_code" or registry not in WHOLE
    )
    return f"INSERT INTO made.{registry} BY NAME SELECT {columns} FROM picked"


def records(name: str, *statements: str, where: str = ADULT) -> Plant:
    """Records about one person of a household that nothing else is planted into."""
    return Plant(name, "people", where, statements, ())


OPEN = (
    record("vehicle", "car"),
    record("vehicle", "car of less than 30,000", value="29999.99"),
    record("property", "shop", use="'商业'"),
    record("business", "company head", role="'法人'"),
    record("business", "own business", role="'个体户'"),
    record("consumption", "spending of 50,000"),
    record("abroad", "study abroad"),
    record("public_report", "report found true"),
)
NOTHING = (
    record("vehicle", "motorcycle of many", type="'摩托车'"),
    record("vehicle", "farm vehicle", type="'农用车'"),
    record("vehicle", "slow truck", type="'低速载货汽车'"),
    record("vehicle", "tractor", type="'轮式拖拉机'"),
    record("property", "relocation flat", address="'某镇易地扶贫搬迁安置点3号'"),
    record("fiscal_payroll", "cadre's stipend", unit="'新民村村委会'", post_type="'村干部补贴'"),
    record("business", "company closed", status="'注销'"),
    record("business", "company struck off", status="'吊销'"),
    record("consumption", "spending of a fen less", amount="49999.99"),
    record("consumption", "hospital bill", type="'医疗支出'"),
    record("consumption", "school fees", type="'教育支出'"),
    record("abroad", "labour abroad", type="'劳务'"),
    record("abroad", "visit abroad", type="'探亲'"),
    record("public_report", "report found false", found="'不属实'"),
    record("public_report", "report under inquiry", found="'核查中'"),
)
WIDE = "translate(left(id_no, 18), '0123456789X', '０１２３４５６７８９Ｘ')"
DIRTY = (
    record("vehicle", "number in full width", id_no=WIDE),
    record(
        "vehicle",
        "number with spaces",
        id_no="' ' || left(id_no, 6) || ' ' || substr(id_no, 7, 8) || '　' || substr(id_no, 15)",
    ),
    record("vehicle", "number with a small x", id_no="lower(id_no)"),
    record("vehicle", "number of 15 digits", id_no="left(id_no, 6) || substr(id_no, 9, 9)"),
    record("vehicle", "delivered twice"),
    record("vehicle", "delivered twice"),
)
BROKEN = (
    record("vehicle", "two digits swapped", id_no="left(id_no, 12) || id_no[14] || id_no[13] || substr(id_no, 15)"),
    record("vehicle", "number as a floating point", id_no="printf('%.5E', left(id_no, 17)::DOUBLE * 10)"),
    record("vehicle", "number cut short", id_no="left(id_no, 17)"),
    record("vehicle", "nobody's placeholder", id_no="with_check(('999999' || substr(id_no, 7, 11))::BIGINT)"),
    record("vehicle", "no number", id_no="NULL"),
)
TRADITIONAL = "translate(name, '国华伟刚强杰龙荣贵兰凤丽莲云', '國華偉剛強傑龍榮貴蘭鳳麗蓮雲')"
SOUNDING = "translate(name, '伟明平志英芳丽梅玉建', '玮铭萍智瑛方莉玫钰健')"
NAMES = (
    record("vehicle", "name with a space", name="left(name, 1) || '　' || substr(name, 2)"),
    record("vehicle", "name in old characters", name=TRADITIONAL),
    record("vehicle", "name that sounds alike", name=SOUNDING),
    record("vehicle", "name with one other character", name="left(name, 2) || '犇'"),
    record("vehicle", "another name", name="'欧阳不是'"),
)
RECORDS: tuple[Plant, ...] = (
    records("open leads", *OPEN),
    records("nothing that counts", *NOTHING),
    records("dirty numbers", *DIRTY, where=f"age BETWEEN 30 AND 70 AND {CANDIDATE} AND right(id_no, 1) = 'X'"),
    records("broken numbers", *BROKEN, where=f"{ADULT} AND id_no[13] <> id_no[14]"),
    records("names", *NAMES, where=f"{ADULT} AND length(name) = 3 AND name <> {TRADITIONAL} AND name <> {SOUNDING}"),
    records(
        "car of another's name", record("vehicle", "number given to two people", name="'欧阳不是'", wanted="'保留'")
    ),
    records("withdrawn", record("vehicle", "car withdrawn", wanted="'撤销'")),
    records("shareholder", record("business", "shareholder proven", wanted="'属实'")),
    # 挂名股东: who lent the name is cleared by reason, document and two signers (FACTS A.11); plants_field.py spoils 2
    records("borrowed name", record("business", "borrowed name", wanted="'保留'")),
    records("borrowed name 2", record("business", "borrowed name, one signer", wanted="'保留'")),
    records("borrowed name 3", record("business", "borrowed name, no document", wanted="'保留'")),
    Plant(
        "one car of two",
        "people",
        f"{ADULT} AND relation = '户主' AND family_couple",
        (
            record("vehicle", "one car of two", plate="'渝Z' || upper(left(md5(household_id), 6))"),
            "INSERT INTO made.vehicle BY NAME "
            "SELECT v.* REPLACE (p.name AS name, left(p.id_no, 18) AS id_no, p.person_id AS person_id) "
            "FROM made.vehicle v JOIN picked q USING (person_id) "
            "JOIN made.person p ON p.household_id = q.household_id AND p.relation = '配偶'",
        ),
        (),
    ),
)

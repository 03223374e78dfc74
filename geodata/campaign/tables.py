"""The tables of a campaign, each declared once, its columns with what else they may be called."""

from collections.abc import Mapping

from geodata.campaign.columns import (
    ADDRESS,
    BRING,
    DISTRICT,
    HELD_BY,
    ILLUSTRATIVE,
    LAT,
    LON,
    OFFERED,
    OTHER_NAMES,
    PERSONS,
    POINT,
    PRECISION,
    SECTOR,
    TERMS,
    WHERE,
    WHOM,
    as_later,
    made_id,
    text,
)
from geodata.campaign.schema import Column, Identity, Kind, Table
from geodata.campaign.vocabulary import AREAS, EVERYBODY, LINES, PUBLISHED

FAIRS = Table(
    "fairs",
    "fairs",
    (
        made_id("fair_id", "招聘会编号", "场次编号", "编号", "活动编号"),
        text(
            "name", "场次", "招聘会名称", "活动名称", "名称", "招聘会", "活动主题",
            needed=True, zh="招聘会名称", en="name of the fair",
            example="示例 江北区春季招聘会",
        ),
        text(
            "venue", "举办地点", "场地", "地点", "活动地点", "场馆", "举办场地",
            needed=True, zh="场地名称", en="name of the venue",
            example="示例 江北区人力资源市场",
        ),
        DISTRICT, ADDRESS, LON, LAT,
        Column(
            "date", Kind.DATE, True, ("日期", "举办日期", "活动日期", "招聘会日期"),
            "如 2027-02-18 或 2027年2月18日", "such as 2027-02-18", "2027-02-18",
            given_by="sessions",
        ),
        Column(
            "start_time", Kind.TIME, False, ("开始时间", "起始时间"),
            "如 9:00", "such as 9:00", "9:00",
        ),
        Column(
            "end_time", Kind.END, False, ("结束时间", "截止时间"),
            "如 11:30", "such as 11:30", "11:30",
        ),
        Column(
            "booths", Kind.COUNT, False, ("展位数", "展位", "展位数量"),
            "整数", "whole number", 60,
        ),
        Column(
            "expected_seekers", Kind.COUNT, False,
            ("预计人数", "预计求职者", "预计求职人数", "预计参加人数"),
            "整数", "whole number", 1200,
        ),
        Column(
            "status", Kind.STATUS, False, ("状态", "活动状态"),
            "计划、已发布或已取消；空为已发布", "planned, published or cancelled; empty: published",
            "计划", PUBLISHED,
        ),
        as_later(
            text(
                "services", "服务事项", "现场服务", "服务",
                zh="服务的编号或名称，用分号或顿号隔开",
                en="ids or names of services, with ; between",
                example="示例 某某登记；示例 某某咨询",
            )
        ),
        as_later(BRING),
        as_later(
            text(
                "notice", "公告", "备注", "说明", zh="求职者须知，如改期或停车",
                en="what seekers must know, such as a change", example="示例 停车位有限",
            )
        ),
        Column(
            "sessions", Kind.SESSIONS, False, ("各场时间", "场次时间", "多场时间"),
            "仅一场可留空；多场用分号隔开，如 2027-02-18 8:30-11:30；2027-02-18 14:00-17:00",
            "empty for one session; several with ; between, such as "
            "2027-02-18 8:30-11:30; 2027-02-18 14:00-17:00",
            later=True,
        ),
        *HELD_BY,
        ILLUSTRATIVE,
    ),
    also=(
        Column("hours", Kind.HOURS, False, ("时间", "举办时间", "活动时间", "时间段", "起止时间")),
        PRECISION, POINT,
    ),
    filled=(PRECISION,),
    most_rows=10_000,
    most_rows_xlsx=10_000,
    id_column="fair_id",
    identity=Identity("f", ("name", "venue", "lon", "lat", "date", "start_time")),
)  # fmt: skip
EMPLOYERS = Table(
    "employers",
    "employers",
    (
        made_id("employer_id", "企业编号", "单位编号", "编号", "公司编号"),
        text(
            "name", "企业名称", "单位名称", "公司名称", "用人单位", "名称", "企业", "单位",
            needed=True, zh="用人单位名称", en="name of the employer", example="示例 某某公司",
        ),
        DISTRICT, ADDRESS, LON, LAT, SECTOR, ILLUSTRATIVE,
    ),
    also=(PRECISION, POINT),
    filled=(PRECISION,),
    most_rows=200_000,
    most_rows_xlsx=50_000,
    id_column="employer_id",
    identity=Identity("e", ("name", "lon", "lat")),
)  # fmt: skip
OPENINGS = Table(
    "openings",
    "openings",
    (
        Column(
            "employer_id", Kind.ID, True, ("企业编号", "单位编号", "公司编号"),
            "与用人单位表一致", "as in the table of employers", refers_to="employers",
        ),
        Column(
            "fair_id", Kind.ID, False, ("招聘会编号", "场次编号", "活动编号"),
            "可留空；与招聘会表一致", "may be empty; as in the table of fairs", refers_to="fairs",
        ),
        text(
            "occupation", "岗位", "职位", "岗位名称", "工种", "职位名称", "招聘岗位",
            needed=True, zh="岗位名称", en="what is offered", example="电气工程师",
        ),
        SECTOR,
        Column(
            "headcount", Kind.COUNT, True, ("招聘人数", "人数", "需求人数", "招聘数量", "数量"),
            "整数", "whole number", 5,
        ),
        *TERMS,
        ILLUSTRATIVE,
    ),
    also=(
        Column(
            "wages", Kind.WAGES, False,
            (
                "月薪", "薪资", "工资", "薪酬", "薪资待遇", "工资待遇", "薪资范围", "月薪范围",
                "薪资水平", "薪酬待遇", "月工资", "待遇", "salary", "gaji",
            ),
        ),
    ),
    most_rows=200_000,
    most_rows_xlsx=50_000,
)  # fmt: skip
DEMAND = Table(
    "demand",
    "population points",
    (
        made_id("demand_id", "编号", "人口点编号"),
        LON, LAT, PERSONS,
        Column(
            "group", Kind.GROUP, False, ("人群", "组别", "群体", "人群类别"),
            "空为全部人口", "empty: all", EVERYBODY, EVERYBODY,
        ),
    ),
    also=(ILLUSTRATIVE, POINT),
    most_rows=2_000_000,
    most_rows_xlsx=1_000_000,
    id_column="demand_id",
    identity=Identity("d", ("lon", "lat", "group")),
)  # fmt: skip
DISTRICTS = Table(
    "districts",
    "districts",
    (
        Column(
            "adcode",
            Kind.ADCODE,
            True,
            ("行政区划代码", "区划代码", "区划码", "行政区代码", "代码", "code"),
        ),
        text("name_zh", "名称", "区县", "区县名称", "行政区", "name", "中文名称", needed=True),
        text("name_en", "英文名称", "英文名", "english"),
        Column("persons", Kind.PERSONS, False, ("人口", "常住人口", "人口数", "population")),
        Column("region", Kind.ADCODE, False, ("地区代码", "城市代码"), later=True),
    ),
    also=(ILLUSTRATIVE,),
    filled=(Column("seat_lon", Kind.LON), Column("seat_lat", Kind.LAT)),
    most_rows=10_000,
    most_rows_xlsx=10_000,
    id_column="adcode",
    shapes=AREAS,
)
CATALOGUED_BY = ("name", "venue", "district", "lon", "lat")
SERVICES = Table(
    "services",
    "services",
    (
        made_id("service_id", "事项编号", "服务编号", "编号"),
        text(
            "name", "事项名称", "服务事项", "服务名称", "名称", "事项", "服务",
            needed=True, zh="服务事项；每个网点一行", en="of the service; a row for each point",
            example="示例 某某登记",
        ),
        *OTHER_NAMES, *WHERE,
        text(
            "hours", "办理时间", "服务时间", "工作时间", "时间",
            zh="如 工作日 9:00-17:00", en="such as Mon-Fri 9:00-17:00", example="工作日 9:00-17:00",
        ),
        *WHOM, ILLUSTRATIVE,
    ),
    also=(POINT,),
    most_rows=2_000,
    most_rows_xlsx=2_000,
    id_column="service_id",
    identity=Identity("s", CATALOGUED_BY),
)  # fmt: skip
POLICIES = Table(
    "policies",
    "policy packages",
    (
        made_id("policy_id", "政策编号", "编号"),
        text(
            "name", "政策名称", "政策包名称", "政策包", "名称", "政策",
            needed=True, zh="政策名称；每个网点一行", en="of the policy; a row for each point",
            example="示例 某某补贴",
        ),
        *OTHER_NAMES,
        Column(
            "conditions", Kind.CONDITIONS, False, ("申请条件", "资格条件", "条件"),
            "如 age >= 16; age <= 60; situation = returning, graduate",
            "such as age >= 16; age <= 60; situation = returning, graduate",
            "age >= 16; situation = returning, graduate",
        ),
        *WHERE, *WHOM, ILLUSTRATIVE,
    ),
    also=(POINT,),
    most_rows=2_000,
    most_rows_xlsx=2_000,
    id_column="policy_id",
    identity=Identity("p", CATALOGUED_BY),
)  # fmt: skip
CANDIDATES = Table(
    "candidates",
    "candidate venues",
    (
        made_id("venue_id", "场地编号", "候选场地编号", "候选点编号", "编号"),
        text(
            "name", "场地名称", "候选场地", "候选地点", "候选点", "场馆名称", "场馆", "场地",
            "名称", "venue",
            needed=True, zh="可以举办招聘会的场地", en="of a venue where a fair could be held",
            example="示例 江北区体育馆",
        ),
        DISTRICT, ADDRESS, LON, LAT, *OFFERED, ILLUSTRATIVE,
    ),
    also=(PRECISION, POINT),
    filled=(PRECISION,),
    most_rows=10_000,
    most_rows_xlsx=10_000,
    id_column="venue_id",
    identity=Identity("v", ("name", "lon", "lat")),
)  # fmt: skip
BASEMAP = Table(
    "basemap",
    "base map",
    (
        Column("kind", Kind.GROUND, True, ("类别", "要素类型")),
        text("name_zh", "名称", "中文名称", "name"),
        text("name_en", "英文名称", "英文名", "english"),
        Column("persons", Kind.PERSONS, False, ("人口", "常住人口", "人口数", "population")),
    ),
    also=(ILLUSTRATIVE,),
    most_rows=10_000,
    most_rows_xlsx=10_000,
    shapes=("Point", *LINES, *AREAS),
)
DECLARED = (
    FAIRS, EMPLOYERS, OPENINGS, DEMAND, DISTRICTS, SERVICES, POLICIES, CANDIDATES, BASEMAP,
)  # fmt: skip
TABLES: Mapping[str, Table] = {table.name: table for table in DECLARED}
"""Those that a user imports, as commands list them."""
PLACED = tuple(table for table in TABLES.values() if table.is_placed)
REFERRED_TO = frozenset(other for table in TABLES.values() for other in table.references.values())
"""The names of tables whose ids stand in others."""
CAMPAIGN_TABLES: Mapping[str, Table] = {
    table.name: table for table in (DISTRICTS, DEMAND, *TABLES.values())
}
"""All that a campaign is made of, in its own order: first what the others lie in."""

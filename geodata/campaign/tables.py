"""The tables that a user imports, each column with what else it may be called."""

from collections.abc import Mapping
from dataclasses import replace

from geodata.campaign.schema import Column, Kind, Table

EXAMPLE = "EXAMPLE"  # the id of a template's example row, which no import takes


def _text(name: str, *aliases: str, needed: bool = False, zh: str = "", en: str = "") -> Column:
    return Column(name, Kind.TEXT, needed, aliases, zh, en)


LON = Column(
    "lon", Kind.LON, True, ("经度", "longitude", "lng", "经度E", "东经"),
    "十进制度或度分秒，如 106.5505", "decimal degrees, or degrees, minutes, seconds: 106.5505",
)  # fmt: skip
LAT = Column(
    "lat", Kind.LAT, True, ("纬度", "latitude", "纬度N", "北纬"),
    "十进制度或度分秒，如 29.5647", "decimal degrees, or degrees, minutes, seconds: 29.5647",
)  # fmt: skip
DISTRICT = Column(
    "district", Kind.DISTRICT, False,
    ("区县", "所属区县", "所在区县", "行政区", "区县名称", "所属区域"),
    "区县名称或六位代码；与坐标核对", "name or six-digit code; checked against the point",
)  # fmt: skip
ADDRESS = _text("address", "地址", "详细地址", "举办地址", "单位地址", "企业地址")
SECTOR = _text("sector", "行业", "所属行业", "行业类别", "产业")
# What an export says of rows that lie at their district's seat comes in again.
PRECISION = Column("precision", Kind.TEXT)
BRING = _text(
    "bring", "携带材料", "需带材料", "请携带", "所需材料", "申请材料",
    zh="需要携带的材料", en="what to bring",
)  # fmt: skip
FAIRS = Table(
    "fairs",
    (
        Column(
            "fair_id", Kind.ID, False, ("招聘会编号", "场次编号", "编号", "活动编号"),
            "可留空，自动生成", "may be left empty; one is made",
        ),
        _text(
            "name", "场次", "招聘会名称", "活动名称", "名称", "招聘会", "活动主题",
            needed=True, zh="招聘会名称", en="name of the fair",
        ),
        _text(
            "venue", "举办地点", "场地", "地点", "活动地点", "场馆", "举办场地",
            needed=True, zh="场地名称", en="name of the venue",
        ),
        DISTRICT, ADDRESS, LON, LAT,
        Column(
            "date", Kind.DATE, True, ("日期", "举办日期", "活动日期", "招聘会日期"),
            "如 2027-02-18 或 2027年2月18日", "such as 2027-02-18",
        ),
        Column("start_time", Kind.TIME, False, ("开始时间", "起始时间"), "如 9:00", "such as 9:00"),
        Column("end_time", Kind.TIME, False, ("结束时间", "截止时间"), "如 11:30", "such as 11:30"),
        Column("booths", Kind.COUNT, False, ("展位数", "展位", "展位数量"), "整数", "whole number"),
        Column(
            "expected_seekers", Kind.COUNT, False,
            ("预计人数", "预计求职者", "预计求职人数", "预计参加人数"), "整数", "whole number",
        ),
        Column(
            "status", Kind.STATUS, False, ("状态", "活动状态"),
            "计划、已发布或已取消；空为已发布", "planned, published or cancelled; empty: published",
        ),
        _text(
            "services", "服务事项", "现场服务", "服务",
            zh="服务的编号或名称，用分号或顿号隔开", en="ids or names of services, with ; between",
        ),
        BRING,
        _text(
            "notice", "公告", "备注", "说明",
            zh="求职者须知，如改期或停车", en="what seekers must know, such as a change",
        ),
    ),
    10_000, 10_000, "fair_id", ("name", "venue", "lon", "lat", "date", "start_time"),
    (
        Column("hours", Kind.HOURS, False, ("时间", "举办时间", "活动时间", "时间段", "起止时间")),
        PRECISION,
    ),
)  # fmt: skip
EMPLOYERS = Table(
    "employers",
    (
        Column(
            "employer_id", Kind.ID, False, ("企业编号", "单位编号", "编号", "公司编号"),
            "可留空，自动生成", "may be left empty; one is made",
        ),
        _text(
            "name", "企业名称", "单位名称", "公司名称", "用人单位", "名称", "企业", "单位",
            needed=True, zh="用人单位名称", en="name of the employer",
        ),
        DISTRICT, ADDRESS, LON, LAT, SECTOR,
    ),
    200_000, 50_000, "employer_id", ("name", "lon", "lat"), (PRECISION,),
)  # fmt: skip
OPENINGS = Table(
    "openings",
    (
        Column(
            "employer_id", Kind.ID, True, ("企业编号", "单位编号", "公司编号"),
            "与用人单位表一致", "as in the table of employers",
        ),
        Column(
            "fair_id", Kind.ID, False, ("招聘会编号", "场次编号", "活动编号"),
            "可留空；与招聘会表一致", "may be empty; as in the table of fairs",
        ),
        _text(
            "occupation", "岗位", "职位", "岗位名称", "工种", "职位名称", "招聘岗位",
            needed=True, zh="岗位名称", en="what is offered",
        ),
        SECTOR,
        Column(
            "headcount", Kind.COUNT, True, ("招聘人数", "人数", "需求人数", "招聘数量", "数量"),
            "整数", "whole number",
        ),
    ),
    200_000, 50_000,
)  # fmt: skip
DEMAND = Table(
    "demand",
    (
        Column(
            "demand_id", Kind.ID, False, ("编号", "人口点编号"),
            "可留空，自动生成", "may be left empty; one is made",
        ),
        LON, LAT,
        Column(
            "persons", Kind.PERSONS, True, ("人口", "人数", "人口数", "常住人口", "population"),
            "不小于 0", "0 or more",
        ),
        Column(
            "group", Kind.GROUP, False, ("人群", "组别", "群体", "人群类别"),
            "空为全部人口", "empty: all",
        ),
    ),
    2_000_000, 1_000_000, "demand_id", ("lon", "lat", "group"),
)  # fmt: skip
DISTRICTS = Table(
    "districts",
    (
        Column(
            "adcode", Kind.ADCODE, True,
            ("行政区划代码", "区划代码", "区划码", "行政区代码", "代码", "code"),
        ),
        _text("name_zh", "名称", "区县", "区县名称", "行政区", "name", "中文名称", needed=True),
        _text("name_en", "英文名称", "英文名", "english"),
        Column("persons", Kind.PERSONS, False, ("人口", "常住人口", "人口数", "population")),
    ),
    10_000, 10_000,
)  # fmt: skip
OTHER_NAMES = (
    _text("name_en", "英文名称", "英文名", zh="英文名称，可留空", en="English name, may be empty"),
    _text(
        "name_id", "印尼文名称", "印尼语名称",
        zh="印度尼西亚文名称，可留空", en="Indonesian name, may be empty",
    ),
    _text(
        "about", "简介", "内容", "服务内容", "政策内容", "说明",
        zh="一两句话", en="what it is, in a sentence or two",
    ),
    _text(
        "who", "办理对象", "服务对象", "适用对象", "申请对象", "享受对象",
        zh="谁可以办理", en="who qualifies, in words",
    ),
    BRING,
)  # fmt: skip
WHERE = (
    _text(
        "venue", "办理地点", "服务地点", "办理网点", "网点", "地点",
        zh="网点名称", en="where it is dealt with",
    ),
    DISTRICT, ADDRESS, replace(LON, needed=False), replace(LAT, needed=False),
)  # fmt: skip
WHOM = (
    Column(
        "link", Kind.LINK, False, ("官方链接", "办理链接", "链接", "网址"),
        "以 https:// 或 http:// 开头", "begins with https:// or http://",
    ),
    Column(
        "situations", Kind.SITUATIONS, False, ("适用情形", "适用人群", "人群", "情形"),
        "返乡务工、就业困难、高校毕业生、用人单位；空为所有人",
        "returning; difficulty; graduate; employer. Empty: all",
    ),
)  # fmt: skip
SERVICES = Table(
    "services",
    (
        Column(
            "service_id", Kind.ID, False, ("事项编号", "服务编号", "编号"),
            "可留空，自动生成", "may be left empty; one is made",
        ),
        _text(
            "name", "事项名称", "服务事项", "服务名称", "名称", "事项", "服务",
            needed=True, zh="服务事项；每个网点一行", en="of the service; a row for each point",
        ),
        *OTHER_NAMES, *WHERE,
        _text("hours", "办理时间", "服务时间", "工作时间", "时间", zh="如 工作日 9:00-17:00",
              en="such as Mon-Fri 9:00-17:00"),
        *WHOM,
    ),
    2_000, 2_000, "service_id", ("name", "venue", "district", "lon", "lat"),
)  # fmt: skip
POLICIES = Table(
    "policies",
    (
        Column(
            "policy_id", Kind.ID, False, ("政策编号", "编号"),
            "可留空，自动生成", "may be left empty; one is made",
        ),
        _text(
            "name", "政策名称", "政策包名称", "政策包", "名称", "政策",
            needed=True, zh="政策名称；每个网点一行", en="of the policy; a row for each point",
        ),
        *OTHER_NAMES,
        Column(
            "conditions", Kind.CONDITIONS, False, ("申请条件", "资格条件", "条件"),
            "如 age >= 16; age <= 60; situation = returning, graduate",
            "such as age >= 16; age <= 60; situation = returning, graduate",
        ),
        *WHERE, *WHOM,
    ),
    2_000, 2_000, "policy_id", ("name", "venue", "district", "lon", "lat"),
)  # fmt: skip
TABLES: Mapping[str, Table] = {
    table.name: table
    for table in (FAIRS, EMPLOYERS, OPENINGS, DEMAND, DISTRICTS, SERVICES, POLICIES)
}

"""Columns that several tables of a campaign share."""

from dataclasses import replace

from geodata.campaign.schema import Column, Kind

EXAMPLE = "EXAMPLE"  # the id of a template's example row, which no import takes


def text(
    name: str, *aliases: str, needed: bool = False, zh: str = "", en: str = "", example: str = ""
) -> Column:
    """A column of text as it is."""
    return Column(name, Kind.TEXT, needed, aliases, zh, en, example)


def made_id(name: str, *aliases: str) -> Column:
    """A column of ids, of which those that are missing are made."""
    return Column(
        name, Kind.ID, False, aliases, "可留空，自动生成", "may be left empty; one is made"
    )


def wage(name: str, example: float, *aliases: str) -> Column:
    """A column of what a month is paid with."""
    zh, en = "元/月；不清楚就留空", "yuan a month; empty where it is not known"
    return Column(name, Kind.WAGE, False, aliases, zh, en, example)


def as_later(column: Column) -> Column:
    """A column that came when its table was stored already."""
    return replace(column, later=True)


LON = Column(
    "lon", Kind.LON, True,
    (
        "经度", "longitude", "lng", "经度E", "东经", "location.lng", "location/lng", "高德经度",
        "百度经度", "腾讯经度", "GPS经度", "gcj02lng", "bd09lng", "wgs84lng",
    ),
    "十进制度或度分秒，如 106.5505", "decimal degrees, or degrees, minutes, seconds: 106.5505",
    106.5744,
)  # fmt: skip
LAT = Column(
    "lat", Kind.LAT, True,
    (
        "纬度", "latitude", "纬度N", "北纬", "location.lat", "location/lat", "高德纬度",
        "百度纬度", "腾讯纬度", "GPS纬度", "gcj02lat", "bd09lat", "wgs84lat",
    ),
    "十进制度或度分秒，如 29.5647", "decimal degrees, or degrees, minutes, seconds: 29.5647",
    29.6066,
)  # fmt: skip
POINT = Column(
    "point", Kind.POINT, aliases=(
        "坐标", "经纬度", "经纬度坐标", "坐标点", "地理坐标", "地图坐标", "位置坐标", "点位坐标",
        "高德坐标", "百度坐标", "腾讯坐标", "GPS坐标", "location", "coordinates", "coordinate",
        "lnglat", "lonlat", "latlng", "latlon", "koordinat",
    ),
)  # fmt: skip
"""Both coordinates in one cell, read into ``lon`` and ``lat``."""
DISTRICT = Column(
    "district", Kind.DISTRICT, False,
    ("区县", "所属区县", "所在区县", "行政区", "区县名称", "所属区域", "adname"),
    "区县名称或六位代码；与坐标核对", "name or six-digit code; checked against the point",
    "江北区",
)  # fmt: skip
ADDRESS = text(
    "address", "地址", "详细地址", "举办地址", "单位地址", "企业地址", example="示例路 1 号"
)
SECTOR = text("sector", "行业", "所属行业", "行业类别", "产业", example="汽车")
# What an export says of rows that lie at their district's seat comes in again.
PRECISION = Column("precision", Kind.TEXT, aliases=("位置精度",), default="point")
BRING = text(
    "bring", "携带材料", "需带材料", "请携带", "所需材料", "申请材料",
    zh="需要携带的材料", en="what to bring", example="身份证",
)  # fmt: skip
# That a row is made up for demonstration, and not of the world; nothing there: it is of the world.
ILLUSTRATIVE = Column(
    "illustrative", Kind.FLAG, False,
    ("示例数据", "是否示例", "示例", "虚构", "illustrative data", "data contoh", "contoh"),
    "虚构的示例行填“是”；空为否", "yes for a row that is made up; empty: no", "是",
    later=True,
)  # fmt: skip
PERSONS = Column(
    "persons", Kind.PERSONS, True, ("人口", "人数", "人口数", "常住人口", "population"),
    "不小于 0", "0 or more", 120,
)  # fmt: skip
OTHER_NAMES = (
    text(
        "name_en", "英文名称", "英文名",
        zh="英文名称，可留空", en="English name, may be empty", example="Example",
    ),
    text(
        "name_id", "印尼文名称", "印尼语名称",
        zh="印度尼西亚文名称，可留空", en="Indonesian name, may be empty", example="Contoh",
    ),
    text(
        "about", "简介", "内容", "服务内容", "政策内容", "说明",
        zh="一两句话", en="what it is, in a sentence or two", example="示例 一两句话",
    ),
    text(
        "who", "办理对象", "服务对象", "适用对象", "申请对象", "享受对象",
        zh="谁可以办理", en="who qualifies, in words", example="示例 某某人员",
    ),
    BRING,
)  # fmt: skip
WHERE = (
    text(
        "venue", "办理地点", "服务地点", "办理网点", "网点", "地点",
        zh="网点名称", en="where it is dealt with", example="示例 江北区人力资源市场",
    ),
    DISTRICT, ADDRESS, replace(LON, needed=False), replace(LAT, needed=False),
)  # fmt: skip
LINK = Column(
    "link", Kind.LINK, False, ("官方链接", "办理链接", "报名链接", "链接", "网址", "网站"),
    "以 https:// 或 http:// 开头", "begins with https:// or http://",
    "https://www.example.gov.cn/",
)  # fmt: skip
HELD_BY = tuple(
    map(
        as_later,
        (
            Column(
                "phone", Kind.PHONE, False,
                ("联系电话", "咨询电话", "电话", "联系方式", "咨询热线", "联系电话号码"),
                "求职者可以打的电话", "which seekers may call", "12333",
            ),
            text(
                "organiser", "主办单位", "主办方", "主办", "举办单位", "组织单位",
                zh="由谁举办", en="who holds it", example="示例 江北区就业服务中心",
            ),
            LINK,
            text(
                "transport", "交通路线", "乘车路线", "公交路线", "交通指引", "交通方式", "交通",
                zh="怎么去，如地铁和公交", en="how to get there, such as metro and bus",
                example="示例 乘 1 路公交车到某某站",
            ),
        ),
    )
)  # fmt: skip
TERMS = tuple(
    map(
        as_later,
        (
            wage(
                "wage_min", 4000,
                "最低月薪", "月薪下限", "最低薪资", "薪资下限", "最低工资", "工资下限",
            ),
            wage(
                "wage_max", 6000,
                "最高月薪", "月薪上限", "最高薪资", "薪资上限", "最高工资", "工资上限",
            ),
            text(
                "education", "学历", "学历要求", "文化程度", "最低学历",
                zh="要求的学历", en="which is asked for", example="大专",
            ),
            text(
                "experience", "经验", "工作经验", "经验要求", "工作年限", "从业经验",
                zh="要求的经验", en="which is asked for", example="1 年以上",
            ),
        ),
    )
)  # fmt: skip
OFFERED = (
    Column(
        "capacity", Kind.COUNT, False,
        ("容纳人数", "可容纳人数", "容量", "座位数", "最大容纳人数", "seats"),
        "一场能容纳的求职者；不清楚就留空",
        "seekers for whom a fair there has room; empty where it is not known", 800,
    ),
    Column(
        "cost", Kind.AMOUNT, False,
        ("费用", "场地费", "场地费用", "租金", "场租", "成本", "price", "rent"),
        "举办一场的费用，元；免费填 0；不清楚就留空",
        "of a fair there, in yuan; 0 where it is free of charge; empty where it is not known", 5000,
    ),
    Column(
        "free_from", Kind.DAY, False,
        ("可用起始日", "可用起始日期", "可用开始日期", "空闲起始日", "档期开始"),
        "空着的第一天；一直可用就留空", "the first day on which it is free; empty: no such day",
        "2027-02-01",
    ),
    Column(
        "free_to", Kind.DAY, False,
        ("可用截止日", "可用截止日期", "可用结束日期", "空闲截止日", "档期结束"),
        "空着的最后一天；一直可用就留空", "the last day on which it is free; empty: no such day",
        "2027-03-31",
    ),
)  # fmt: skip
"""What a venue offers to a fair."""
WHOM = (
    LINK,
    Column(
        "situations", Kind.SITUATIONS, False, ("适用情形", "适用人群", "人群", "情形"),
        "返乡务工、就业困难、高校毕业生、用人单位；空为所有人",
        "returning; difficulty; graduate; employer. Empty: all", "返乡务工；高校毕业生",
    ),
)  # fmt: skip

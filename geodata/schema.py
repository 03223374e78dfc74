"""The tables of a campaign: their columns, what each holds, and what else it may be called."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a cell holds, and so how it is read and checked."""

    TEXT = "text"
    ID = "id"
    DISTRICT = "district"
    LON = "lon"
    LAT = "lat"
    DATE = "date"
    TIME = "time"
    HOURS = "hours"
    COUNT = "count"
    PERSONS = "persons"
    STATUS = "status"
    GROUP = "group"
    ADCODE = "adcode"


@dataclass(frozen=True, slots=True)
class Column:
    """
    One column.

    ``needed`` columns must be there and filled in every row. ``aliases`` are the other headers
    under which it is known, compared after NFKC, without spaces, brackets' content and case.
    """

    name: str
    kind: Kind
    needed: bool = False
    aliases: tuple[str, ...] = ()
    note_zh: str = ""
    note_en: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """
    One table that a user imports: its columns in order, and how many rows it may have.

    ``also`` are columns that may stand in a file and are read into others. Where a file gives no
    ids, one is made from the columns named in ``identity``: what makes a row the same row again.
    """

    name: str
    columns: tuple[Column, ...]
    most_rows: int
    most_rows_xlsx: int
    id_column: str | None = None
    identity: tuple[str, ...] = ()
    also: tuple[Column, ...] = ()

    def column(self, name: str) -> Column:
        """The column of that name; KeyError if there is none."""
        return next(c for c in self.columns if c.name == name)

    @property
    def has_points(self) -> bool:
        """Whether its rows lie somewhere."""
        return any(c.kind is Kind.LON for c in self.columns)

    @property
    def known(self) -> tuple[Column, ...]:
        """Every column that a file may hold."""
        return (*self.columns, *self.also)


STATUSES = ("planned", "published", "cancelled")
COUNTING_STATUSES = ("planned", "published")
EXAMPLE = "EXAMPLE"  # the id of a template's example row, which no import takes
GROUPS = ("all", "working_age", "rural", "age_60_plus")


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
TABLES: Mapping[str, Table] = {
    table.name: table for table in (FAIRS, EMPLOYERS, OPENINGS, DEMAND, DISTRICTS)
}

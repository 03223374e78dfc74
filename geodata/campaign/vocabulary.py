"""The words that a campaign's cells may hold, and what they stand for."""

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

STATUS_WORDS: Mapping[str, tuple[str, ...]] = {
    "planned": ("planned", "计划", "计划中", "拟举办", "待定", "筹备", "筹备中"),
    "published": ("published", "已发布", "发布", "确定", "已确定", "正常", "未开始"),
    "cancelled": ("cancelled", "canceled", "取消", "已取消", "停办", "暂停"),
}
GROUP_WORDS: Mapping[str, tuple[str, ...]] = {
    "all": ("all", "全部", "全部人口", "总人口", "常住人口", "所有人"),
    "working_age": ("working_age", "劳动年龄", "劳动年龄人口", "15-59", "15-59岁"),
    "rural": ("rural", "农村", "乡村", "农村人口", "乡村人口"),
    "age_60_plus": ("age_60_plus", "60岁及以上", "60+", "老年", "60岁以上"),
}
FLAG_WORDS: Mapping[bool, tuple[str, ...]] = {
    True: ("yes", "是", "true", "1", "y", "ya"),
    False: ("no", "否", "false", "0", "n", "tidak"),
}
GROUND_WORDS: Mapping[str, tuple[str, ...]] = {
    "water": ("water", "水系", "水", "水域", "水体", "河流", "湖泊", "river", "lake"),
    "road": ("road", "道路", "公路"),
    "rail": ("rail", "铁路", "轨道", "railway"),
    "outline": ("outline", "轮廓", "境界"),
    "settlement": ("settlement", "居民地", "聚落"),
    "town": ("town", "乡镇", "镇"),
}
LINES = ("LineString", "MultiLineString")
AREAS = ("Polygon", "MultiPolygon")
GROUND_SHAPES: Mapping[str, tuple[str, ...]] = {
    "water": (*LINES, *AREAS),
    "road": LINES,
    "rail": LINES,
    "outline": AREAS,
    "settlement": ("Point",),
    "town": ("Point",),
}
"""For each kind of a row of the base map, the types of geometry that it may have."""
STATUSES = tuple(STATUS_WORDS)
COUNTING_STATUSES = ("planned", "published")
GROUPS = tuple(GROUP_WORDS)
EVERYBODY = "all"

PUBLISHED = "published"
ANNOUNCED = (PUBLISHED, "cancelled")

LISTED = re.compile(r"[;；、]")
# Browsers read a backslash as a slash, and a name before @ as a name, not as the host.
NOT_IN_LINK = re.compile(r"[\s\\@\x00-\x1f\x7f-\x9f\u2028\u2029]")


def list_items(text: str) -> list[str]:
    """What a cell lists with semicolons or 、 between, without empty ones."""
    return [part.strip() for part in LISTED.split(text) if part.strip()]


def is_link(text: str) -> bool:
    """Whether a text is the address of a page on the web, and nothing that only looks like one."""
    if NOT_IN_LINK.search(text):
        return False
    try:
        parts = urlsplit(text)
        named = bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and named

"""Layers of shapes as offices zip them: each file written by code, none copied from anywhere."""

import zipfile
from io import BytesIO

import shapefile

CGCS2000 = (
    'GEOGCS["GCS_China_Geodetic_Coordinate_System_2000",DATUM["D_China_2000",'
    'SPHEROID["CGCS2000",6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],'
    'UNIT["Degree",0.0174532925199433]]'
)
ZONE_36 = (
    'PROJCS["CGCS2000_3_Degree_GK_Zone_36",' + CGCS2000 + ',PROJECTION["Gauss_Kruger"],'
    'PARAMETER["False_Easting",36500000.0],PARAMETER["False_Northing",0.0],'
    'PARAMETER["Central_Meridian",108.0],PARAMETER["Scale_Factor",1.0],'
    'PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]'
)
XIAN_80 = (
    'GEOGCS["GCS_Xian_1980",DATUM["D_Xian_1980",SPHEROID["Xian_1980",6378140.0,298.257]],'
    'PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]'
)
BEIJING_54 = (
    'PROJCS["Beijing_1954_3_Degree_GK_CM_108E",GEOGCS["GCS_Beijing_1954",DATUM["D_Beijing_1954",'
    'SPHEROID["Krasovsky_1940",6378245.0,298.3]],PRIMEM["Greenwich",0.0],'
    'UNIT["Degree",0.0174532925199433]],PROJECTION["Gauss_Kruger"],'
    'PARAMETER["False_Easting",500000.0],PARAMETER["False_Northing",0.0],'
    'PARAMETER["Central_Meridian",108.0],PARAMETER["Scale_Factor",1.0],'
    'PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]'
)
FAIR = {"名称": "春季招聘会", "地点": "文化馆", "日期": "2027-02-18"}


def layer(rows, *, encoding="gbk", prj=None, cpg=None, width=80):
    """A layer's files by extension; ``rows`` are pairs of columns and a point or rings."""
    parts = {extension: BytesIO() for extension in (".shp", ".shx", ".dbf")}
    areas = isinstance(rows[0][1], list)
    kind = shapefile.POLYGON if areas else shapefile.POINT
    with shapefile.Writer(
        shp=parts[".shp"], shx=parts[".shx"], dbf=parts[".dbf"], shapeType=kind, encoding=encoding
    ) as writer:
        for name in rows[0][0]:
            writer.field(name, "C", size=width)
        for columns, place in rows:
            writer.poly(place) if areas else writer.point(*place)
            writer.record(*columns.values())
    files = {extension: part.getvalue() for extension, part in parts.items()}
    texts = {".prj": prj, ".cpg": cpg}
    return files | {e: text.encode() for e, text in texts.items() if text is not None}


def zipped(files, *, gbk=False):
    """An archive of files by name; with ``gbk`` names are written as programs in China do."""
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in files.items():
            # cp437 has a letter for each byte, and zipfile writes what it can in it.
            info = zipfile.ZipInfo(name.encode("gbk").decode("cp437") if gbk else name)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, part)
    raw = content.getvalue()
    return without_utf8_mark(raw) if gbk else raw


def without_utf8_mark(raw):
    """The same archive with its names in CP437's bytes, of which ``zipfile`` writes UTF-8."""
    source, content = zipfile.ZipFile(BytesIO(raw)), BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for info in source.infolist():
            part = LocalName(info.filename)
            archive.writestr(part, source.read(info))
    return content.getvalue()


class LocalName(zipfile.ZipInfo):
    """A file's entry whose name is written without the mark of UTF-8."""

    def _encodeFilenameFlags(self):  # noqa: N802 - so zipfile calls it
        return self.filename.encode("cp437"), self.flag_bits & ~0x800


def shp_zip(rows, name="招聘会", **how):
    """A zipped layer."""
    gbk = how.pop("gbk", False)
    return zipped({name + e: part for e, part in layer(rows, **how).items()}, gbk=gbk)

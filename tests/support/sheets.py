"""OpenDocument sheets as spreadsheet programs write them, by hand."""

from xml.sax.saxutils import escape

from layers import zipped

SPREADSHEET = "application/vnd.oasis.opendocument.spreadsheet"
NAMES = (
    " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text", "style")
    )
    + ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
)
HIDDEN = (
    '<style:style style:name="ta2" style:family="table">'
    '<style:table-properties table:display="false"/></style:style>'
)


def cell(value, **attributes):
    """A cell; its text or number, and further attributes of ``table``."""
    more = "".join(f' table:{k.replace("_", "-")}="{escape(v)}"' for k, v in attributes.items())
    if value is None:
        return f"<table:table-cell{more}/>"
    if isinstance(value, str):
        return (
            f'<table:table-cell office:value-type="string"{more}>'
            f"<text:p>{escape(value)}</text:p></table:table-cell>"
        )
    return f'<table:table-cell office:value-type="float" office:value="{value}"{more}/>'


def row(*cells, **attributes):
    """A row of cells or of plain values."""
    more = "".join(f' table:{k.replace("_", "-")}="{v}"' for k, v in attributes.items())
    inside = "".join(c if isinstance(c, str) and c.startswith("<") else cell(c) for c in cells)
    return f"<table:table-row{more}>{inside}</table:table-row>"


def table(*rows, name="表1", style="ta1"):
    """A sheet."""
    inside = "".join(rows)
    return f'<table:table table:name="{name}" table:style-name="{style}">{inside}</table:table>'


def ods(*tables, head="", kind=SPREADSHEET, **files):
    """A document of sheets; ``files`` are further parts of the archive."""
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?>{head}<office:document-content {NAMES}>'
        f"<office:automatic-styles>{HIDDEN}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{''.join(tables)}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    return zipped({"mimetype": kind.encode(), "content.xml": content.encode()} | files)

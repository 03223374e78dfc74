"""The forms of a brief, by the extension of its file."""

from service.brief.subject import Subject

PDF, WORKBOOK, PAGE = ".pdf", ".xlsx", ".html"
FORMS = (PDF, WORKBOOK, PAGE)


def file_content(subject: Subject, extension: str, map_number: str) -> bytes:
    """
    The file of a form that needs no typesetting: `WORKBOOK` or `PAGE`.

    Raises
    ------
    OSError
        If there is no room for the draft of a workbook.
    """
    # What a server's start need not wait for, each form where it is written.
    if extension == WORKBOOK:
        from service.brief.workbook import workbook  # noqa: PLC0415

        return workbook(subject)
    from service.brief.content import brief_of  # noqa: PLC0415
    from service.brief.page import brief_page  # noqa: PLC0415

    return brief_page(brief_of(subject, map_number)).encode()

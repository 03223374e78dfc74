"""Whether a brief can be set in type here, and with which fonts."""

from importlib.util import find_spec
from pathlib import Path

from geodata.errors import InputError

TYPESETTER, FONTS = "typst", "pylopdf_fonts_zh_cn"
SUFFIXES = (".otf", ".ttf", ".ttc", ".otc")


def font_folder(stated: Path | None) -> Path:
    """
    The folder of fonts: the one that is stated, or that of the package with Noto Sans SC.

    Raises
    ------
    InputError
        If typst is not installed, there is no such folder, or no font is in it.
    """
    if find_spec(TYPESETTER) is None:
        raise InputError(
            "PDF needs typst, which is not installed: pip install 'fairreach[brief]'; .xlsx and "
            ".html need nothing more"
        )
    if stated is not None:
        if not any(each.suffix.lower() in SUFFIXES for each in stated.rglob("*")):
            raise InputError(f"FAIRREACH_FONTS: no font lies in {stated}")
        return stated
    found = find_spec(FONTS)
    if found is None or found.origin is None:
        raise InputError(
            "PDF needs a font with Chinese characters: pip install 'fairreach[brief]', or name a "
            "folder of fonts in FAIRREACH_FONTS"
        )
    return Path(found.origin).parent


def can_set(stated: Path | None) -> bool:
    """Whether PDF can be made here."""
    try:
        font_folder(stated)
    except InputError:
        return False
    return True

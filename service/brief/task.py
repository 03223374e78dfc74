"""A brief set in type as a job: what a server hands to its child process, and what comes back."""

from base64 import b64decode, b64encode
from collections.abc import Mapping

from service.brief.fonts import can_set, font_folder
from service.brief.typesetting import LIMITS, no_sign, typeset
from service.config import Settings
from service.jobs.job import Json
from service.jobs.work import Tell, Work

NAME = "brief"


def work(settings: Settings) -> Work:
    """What a child process needs to know of the installation."""
    folder = str(font_folder(settings.fonts)) if can_set(settings.fonts) else None
    return Work(f"{__name__}:answer", {"fonts": folder}, LIMITS)


def answer(arguments: Mapping[str, Json], surroundings: Mapping[str, Json], _: Tell) -> Json:
    """
    The file of a brief, and what it is called; called in the child process of a job.

    Raises
    ------
    QueryRefused
        If no font has a sign for something in it.
    """
    told = arguments["brief"]
    if not isinstance(told, Mapping):
        raise TypeError
    made = typeset(told, str(surroundings["fonts"]))
    if made.lacking:
        raise no_sign(made.lacking)
    return {"pdf": b64encode(made.pdf).decode(), "names": arguments["names"]}


def file_of(result: Json) -> tuple[bytes, dict[str, str]]:
    """The file in a job's result, and its names as a header has them."""
    if not isinstance(result, Mapping) or not isinstance(result["names"], Mapping):
        raise TypeError
    return b64decode(str(result["pdf"])), {k: str(name) for k, name in result["names"].items()}

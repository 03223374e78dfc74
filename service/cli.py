"""
The command line: ``fairreach``.

Each command's module is imported only when that command runs, so that a command pays for what it
needs. Results go to stdout, messages to stderr; the exit code is 0 when the work is done, 1 when
it failed, 2 when options or input cannot be used, 130 when Ctrl-C ended it.
"""

import errno
import gc
import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from importlib import import_module
from signal import SIGINT
from typing import Any

import click

from geodata.errors import (
    CheckFailedError,
    FairreachError,
    FileRefused,
    FilesRefused,
    ForbiddenError,
    InputError,
    JobRunningError,
    JobsError,
    JobsFullError,
    NotFoundError,
    QueryRefused,
    RequestRefused,
    RoadsDamagedError,
    SizeRefused,
    StoreBusyError,
    StoreDamagedError,
    StoreEmptyError,
    StoreError,
    StoreMissingError,
    SwitchedOffError,
    TilesBusyError,
    TilesError,
    TilesLateError,
)
from service.commands.output import say

# What the overview says of each; its module in `service.commands` bears its name, or is named here.
COMMANDS = {
    "serve": "Serve the pages and the API.",
    "import": "Read a table from a file and store it, whole or not at all.",
    "coverage": "Who lives within reach of a fair, by district.",
    "costs": "Write what every trip to a fair costs the people.",
    "site": "Where the next fairs go: the best plan, proven, with its reasons.",
    "nearest": "The coming fairs nearest to a place.",
    "export": "Write a table or a result to a file.",
    "roads": "Import a road network, list the networks, or leave one out.",
    "template": "Write an empty table to fill in.",
    "map": "Write the coverage map as one file for mail and archive.",
    "brief": "Write a plan or a scenario on two or three sheets for a meeting.",
    "scenario": "Keep changes of the plan under a name, compare them, adopt one.",
    "versions": "List the stored versions, or make one current.",
    "demo": "Store the illustrative campaign as a new version.",
    "settings": "List the settings and where they stand.",
}
MODULES = {"import": "imports", "site": "siting.command"}
FAILED, UNUSABLE = 1, 2
STOPPED = 128 + SIGINT
EXIT_CODES: Mapping[type[FairreachError], int] = {
    FairreachError: FAILED,
    InputError: UNUSABLE,
    FileRefused: UNUSABLE,
    FilesRefused: UNUSABLE,
    QueryRefused: UNUSABLE,
    SizeRefused: UNUSABLE,
    RequestRefused: UNUSABLE,
    ForbiddenError: FAILED,
    SwitchedOffError: FAILED,
    JobsError: FAILED,
    JobsFullError: FAILED,
    JobRunningError: FAILED,
    TilesError: FAILED,
    TilesLateError: FAILED,
    TilesBusyError: FAILED,
    NotFoundError: UNUSABLE,
    CheckFailedError: FAILED,
    StoreError: FAILED,
    StoreDamagedError: FAILED,
    StoreBusyError: FAILED,
    StoreEmptyError: FAILED,
    StoreMissingError: UNUSABLE,
    RoadsDamagedError: FAILED,
}
"""Of every class of the tree in ``geodata.errors``; a test holds it complete."""


class Commands(click.Group):
    """The commands, each imported when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  (click's signature)
        """Every command, in the order of use."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The command of that name, None if there is none."""
        if cmd_name not in COMMANDS:
            return None
        gc.disable()  # what modules bring stays: there is nothing to find, a tenth of the time
        try:
            module = import_module(f"service.commands.{MODULES.get(cmd_name, cmd_name)}")
        finally:
            gc.enable()
        command: click.Command = getattr(module, f"{cmd_name}_command")
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the overview without importing what it lists."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; what goes wrong becomes a sentence and an exit code."""
        try:
            return super().invoke(ctx)
        except FairreachError as error:
            for line in terminal_lines(error):
                say(line)
            ctx.exit(EXIT_CODES[type(error)])
        except OSError as error:
            if error.errno == errno.EPIPE:  # whoever read the result has enough of it
                raise
            where = f"{error.filename}: " if error.filename else ""
            say(f"{where}{error.strerror or error}")
            abandon_stdout()
            ctx.exit(1)
        except KeyboardInterrupt:
            say("stopped; what was not finished has left nothing behind")
            abandon_stdout()
            ctx.exit(STOPPED)


def abandon_stdout() -> None:
    """Let what stdout still holds go nowhere: Python would try to write it once more at its end."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())


def terminal_lines(error: FairreachError) -> list[str]:
    """What an error says, in lines for a terminal."""
    if isinstance(error, FileRefused):
        return [f"{error.path.name}: {problem}" for problem in error.problems] + [str(error)]
    if isinstance(error, FilesRefused):
        lines = [f"{each.path.name}: {p}" for each in error.refusals for p in each.problems]
        return [*lines, str(error)]
    if isinstance(error, QueryRefused):
        got = "" if error.value is None else f" (got {error.value!r})"
        return [f"{option_name(error.parameter)}: {error.reason % error.details}{got}"]
    if isinstance(error, RequestRefused):
        return [line for each in error.problems for line in terminal_lines(each)]
    return [str(error)]


def option_name(parameter: str) -> str:
    """The option or argument behind a query parameter."""
    return parameter.upper() if parameter in {"lon", "lat"} else f"--{parameter.replace('_', '-')}"


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="fairreach", prog_name="fairreach")
def main() -> None:
    """Who cannot reach any job fair in time, and which fair is worth going to."""

"""
Everything that fairreach says no with.

::

    FairreachError
    ├── InputError         what was given cannot be used      exit 2
    │   ├── FileRefused    a file, with every problem in it   HTTP 422
    │   ├── FilesRefused   several files of one request       HTTP 422
    │   ├── QueryRefused   one value of a query or option     HTTP 400
    │   │   └── SizeRefused   more than this server takes      HTTP 422
    │   └── RequestRefused several values of a request        HTTP 400
    ├── NotFoundError      no such fair, district, version    exit 2, HTTP 404
    ├── CheckFailedError   a plan is not what the solver said exit 1, HTTP 500
    ├── ForbiddenError     not for who asks                   exit 1, HTTP 403
    │   └── SwitchedOffError  not on this server              HTTP 403
    ├── JobsError          no job can be kept now             exit 1, HTTP 503
    │   ├── JobsFullError  too many wait                      HTTP 503
    │   └── JobRunningError   one at a time for an address     HTTP 429
    ├── TilesError         no tile that can be shown          exit 1, HTTP 502
    │   ├── TilesLateError    not in time                      HTTP 504
    │   └── TilesBusyError    too many are asked for at once   HTTP 503
    └── StoreError         the database cannot do its work    exit 1, HTTP 503
        ├── StoreDamagedError
        ├── StoreMissingError there is no database            exit 2
        ├── StoreBusyError
        ├── StoreEmptyError   nothing has been imported yet
        └── RoadsDamagedError a road network is gone or damaged
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

NOTHING_IMPORTED = "nothing has been imported yet; import districts and fairs first"


@dataclass(frozen=True, slots=True)
class CellProblem:
    """
    One unusable cell. Rows count as a spreadsheet does: the header is row 1.

    ``row`` is None when the reason concerns the whole file or column; ``column`` is empty when
    it concerns a whole row. A file of features has no header: its ``unit`` is "feature", and the
    first of them is 1.
    """

    row: int | None
    column: str
    value: object
    reason: str
    unit: str = "row"

    def __str__(self) -> str:
        at = [f"{self.unit} {self.row}"] if self.row is not None else []
        at += [self.column] if self.column else []
        got = "" if self.value is None else f" (got {self.value!r})"
        return f"{', '.join(at)}{': ' if at else ''}{self.reason}{got}"


class FairreachError(Exception):
    """Anything that fairreach refuses or cannot do, said in one sentence for its user."""


class InputError(FairreachError):
    """What was given cannot be used."""


class FileRefused(InputError):
    """A file that is not stored, with every problem found in it."""

    def __init__(self, path: Path, problems: Sequence[CellProblem]) -> None:
        self.path = path
        self.problems = tuple(problems)
        count = "1 problem" if len(self.problems) == 1 else f"{len(self.problems)} problems"
        super().__init__(f"{path.name}: {count}; nothing was stored")

    def __reduce__(self) -> tuple[type["FileRefused"], tuple[Path, tuple[CellProblem, ...]]]:
        return type(self), (self.path, self.problems)


class FilesRefused(InputError):
    """Files that belong together and cannot be used, with every problem found in any of them."""

    def __init__(self, refusals: Sequence[FileRefused]) -> None:
        self.refusals = tuple(refusals)
        found = sum(len(refused.problems) for refused in self.refusals)
        count = "1 problem" if found == 1 else f"{found} problems"
        super().__init__(f"{', '.join(each.path.name for each in self.refusals)}: {count}")

    def __reduce__(self) -> tuple[type["FilesRefused"], tuple[tuple[FileRefused, ...]]]:
        return type(self), (self.refusals,)


class QueryRefused(InputError):
    """
    One value of a query string or an option that cannot be used.

    ``reason`` is a sentence with named placeholders (``"must be at most %(most)s"``), so that the
    pages can say it in the reader's language; ``details`` fills them.
    """

    def __init__(self, parameter: str, value: object, reason: str, **details: object) -> None:
        self.parameter = parameter
        self.value = value
        self.reason = reason
        self.details = details
        super().__init__(f"{parameter}: {reason % details} (got {value!r})")


class SizeRefused(QueryRefused):
    """More than this server calculates for anybody; ``reason`` says how much, and the limit."""


class RequestRefused(InputError):
    """A request with every value in it that cannot be used."""

    def __init__(self, problems: Sequence[QueryRefused]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(map(str, self.problems)))


class ForbiddenError(FairreachError):
    """What a page from elsewhere may not do."""


class SwitchedOffError(ForbiddenError):
    """What the operator of this server does not offer."""


class JobsError(FairreachError):
    """No job can be kept now."""


class JobsFullError(JobsError):
    """So many jobs wait already that no more is taken."""


class JobRunningError(JobsError):
    """A job of the same address has not ended yet."""


class TilesError(FairreachError):
    """Whoever draws the tiles beneath the map has sent none that can be shown."""


class TilesLateError(TilesError):
    """Whoever draws the tiles has not answered in time."""


class TilesBusyError(TilesError):
    """So many tiles are being asked for that this one is not."""


class NotFoundError(FairreachError):
    """No fair, district or version of that name."""


class CheckFailedError(FairreachError):
    """A plan that another calculation finds to be other than the solver said; it is then none."""


class StoreError(FairreachError):
    """The database cannot do its work."""


class StoreDamagedError(StoreError):
    """The database file is not one that fairreach can read."""


class StoreMissingError(StoreError):
    """There is no database at the address, and none is to be made."""


class StoreBusyError(StoreError):
    """Another process has held the database for longer than we wait."""


class StoreEmptyError(StoreError):
    """There is a database, and nothing has been imported into it yet."""


class RoadsDamagedError(StoreError):
    """A road network that a version refers to is gone, or is not as it was written."""


def refusal(path: Path, reason: str) -> FileRefused:
    """A refusal of a whole file."""
    return FileRefused(path, [CellProblem(None, "", None, reason)])

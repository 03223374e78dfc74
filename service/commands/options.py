"""Options that several commands share; their values are judged where the API's are."""

from collections.abc import Callable
from functools import reduce
from pathlib import Path
from typing import Any, TypeVar

import click

from service.config import Settings

F = TypeVar("F", bound=Callable[..., Any])

TRAVEL = "straight, estimated or roads (usual where 95 % of the people have a known road)."
SEEKERS_TRAVEL = (
    "straight, estimated or roads; usually by road where 95 % of the people around have one."
)
as_json = click.option("--json", "as_json", is_flag=True, help="For programs.")
datum = click.option(
    "--datum",
    type=click.Choice(["wgs84", "gcj02", "bd09"]),
    default="wgs84",
    show_default=True,
    help="What the coordinates are given in.",
)


traffic = click.option(
    "--traffic", metavar="NAME", help="What slows cars on roads: free (default), peak or your own."
)
walk_kmh = click.option("--walk-kmh", metavar="V", help="Walking speed, on roads (4).")


def require_folder(_: click.Context, __: click.Parameter, path: Path) -> Path:
    """A path whose folder is there, said before any work is done for it."""
    if not path.parent.is_dir():
        raise click.BadParameter(f"{path.parent} is not a folder; make it first")
    return path


written_file = click.argument(
    "file", type=click.Path(dir_okay=False, path_type=Path), callback=require_folder
)


def option_group(*options: Callable[[F], F]) -> Callable[[F], F]:
    """Options as one decorator, listed in the order given."""
    return lambda command: reduce(lambda done, option: option(done), reversed(options), command)


query_options = option_group(
    click.option("--travel", metavar="METHOD", help=TRAVEL),
    click.option("--profile", metavar="P", help="drive (default) or walk, on roads."),
    click.option("--threshold-km", metavar="X", help="Farthest that is covered (straight: 10)."),
    click.option("--threshold-min", metavar="N", help="Longest that is covered (else: 30)."),
    click.option("--group", metavar="G", help="Whose coverage (all)."),
    click.option("--region", metavar="ADCODE", help="The city that is counted (all)."),
    click.option("--speed-kmh", metavar="V", help="Mean speed on the road (30)."),
    traffic,
    walk_kmh,
)
window_options = option_group(
    click.option("--from", "from", metavar="DATE", help="First day, inclusive."),
    click.option("--to", "to", metavar="DATE", help="Last day, inclusive."),
)


change_options = option_group(
    click.option("--add", multiple=True, metavar="LON,LAT", help="What if a fair were here."),
    click.option("--move", multiple=True, metavar="ID@LON,LAT", help="What if it were there."),
    click.option("--close", multiple=True, metavar="ID", help="What if it were not held."),
    click.option("--redate", multiple=True, metavar="ID@DAY", help="What if it were held then."),
)


def settings_of() -> Settings:
    """The settings of this process."""
    return Settings.from_environment()

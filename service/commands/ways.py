"""Ways by road in the words of the command line."""

from geodata.roads.traffic import FREE
from geodata.signs.profile import WALK_KMH

NO_TRAFFIC = "by car, no traffic"


def way_by_road(traffic: str | None, source: str | None, walk_kmh: float) -> str:
    """
    How people use the roads.

    Parameters
    ----------
    traffic, source
        What slows their cars, and where that comes from; None for who walks.
    """
    speed = "" if walk_kmh == WALK_KMH else f" at {walk_kmh:g} km/h"
    if traffic is None:
        return f"on foot{speed}"
    walks = f", on foot to the road and from it{speed}" if speed else ""
    if traffic == FREE.name:
        return NO_TRAFFIC + walks
    return f"by car, traffic {traffic} ({source}){walks}"

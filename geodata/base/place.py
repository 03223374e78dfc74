"""A place: one point on earth."""

from dataclasses import dataclass

from geodata.errors import QueryRefused

CHINA = (73.0, 3.0, 136.0, 54.0)
"""West, south, east and north, degrees: no longitude there could be a latitude."""


@dataclass(frozen=True, slots=True)
class Place:
    """
    A point on earth, degrees, WGS-84.

    Raises
    ------
    QueryRefused
        Unless the longitude is from -180 to 180 and the latitude from -90 to 90 degrees.
    """

    lon: float
    lat: float

    def __post_init__(self) -> None:
        if abs(self.lon) <= 90 < abs(self.lat) <= 180:
            raise QueryRefused(
                "lat",
                self.lat,
                "must be between -%(most)s and %(most)s degrees; are longitude and latitude "
                "exchanged?",
                most=90,
            )
        for name, value, most in (("lon", self.lon, 180), ("lat", self.lat, 90)):
            if not -most <= value <= most:
                raise QueryRefused(
                    name, value, "must be between -%(most)s and %(most)s degrees", most=most
                )

    def rounded(self, digits: int) -> "Place":
        """The place to so many decimals of a degree."""
        return Place(round(self.lon, digits), round(self.lat, digits))

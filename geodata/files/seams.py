"""Where districts do not fit together: they overlap, or leave land between that is nobody's."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geodata.base.geodesy import areas_m2
from geodata.cells.coordinates import Shapes

if TYPE_CHECKING:
    import geopandas as gpd

LEAST_GAP_M2 = 1.0
# Neighbours a street apart or less are meant to meet: degrees, some 50 m.
NARROW = 0.0005


def seam_notices(districts: "gpd.GeoDataFrame") -> Iterator[str]:
    """What to know about districts that do not fit together."""
    polygons = districts.geometry.to_numpy()
    if len(polygons) < 2:
        return
    fits = bool(shapely.coverage_is_valid(polygons))
    if not fits:
        yield (
            "some districts overlap, or their common borders do not match: points there count "
            "for the first that holds them"
        )
    gaps = gaps_between(polygons)
    areas = areas_m2(gaps)
    real = areas >= LEAST_GAP_M2
    if real.any():
        largest = gaps[int(areas.argmax())].representative_point()
        count = int(real.sum())
        yield (
            f"{count:,} {'gap' if count == 1 else 'gaps'} between the districts, held by none, "
            f"{area_text(areas[real].sum())} in all, the largest at {largest.x:.4f}, "
            f"{largest.y:.4f}: people and fairs there count as outside all districts"
        )
    elif fits and not shapely.coverage_is_valid(polygons, gap_width=NARROW):
        yield (
            "some neighbouring districts leave a gap of less than 50 m between them: points there "
            "count as outside all districts"
        )


def gaps_between(polygons: Shapes) -> Shapes:
    """The land that districts enclose together and none of them holds."""
    parts = shapely.get_parts(shapely.union_all(polygons))
    rings = [ring for part in parts for ring in part.interiors]
    gaps = np.empty(len(rings), dtype=object)
    gaps[:] = [shapely.Polygon(ring) for ring in rings]
    return gaps


def area_text(area_m2: float) -> str:
    """An area for people."""
    return f"{area_m2 / 1e6:,.1f} km²" if area_m2 >= 1e5 else f"{area_m2:,.0f} m²"

"""Tables of what the map shows besides: lines, areas and points, each of a kind."""

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geodata.campaign.vocabulary import GROUND_SHAPES
from geodata.cells.coordinates import Shapes, shape_problems, shapes_at
from geodata.errors import CellProblem
from geodata.files.points import Georeference
from geodata.files.polygons import refuse_off_earth, refuse_units
from geodata.files.validator import Validator, column_values

if TYPE_CHECKING:
    import geopandas as gpd

MOST_VERTICES = 500_000
NAMED = ("settlement", "town")


def ground_table(
    validator: Validator, read: dict[str, list[Any]], place: Georeference
) -> "gpd.GeoDataFrame":
    """The rows with their shapes; nothing where any row has a problem."""
    import geopandas as gpd  # noqa: PLC0415 - most tables are read without it, and sooner

    table, shapes = validator.table, place.shapes
    kinds = np.array(read["kind"], dtype=object)
    complete_names(validator, read)
    if shapes is not None:
        for kind, allowed in GROUND_SHAPES.items():
            of_kind = kinds == kind
            problems = shape_problems(shapes[of_kind], allowed, validator.rows[of_kind])
            validator.problems += problems
        refuse_units(validator, place)
        refuse_too_many_vertices(validator, shapes)
    if validator.problems or shapes is None:
        return gpd.GeoDataFrame()
    shapes = shapes_at(shapes, place.to_wgs84)
    refuse_off_earth(validator, shapes)
    columns = {c.name: column_values(c, read[c.name]) for c in table.columns}
    return gpd.GeoDataFrame(columns, geometry=shapes, crs="EPSG:4326", index=validator.rows)


def complete_names(validator: Validator, read: dict[str, list[Any]]) -> None:
    """Give a row its other name where one is missing; a place without any is refused."""
    named = zip(read["kind"], read["name_zh"], read["name_en"], strict=True)
    for at, (kind, zh, en) in enumerate(named):
        if kind in NAMED and not zh and not en:
            validator.refuse(at, "name_zh", None, f"is empty, and a {kind} needs a name")
        read["name_zh"][at], read["name_en"][at] = zh or en, en or zh


def refuse_too_many_vertices(validator: Validator, shapes: Shapes) -> None:
    """Refuse a file whose shapes no server should carry; a map shows a few thousand vertices."""
    count = int(shapely.get_num_coordinates(shapes).sum())
    if count > MOST_VERTICES:
        reason = f"holds {count:,} vertices; at most {MOST_VERTICES:,}: simplify it, or cut it"
        validator.problems.append(CellProblem(None, "geometry", None, reason))

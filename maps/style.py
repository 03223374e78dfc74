"""Classes of what colours the districts: five of each measure, one sequential scale for all."""

from collections.abc import Mapping

# Upper bounds of the first four classes; the fifth is everything above. Colours are in map.css.
BREAKS: Mapping[str, tuple[float, ...]] = {
    "coverage": (0.2, 0.4, 0.6, 0.8),
    "gap": (50_000, 100_000, 250_000, 500_000),
    "fairs": (0.05, 0.1, 0.2, 0.5),
}
MEASURES = tuple(BREAKS)

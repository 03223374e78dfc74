"""The map as one still picture, SVG, drawn from the layers of the live map."""

"""Tiles of somebody else's map, which this server asks for in place of the reader."""

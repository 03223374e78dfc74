"""The ground: water, streets, railways and names of an OpenStreetMap extract, cut into tiles."""

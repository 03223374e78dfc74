"""Road networks: from an OpenStreetMap extract to what it costs to get to a fair."""

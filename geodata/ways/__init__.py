"""Ways over a road network: what it costs to get from one place to another, and where it leads."""

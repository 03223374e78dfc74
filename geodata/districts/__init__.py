"""Districts: their land, their names before and after a change, and which of them holds a point."""

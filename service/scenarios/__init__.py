"""Changes that have a name: those of the store to open, and those of a page to keep."""

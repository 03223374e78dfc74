"""A file from outside becomes a clean table, or a list of everything that is wrong with it."""

"""One campaign in memory: its tables, its districts, its words, its past."""

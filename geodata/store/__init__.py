"""Campaigns at rest: immutable versions in a database. The only room that knows SQL."""

"""Answers for programs, and the data that maps fetch."""

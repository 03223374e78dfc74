"""Pages and files that belong to no question: health, offline, privacy, static files."""

"""One fair: its page, its openings, its changes, its calendar entry."""

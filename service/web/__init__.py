"""What every page and answer shares: the snapshot served, caching, security, errors."""

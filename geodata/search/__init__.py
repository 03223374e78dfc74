"""What a seeker finds: the nearest fairs, openings, services, places by their names."""

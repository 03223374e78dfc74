"""What to do: where the next fairs go, proven and explained."""

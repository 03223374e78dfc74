"""What single cells of a table say: words, numbers, days, hours, coordinates."""

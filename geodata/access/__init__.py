"""What a trip costs from where people live to where fairs are held."""

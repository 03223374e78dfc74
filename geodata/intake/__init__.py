"""From a file to a new version of the campaign."""

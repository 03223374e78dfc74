"""Tables out again: sheets, files, empty templates."""

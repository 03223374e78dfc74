"""The commands, one module for those that need the same."""

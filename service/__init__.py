"""The faces of fairreach: web pages, JSON API and command line."""

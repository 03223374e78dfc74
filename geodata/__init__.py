"""Tables in, tables out: fairs, employers and people, and what it costs them to meet."""

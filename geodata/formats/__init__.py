"""Every kind of file that is read, as a raw table: its cells, its shapes, and what it states."""

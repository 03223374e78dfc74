"""Work that takes longer than a request: kept in files, done by child processes, asked about."""

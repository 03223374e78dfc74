"""What costs mean: coverage, gaps, the land that a fair reaches."""

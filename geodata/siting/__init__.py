"""A campaign's venues as a question of siting, and what a plan means for its people."""

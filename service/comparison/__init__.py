"""Two states of the planner side by side: what differs between them, and who gains or loses."""

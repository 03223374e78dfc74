"""The brief: a state of the planner's page on two or three sheets, for a meeting."""

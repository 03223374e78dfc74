"""The planner's page: who is covered, who is not, and where."""

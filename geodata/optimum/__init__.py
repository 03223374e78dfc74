"""Plans, proven: a model each, and what they share."""

"""Tasks: the list, one task and what was reported about it, and what can be done with either."""

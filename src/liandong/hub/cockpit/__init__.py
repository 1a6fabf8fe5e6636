"""One screen for a leader, and the search over everything."""

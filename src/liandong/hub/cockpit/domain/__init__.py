"""What the cockpit does: it follows records for the search, finds them, and gathers the figures of all rooms."""

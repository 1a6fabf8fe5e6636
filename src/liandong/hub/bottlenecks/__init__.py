"""Event logs and profiles, what they show, and background jobs."""

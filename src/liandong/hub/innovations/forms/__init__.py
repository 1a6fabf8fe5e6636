"""The forms of the innovation library."""

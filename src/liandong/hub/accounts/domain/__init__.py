"""What operators do to accounts."""

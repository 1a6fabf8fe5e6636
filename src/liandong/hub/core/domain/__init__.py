"""What happens to the tables of the core."""

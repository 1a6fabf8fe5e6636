"""What enterprises and officers file, and how it is solved."""

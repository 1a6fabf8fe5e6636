"""What the operator does: make an installation ready, serve it, keep a copy of it. Used by the command line."""

"""The pages of the innovation library and of the replication matrix."""

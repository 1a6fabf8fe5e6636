"""Innovations, their recognition, scores and claims, and their replication."""

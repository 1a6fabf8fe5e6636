"""Liandong (联动)."""

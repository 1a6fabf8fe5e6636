"""Reads and writes event logs."""

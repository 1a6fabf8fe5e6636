"""Zones, agreements, meetings, visits, training, powers and shared platforms."""

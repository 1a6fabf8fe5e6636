"""Bundles: built, signed, checked, installed; and what goes to and comes from other hubs."""

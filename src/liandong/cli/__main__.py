"""``python -m liandong.cli``."""

from liandong.cli import run

run()

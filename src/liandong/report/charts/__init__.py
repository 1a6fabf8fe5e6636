"""Charts as SVG, made in Python: each is drawn whole in both languages, and the page adds only tooltips."""

from liandong.report.charts.events import Event, events
from liandong.report.charts.lines import Point, Series, lines
from liandong.report.charts.scale import Scale, linear, of_durations
from liandong.report.charts.strips import Bar, Dot, Strip, strips
from liandong.report.charts.tips import same
from liandong.report.charts.week import busiest, week

__all__ = [
    "Bar", "Dot", "Event", "Point", "Scale", "Series", "Strip", "busiest", "events", "linear", "lines", "of_durations", "same", "strips", "week",
]  # fmt: skip

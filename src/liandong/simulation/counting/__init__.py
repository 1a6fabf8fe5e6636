"""What runs did, as a profile: so every diagnosis, every comparison works on a simulation as on a log.

Cases are counted as they end, some thousand events at a time, which then are still in the processor's cache. Memory grows
with what is distinct in the profile, never with the cases.
"""

from liandong.simulation.counting.tally import Tally

__all__ = ["Tally"]

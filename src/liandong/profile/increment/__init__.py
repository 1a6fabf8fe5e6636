"""Increments: a log that grows every day, counted by what each day brings.

    with ld.Increment.open("zone.state") as state:
        taken = state.add(log, batch="2024-05-07")         # durable; taken.problems lists what came late or too late
        profile = state.update(profile)                     # the same as counting all batches at once

The *state* stays in the zone. It holds, case by case, a segment (first event, last event, hash and length of the sequence)
and the events themselves until the case is closed. A case that goes on adds its new events and the one edge that joins
them; a case touched out of order is taken out of the profile as it was and added as it is. So

    any cut of a log into batches, batches in any order, and batches repeated give one profile and one state,

that of one build of all events, those of equal times in the order of their batches' ids.
"""

from liandong.profile.increment.state import Increment
from liandong.profile.increment.taking import Taken

__all__ = ["Increment", "Taken"]

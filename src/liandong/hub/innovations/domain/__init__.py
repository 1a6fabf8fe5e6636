"""What happens in the innovation library. Other rooms ask ``counts``, ``replications`` and ``claims_about``."""

from liandong.hub.innovations.domain.claims import claims_about
from liandong.hub.innovations.domain.counting import Counts, counts
from liandong.hub.innovations.domain.replicating import Summary, replications

__all__ = ["Counts", "Summary", "claims_about", "counts", "replications"]

"""What happens to requests; other rooms use the three functions named here."""

from liandong.hub.requests.domain.filing import file_request
from liandong.hub.requests.domain.statistics import summary
from liandong.hub.requests.domain.theming import themes

__all__ = ["file_request", "summary", "themes"]

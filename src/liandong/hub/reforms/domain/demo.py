"""The demonstration of the room: the example reform on the procedure of the credentials log that ships.

The log is real; the reform, its basis and the effect claimed for it are made up, and the title says so.
"""

from __future__ import annotations

from importlib.resources import files as packaged

from django.db import transaction
from django_scopes import scopes_disabled

from liandong.hub.bottlenecks.enums import AnalysisState
from liandong.hub.bottlenecks.models import Analysis, Bottleneck
from liandong.hub.reforms.domain import designing
from liandong.hub.reforms.models import Design

LOG = "credentials"
_TITLE = "学分认定：终审告知承诺（示例）"
_REFORM = "data/examples/credit-transfer-reform.toml"


@transaction.atomic
def load() -> None:
    """Make the example where its analysis is there; doing it again changes nothing."""
    with scopes_disabled():
        analysis = (
            Analysis.objects.filter(shipped=LOG, state=AnalysisState.DONE).select_related("zone").first()
        )
        if analysis is None or Design.objects.filter(title=_TITLE, analysis=analysis).exists():
            return
        made = designing.from_analysis(title=_TITLE, analysis=analysis, zone=analysis.zone, user=None)
        text = packaged("liandong").joinpath(_REFORM).read_text("utf-8")
        designing.rewrite(made, text)
        designing.share(made, is_shared=True)
        designing.belongs_to(made, Bottleneck.objects.filter(analysis=analysis).first())

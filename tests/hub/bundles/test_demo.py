"""The demonstration: the lead zone's bundle, run by a partner, whose effect stands in the replication matrix."""

import pytest
from django_scopes import scopes_disabled

from liandong.hub.bottlenecks.enums import JobState
from liandong.hub.bundles.domain import demo, jobs
from liandong.hub.bundles.enums import JobKind
from liandong.hub.bundles.models import BundleFile, BundleJob, ReportFile
from liandong.hub.effects.domain.linking import effects_of
from liandong.hub.innovations.domain import demo as innovations
from liandong.hub.innovations.models import Adoption, Claim

pytestmark = pytest.mark.django_db


@pytest.mark.slow
def test_the_matrix_shows_the_computed_effect_of_the_adopter_beside_the_published_figure(cast):
    innovations.load()
    demo.make()
    with scopes_disabled():
        row = BundleFile.objects.get()
        assert row.innovation == Claim.objects.get(code="F153").innovation
        for job in BundleJob.objects.filter(kind=JobKind.EFFECT):
            jobs.run(job.pk)
        assert set(BundleJob.objects.values_list("state", "error")) == {(JobState.DONE, "")}
        assert effects_of(row.innovation).count() == 1
        own = Adoption.objects.get(innovation=row.innovation, zone__slug="yanggu").computed
        assert (own["simulated"], own["value"] < 0) == (True, True)
        before = ReportFile.objects.count()
    demo.make()
    with scopes_disabled():
        assert ReportFile.objects.count() == before

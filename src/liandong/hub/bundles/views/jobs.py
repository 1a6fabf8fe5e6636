"""A job while it runs, what came of it, and stopping it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from liandong.hub.bottlenecks.enums import JobState
from liandong.hub.bottlenecks.views import running
from liandong.hub.bundles import rules
from liandong.hub.bundles.enums import JobKind
from liandong.hub.bundles.models import BundleJob
from liandong.hub.core.language import in_words
from liandong.hub.core.tables import Column
from liandong.hub.core.views import Showing
from liandong.hub.effects.models import Effect


def _jobs() -> Any:
    return BundleJob.objects.select_related("bundle", "zone", "circle", "created_by", "analysis")


class JobPage(Showing):
    """How far a job is, and its result where that has no page of its own: the fit."""

    model = BundleJob
    room = "bundles"
    may = rules.may_read
    template_name = "bundles/job.html"
    facts = (
        Column("zone", _("片区")),
        Column("analysis", _("流程诊断")),
        Column("created_by", _("经办人")),
        Column("created_at", _("开始"), "moment"),
        Column("finished_at", _("结束"), "moment"),
    )

    def get_queryset(self) -> Any:
        return _jobs()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        job, found = self.object, self.object.found
        extra = {
            "reasons": [in_words(one) for one in found.get("reasons", ())],
            "notes": [in_words(one) for one in found.get("notes", ())],
            "why": in_words(found["why"]) if "why" in found else "",
            "left_out": {party: in_words(one) for party, one in found.get("left_out", {}).items()},
            "effect": Effect.objects.filter(pk=found.get("effect")).first() if "effect" in found else None,
            "may_change": rules.may_change.test(self.request.user, job),
            "is_done": job.state == JobState.DONE,
            "is_fit": job.kind == JobKind.FIT,
            "is_exchange": job.kind in (JobKind.PULL, JobKind.PUSH) and "carried" in found,
            "refused": [(in_words(one[:2]), one[2], in_words(one[3:])) for one in found.get("refused", ())],
        }
        return {**super().get_context_data(**kwargs), **extra}


class Progress(running.Progress):
    """How far a job is; what it made has a page of its own."""

    model = BundleJob
    may = rules.may_read
    may_stop = rules.may_change

    def after(self, run: BundleJob) -> str:
        if run.kind in (JobKind.BUILD, JobKind.INSTALL) and run.bundle is not None:
            return str(run.bundle.get_absolute_url())
        return super().after(run)


class Cancel(running.Cancel):
    """Asks a job to stop, or starts one again that came to nothing."""

    model = BundleJob
    may = rules.may_change

"""What every room with work in the background has: how far a run is, and stopping it or starting it again."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.views.generic import View

from liandong.hub.bottlenecks import rules
from liandong.hub.bottlenecks.domain import jobs
from liandong.hub.bottlenecks.enums import JobState
from liandong.hub.bottlenecks.models import Running
from liandong.hub.core.views import Page


class _OfRun(Page, View):
    model: ClassVar[type[Running]]

    def run_of(self, pk: int) -> Any:
        """The run, which the person may see."""
        return self.check(get_object_or_404(self.model.objects.select_related("zone", "circle"), pk=pk))


class Progress(_OfRun):
    """How far a run is: a piece of the page, asked for every second until it is done."""

    #: Who may stop it.
    may_stop: ClassVar[Any] = rules.may_work

    def after(self, run: Any) -> str:
        """Where a run that is done leads to."""
        return str(run.get_absolute_url())

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        run = self.run_of(pk)
        if run.state == JobState.DONE:
            return HttpResponse(headers={"HX-Redirect": self.after(run)})
        may_stop = type(self).may_stop.test(request.user, run)
        return render(request, "bottlenecks/_running.html", {"run": run, "may_stop": may_stop})


class Cancel(_OfRun):
    """Asks a run to stop, or starts one again that came to nothing."""

    http_method_names: ClassVar[list[str]] = ["post"]
    may = rules.may_work

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        run = self.run_of(pk)
        if "again" in request.POST:
            jobs.again(run)
        elif run.is_open:
            jobs.cancel(run)
        return HttpResponseRedirect(run.get_absolute_url())

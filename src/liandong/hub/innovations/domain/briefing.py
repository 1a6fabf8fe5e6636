"""Briefings: a question that needs work becomes a request, linked to the innovations the briefing was about."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from liandong.hub.core.domain.links import link
from liandong.hub.innovations.models import Question


def categories() -> Any:
    """The categories a request may have."""
    from liandong.hub.requests.models import Category

    return Category.objects.filter(is_active=True)


@transaction.atomic
def file_question(*, question: Question, title: str, category: Any, by: Any) -> Any:
    """The request a question becomes: filed in the zone that asked, linked to what was explained."""
    from liandong.hub.requests.domain import file_request
    from liandong.hub.requests.enums import Queue

    question = Question.objects.select_for_update(of=("self",)).get(pk=question.pk)
    if question.request_id is not None:
        raise ValidationError(_("这个问题已经转为诉求。"))
    made = file_request(
        title=title,
        text=question.text,
        category=category,
        zone=question.zone,
        user=by,
        queue=Queue.ADVICE,
    )
    Question.objects.filter(pk=question.pk).update(request_id=made.pk)
    for innovation in question.briefing.innovations.all():
        link(made, innovation)
    return made

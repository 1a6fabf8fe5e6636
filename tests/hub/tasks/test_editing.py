"""The forms of the ledger as people use them: opened, filled in, sent, sometimes twice and sometimes by two."""

import pytest
from django_scopes import scopes_disabled

pytestmark = pytest.mark.django_db


def opened(browser, address):
    """What a browser would send of the form as it stands."""
    form = browser.get(address).context["form"]
    sent = {field.html_name: _untouched(field) for field in form if field.field.widget.input_type != "file"}
    return {name: value for name, value in sent.items() if value not in (None, False, [])}


def _untouched(field):
    value = field.value()
    if isinstance(value, list | bool):
        return [getattr(it, "pk", it) for it in value] if isinstance(value, list) else value
    return field.field.widget.format_value(value) or ""


@pytest.mark.parametrize("part", ["nodes", "team"])
def test_a_part_that_is_sent_twice_is_made_once(task, cast, as_user, part):
    lead = as_user(cast.lead)
    form = lead.get(f"/tasks/{task.pk}/{part}/new/").context["form"]
    values = {"name": "中期评估", "due": "2026-12-01", "user": cast.rizhao.pk, "role": "member"}
    answers = [
        lead.post(f"/tasks/{task.pk}/{part}/new/", {**values, "once": form["once"].value()}) for _ in "12"
    ]
    with scopes_disabled():
        made = {"nodes": task.nodes.filter(name="中期评估"), "team": task.team.all()}[part].count()
    assert ([answer.url for answer in answers], made) == ([task.get_absolute_url()] * 2, 1)

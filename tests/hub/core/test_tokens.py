"""A token is shown once, kept as a hash, and ends."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from liandong.errors import SettingError
from liandong.hub.accounts.domain import people
from liandong.hub.core.domain import tokens
from liandong.hub.core.models import ApiToken, AuditEntry


def test_a_token_finds_its_owner_and_is_not_kept(cast):
    token = tokens.create(username="lead", name="试用", days=1)
    assert tokens.owner(token) == cast.lead
    assert token not in str(ApiToken.objects.values().get())


def test_a_token_ends_with_its_days_and_with_its_account(cast):
    token = tokens.create(username="lead", name="试用", days=1)
    cast.lead.is_active = False
    cast.lead.save()
    assert tokens.owner(token) is None
    cast.lead.is_active = True
    cast.lead.save()
    ApiToken.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert tokens.owner(token) is None


def test_nobody_has_a_token_that_was_never_made(cast):
    assert tokens.owner("ld_x") is None


def test_a_token_for_nobody_is_an_error(cast):
    with pytest.raises(SettingError, match="nobody"):
        tokens.create(username="niemand", name="x", days=1)


def test_a_new_password_ends_the_tokens_and_the_chain_tells_of_them(cast):
    token = tokens.create(username="lead", name="试用", days=366)
    people.reset_password(cast.lead)
    told = list(
        AuditEntry.objects.filter(kind="core.apitoken").order_by("number").values_list("action", flat=True)
    )
    assert (tokens.owner(token), told) == (None, ["create", "end"])


def test_a_password_of_ones_own_choosing_ends_them_too(cast):
    token = tokens.create(username="lead", name="试用", days=366)
    browser = Client()
    browser.force_login(cast.lead, backend="django.contrib.auth.backends.ModelBackend")
    values = {"oldpassword": "secret", "password1": "Xk7-qu4d-lm", "password2": "Xk7-qu4d-lm"}
    assert browser.post("/accounts/password/change/", values).status_code == 302
    assert tokens.owner(token) is None

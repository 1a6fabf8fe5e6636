"""A token is shown once, kept as a hash, and ends."""

from datetime import timedelta

import pytest
from django.utils import timezone

from liandong.errors import SettingError
from liandong.hub.core.domain import tokens
from liandong.hub.core.models import ApiToken


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

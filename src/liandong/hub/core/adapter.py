"""Accounts: people do not sign themselves up where the operator did not open the door."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter

from liandong.hub import env


class Adapter(DefaultAccountAdapter):
    """allauth's account adapter; sign-up is closed unless ``LIANDONG_SIGNUP`` is true."""

    def is_open_for_signup(self, request: Any) -> bool:
        return env.truth("LIANDONG_SIGNUP", False)


class SocialAdapter(DefaultSocialAccountAdapter):
    """Who comes by the organisation's own sign-in gets an account without rights until an operator gives it some."""

    def is_open_for_signup(self, request: Any, sociallogin: Any) -> bool:
        return True

"""Accounts: people do not sign themselves up where the operator did not open the door."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter

from liandong.hub import env


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """allauth's account adapter; sign-up is closed unless ``LIANDONG_SIGNUP`` is true."""

    def is_open_for_signup(self, request: Any) -> bool:
        return env.truth("LIANDONG_SIGNUP", False)

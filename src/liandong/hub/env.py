"""Settings from the environment: three helpers that refuse a misspelt value."""

import os

from liandong.errors import SettingError


def text(name: str, default: str = "") -> str:
    """The variable as it stands.

    >>> text("LIANDONG_NO_SUCH", "x")
    'x'
    """
    return os.environ.get(name, default)


def number(name: str, default: int) -> int:
    """The variable as a whole number."""
    value = os.environ.get(name)
    if value is None:
        return default
    try:
        return int(value)
    except ValueError:
        raise SettingError(setting=name, value=value, reason="12?") from None


def truth(name: str, default: bool) -> bool:
    """The variable as yes or no: ``1``, ``true``, ``yes``, ``0``, ``false``, ``no``."""
    value = os.environ.get(name)
    if value is None:
        return default
    known = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}
    if value.lower() not in known:
        raise SettingError(setting=name, value=value, reason="true / false?")
    return known[value.lower()]

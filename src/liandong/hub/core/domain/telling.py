"""Errors of the library as forms and pages tell them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import ValidationError

from liandong.errors import LiandongError
from liandong.hub.core.language import page_language


def refused(error: LiandongError) -> ValidationError:
    """The error as a form shows it, in the language of the page."""
    return ValidationError(error.text(page_language()))


@contextmanager
def told() -> Iterator[None]:
    """Inside, what the library refuses is refused by the form."""
    try:
        yield
    except LiandongError as error:
        raise refused(error) from error

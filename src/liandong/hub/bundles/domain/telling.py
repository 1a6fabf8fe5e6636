"""Errors of the library as forms and pages tell them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import ValidationError

from liandong.errors import LiandongError
from liandong.hub.core.language import page_language


@contextmanager
def told() -> Iterator[None]:
    """Inside, what the library refuses is a ValidationError in the language of the page."""
    try:
        yield
    except LiandongError as error:
        raise ValidationError(error.text(page_language())) from error

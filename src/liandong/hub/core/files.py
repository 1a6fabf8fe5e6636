"""A field for several files, each of a kind we know by its content."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from liandong.hub.core.domain.attaching import MAX_FILES, kind_of


class ManyFiles(forms.ClearableFileInput):
    """The browser's chooser for several files."""

    allow_multiple_selected = True
    template_name = "django/forms/widgets/file.html"


class Files(forms.FileField):
    """A list of files; each is looked into before anything is kept."""

    widget = ManyFiles

    def __init__(self, **kwargs: Any) -> None:
        hint = _("最多 5 个，每个不超过 10 MB：PDF、图片、Word、Excel")
        super().__init__(**{"required": False, "label": _("附件"), "help_text": hint, **kwargs})

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        files = [super(Files, self).clean(one, initial) for one in data or [] if one]
        if len(files) > MAX_FILES:
            raise ValidationError(_("一次最多 5 个附件。"))
        for file in files:
            kind_of(file)
        return files

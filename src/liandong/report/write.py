"""The report and the workbook as files: whole or not there."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from liandong.diagnosis import Diagnosis
from liandong.diagnosis.words import LANGUAGES
from liandong.effect import Effect
from liandong.errors import SettingError
from liandong.files import written_beside
from liandong.report.effects import effect_page, effect_workbook
from liandong.report.page import page
from liandong.report.stress import stress_page, stress_workbook
from liandong.report.workbook import workbook
from liandong.stress import Verdict


def write_report(diagnosis: Diagnosis, path: str | os.PathLike[str], *, lang: str = "zh") -> None:
    """Writes the report as one HTML file that needs no network, in Chinese and English, ``lang`` shown first.

    The workbook lies inside and is saved from the page. The same diagnosis gives the same bytes. Raises SettingError for
    another language, OutputError where the file cannot be written.
    """
    _written(path, lang, lambda name: page(diagnosis, workbook(diagnosis), lang=lang, file_name=name))


def write_workbook(diagnosis: Diagnosis, path: str | os.PathLike[str]) -> None:
    """Writes all tables as an Excel workbook, a sheet each, with a cover that explains them. Raises OutputError."""
    _kept(path, workbook(diagnosis))


def write_effect(effect: Effect, path: str | os.PathLike[str], *, lang: str = "zh") -> None:
    """Writes the report on an effect as one HTML file, as ``write_report`` does; the same effect gives the same bytes."""
    _written(path, lang, lambda name: effect_page(effect, lang=lang, file_name=name))


def write_effect_workbook(effect: Effect, path: str | os.PathLike[str]) -> None:
    """Writes all tables of an effect as an Excel workbook. Raises OutputError."""
    _kept(path, effect_workbook(effect))


def write_verdict(verdict: Verdict, path: str | os.PathLike[str], *, lang: str = "zh") -> None:
    """Writes the report on a stress test as one HTML file, as ``write_report`` does; the same verdict gives the same bytes."""
    _written(path, lang, lambda name: stress_page(verdict, lang=lang, file_name=name))


def write_verdict_workbook(verdict: Verdict, path: str | os.PathLike[str]) -> None:
    """Writes all tables of a stress test as an Excel workbook. Raises OutputError."""
    _kept(path, stress_workbook(verdict))


def _written(path: str | os.PathLike[str], lang: str, drawn: Callable[[str], str]) -> None:
    """Keeps the page that is drawn for a file of that name."""
    if lang not in LANGUAGES:
        raise SettingError(setting="lang", value=lang, reason=("请用 zh 或 en", "use zh or en"))
    _kept(path, drawn(Path(path).stem).encode())


def _kept(path: str | os.PathLike[str], content: bytes) -> None:
    with written_beside(path) as part:
        part.write_bytes(content)

"""The folder of an innovation as the library reads it, made of what the hub knows: so that one mechanism fills every text.

innovation.toml     title, summary, legal basis, what is needed      the innovation
evidence/           effect.json, verdict.json, claims.csv, tables    effect, stress test, published figures
process/            before and after                                 the reform of the stress test
text/               the text itself, signature and copies            the case report
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils.timezone import localdate

from liandong.bundle.facts import UNPUBLISHED
from liandong.hub.bottlenecks.domain import files
from liandong.hub.core.enums import Qualifier
from liandong.hub.effects.domain import results
from liandong.hub.effects.domain.comparing import WORKING, chosen, measures_of
from liandong.hub.effects.enums import Compared
from liandong.hub.effects.models import Dossier, Effect
from liandong.hub.innovations.domain.claims import claims_about
from liandong.hub.innovations.enums import Necessity
from liandong.hub.innovations.models import Adoption, Claim, Innovation
from liandong.hub.reforms.domain.designing import AFTER, BEFORE
from liandong.hub.reforms.domain.testing import VERDICT
from liandong.hub.reforms.domain.writing import written
from liandong.hub.reforms.models import StressRun

#: Acts that hold in the whole country, by the level the library gives them.
_NATIONAL = ("法律", "行政法规", "部门规章", "授权调整")
_HEDGES = {Qualifier.ABOUT: "约", Qualifier.OVER: "≥ ", Qualifier.AT_MOST: "≤ ", Qualifier.NEARLY: "近"}
#: Tables of the library, by language: what a text quotes them by, which is their caption.
CONDITIONS = {"zh": "复制推广条件", "en": "conditions"}
ADOPTIONS = {"zh": "复制推广情况", "en": "adoptions"}
_UNIT = re.compile("小时|hour|天|日|day|%")


def members(dossier: Dossier, lang: str, text: str) -> dict[str, bytes]:
    """The files by path, with that text."""
    innovation = dossier.innovation
    tables = {**_tables(innovation, lang), **dossier.tables}
    found = {
        "innovation.toml": _facts(dossier, innovation),
        f"text/dossier.{lang}.md": text.encode(),
        "text/dossier.toml": _about(dossier, innovation),
        "evidence/claims.csv": _claims(innovation, dossier.effect),
        **{f"evidence/{name}.csv": _csv(rows) for name, rows in tables.items() if rows},
    }
    if dossier.effect is not None and dossier.effect.is_measured:
        found["evidence/effect.json"] = results.content(dossier.effect)
    if dossier.run is not None and dossier.run.is_judged:
        found |= _tested(dossier.run)
    return found


def _facts(dossier: Dossier, innovation: Innovation) -> bytes:
    key = re.sub(r"[^a-z0-9]+", "-", innovation.number.lower()).strip("-")[:64]
    musts = [row["name"] for row in innovation.conditions if row.get("necessity") == Necessity.MUST]
    content = {
        "id": key or f"innovation-{innovation.pk}",
        "version": f"0.{dossier.version}.0",
        "origin": innovation.zone.name,
        "licence": UNPUBLISHED,
        "published": localdate(dossier.created_at),
        "simulated": dossier.is_simulated,
        "capabilities": musts,
        "title": _pair(innovation.title, innovation.title_en),
        "summary": _pair(innovation.summary.rstrip("。."), ""),
    }
    basis = [_basis(at, row) for at, row in enumerate(innovation.legal, 1)]
    return written({**content, "basis": basis} if basis else content).encode()


def _pair(zh: str, en: str) -> dict[str, str]:
    return {"zh": zh or "—", "en": en or zh or "—"}


def _basis(at: int, row: Mapping[str, Any]) -> dict[str, Any]:
    days = {"since": row.get("valid_from"), "until": row.get("valid_to")}
    return {
        "id": f"L{at}",
        "title": " ".join(filter(None, (row.get("document"), row.get("clause")))) or "—",
        "national": row.get("level") in _NATIONAL,
        **{name: date.fromisoformat(str(day)) for name, day in days.items() if day},
    }


def _about(dossier: Dossier, innovation: Innovation) -> bytes:
    people = {
        "lead": str(innovation.lead or ""),
        "cooperating": innovation.cooperating,
        "commissioner": str(innovation.officer or ""),
        **{name: it for name, it in dossier.imprint.items() if not name.endswith("_on")},
    }
    dates = {
        "proposed": innovation.proposed_on,
        "tested": innovation.tested_on,
        "live": innovation.live_on,
        "evaluated": innovation.evaluated_on,
    }
    signed = {
        name: date.fromisoformat(it) for name, it in dossier.imprint.items() if name.endswith("_on") and it
    }
    content = {name: _pair(it, it) for name, it in people.items() if it}
    known = {name: day for name, day in dates.items() if day}
    return written({**signed, **content, **({"dates": known} if known else {})}).encode()


def _tested(run: StressRun) -> dict[str, bytes]:
    """The verdict, and the procedures that were tried."""
    found = {"evidence/verdict.json": (files.place(run.folder) / VERDICT).read_bytes()}
    if run.design.steps:
        home = files.place(run.design.folder)
        pair = {"process/before.bpmn": BEFORE, "process/after.bpmn": AFTER}
        found |= {name: (home / it).read_bytes() for name, it in pair.items()}
    return found


def _claims(innovation: Innovation, effect: Effect | None) -> bytes:
    measures = measures_of(results.measured(effect)) if effect and effect.is_measured else []
    return _csv([_claim(it, effect, measures) for it in claims_about(innovation)])


def _claim(claim: Claim, effect: Effect | None, measures: list[str]) -> dict[str, str]:
    number = claim.text.strip("~+")
    what, measure = chosen(effect, claim, measures) if effect and measures else ("", "")
    return {
        "id": claim.code,
        "subject": claim.metric,
        "subject_en": claim.metric_en,
        "value": number,
        "unit": claim.unit,
        "unit_en": claim.unit_en,
        "qualifier": _HEDGES.get(Qualifier(claim.qualifier), ""),
        "claim": _change(claim, what, measure),
        "level": f"{measure}.{what}" if what in (Compared.BEFORE, Compared.AFTER) else "",
        "source": claim.source.title,
        "quote": claim.quote,
    }


def _change(claim: Claim, what: str, measure: str) -> str:
    """The claim as a change in the library's notation, where an officer said that it is one."""
    unit = _UNIT.search(claim.unit)
    if (
        what not in (Compared.LESS, Compared.MORE)
        or claim.value is None
        or unit is None
        or WORKING.search(claim.unit)
    ):
        return ""
    sign = "-" if what == Compared.LESS else "+"
    name = re.sub(r"[=\[\]@]", " ", claim.metric)
    size = {"小时": "h", "hour": "h", "%": "%"}.get(unit[0], "d")
    return f"{name}[{measure}]={sign}{claim.value.normalize():f}{size}"


def _tables(innovation: Innovation, lang: str) -> dict[str, list[dict[str, str]]]:
    """What the library knows of replication, as tables to quote."""
    adoptions = Adoption.objects.filter(innovation=innovation).select_related("zone").order_by("since", "id")
    heads = {
        "zh": (("条件", "类别", "范围", "说明"), ("片区", "状态", "自")),
        "en": (("Condition", "Kind", "Range", "Notes"), ("Zone", "State", "Since")),
    }[lang]
    conditions = [_condition(row) for row in innovation.conditions]
    states = [(str(it.zone), str(it.get_status_display()), it.since.isoformat()) for it in adoptions]
    return {
        CONDITIONS[lang]: [dict(zip(heads[0], row, strict=True)) for row in conditions],
        ADOPTIONS[lang]: [dict(zip(heads[1], row, strict=True)) for row in states],
    }


def _condition(row: Mapping[str, Any]) -> tuple[str, str, str, str]:
    span = f"{row.get('low') or '…'} – {row.get('high') or '…'} {row.get('unit') or ''}".strip()
    is_bounded = row.get("low") or row.get("high")
    kind = Necessity(row["necessity"]).label if row.get("necessity") else ""
    return row.get("name") or "—", str(kind), span if is_bounded else "—", row.get("text") or ""


def _csv(rows: Iterable[Mapping[str, str]]) -> bytes:
    """The rows as the library reads them; nothing where there are none."""
    rows = list(rows)
    out = io.StringIO()
    if rows:
        writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return out.getvalue().encode()

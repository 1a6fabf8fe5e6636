"""The demonstration: 藏马镇's 双联 with the source's counts, and open requests for each account to try."""

from __future__ import annotations

import csv
import tomllib
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django_scopes import scopes_disabled

from liandong.hub.core.domain import audit
from liandong.hub.core.models import Circle, Firm, Source, User, Zone
from liandong.hub.requests.domain import catalogue, dispatching, moves
from liandong.hub.requests.domain.bulk import entries_of, rows_in_bulk
from liandong.hub.requests.domain.filing import file_request
from liandong.hub.requests.domain.theming import join_theme
from liandong.hub.requests.enums import Channel, State, VisitKind
from liandong.hub.requests.models import (
    Category,
    Claim,
    Entry,
    Hearing,
    Pairing,
    Programme,
    Project,
    Request,
    Sequence,
    Service,
    Visit,
)
from liandong.hub.requests.worktime import due_after, is_worked, local_today

_DATA = Path(__file__).parents[1] / "demo"


@transaction.atomic
def load() -> None:
    """Load it; doing so again changes nothing. The zones and people of the core come first."""
    with scopes_disabled():
        catalogue.ensure()
        data = tomllib.loads((_DATA / "demo.toml").read_text("utf-8"))
        zone = Zone.objects.get(slug="qingdao")
        programme = _programme(data, zone)
        if not programme.requests.exists():
            _requests(programme, _pairs(programme))
        _around(data, zone)
        _open(data)


def _programme(data: dict[str, Any], zone: Zone) -> Programme:
    values = {**data["programme"], "circle": Circle.network(), "is_simulated": True}
    programme = Programme.objects.get_or_create(zone=zone, name=values.pop("name"), defaults=values)[0]
    source = Source.objects.get(slug="000")
    for entry in data["claim"]:
        Claim.objects.get_or_create(
            programme=programme, fact=entry["fact"], defaults={**entry, "source": source}
        )
    return programme


def _pairs(programme: Programme) -> list[Pairing]:
    """The 51 pairs of cadre and firm, names invented, each firm visited."""
    zone, circle = programme.zone, Circle.of([programme.zone])
    names = [f"示例·藏马镇企业{number:02d}" for number in range(1, 52)]
    Firm.objects.bulk_create((Firm(zone=zone, name=name) for name in names), ignore_conflicts=True)
    firms = {firm.name: firm for firm in Firm.objects.filter(zone=zone, name__in=names)}
    since = date(2021, 1, 1)
    pairs = Pairing.objects.bulk_create(
        Pairing(
            zone=zone,
            circle=circle,
            programme=programme,
            cadre=f"示例干部{n:02d}",
            firm=firms[name],
            since=since,
        )
        for n, name in enumerate(names, 1)
    )
    Visit.objects.bulk_create(_visit(pair, n) for n, pair in enumerate(pairs))
    audit.append("import", "requests.pairing", "", zone.pk, {"rows": len(pairs)})
    return pairs


def _visit(pair: Pairing, number: int) -> Visit:
    # Within the last year, so that the coverage page has something to show.
    day = local_today() - timedelta(days=7 * number % 330 + 1)
    return Visit(
        zone=pair.zone, circle=pair.circle, on=day, visitor=pair.cadre, firm=pair.firm, is_simulated=True,
        notes="示例：了解生产经营情况，收集诉求。",
    )  # fmt: skip


def _requests(programme: Programme, pairs: list[Pairing]) -> None:
    with (_DATA / "shuanglian.csv").open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    categories = {category.name: category for category in Category.objects.all()}
    term, level = catalogue.term("service"), catalogue.first_level()
    rows = [_request(line, programme, pairs, categories[line["category"]], term, level) for line in lines]
    made = rows_in_bulk(rows)
    Entry.objects.bulk_create(entry for row in made for entry in entries_of(row))
    for year in (2021, 2022):
        last = sum(1 for row in rows if row.filed_on.year == year)
        Sequence.objects.update_or_create(year=year, defaults={"last": last})
    for row in made:
        join_theme(row)
    audit.append(
        "import", "requests.request", "", programme.zone_id, {"file": "shuanglian.csv", "rows": len(made)}
    )


def _request(
    line: dict[str, str],
    programme: Programme,
    pairs: list[Pairing],
    category: Category,
    term: int,
    level: Any,
) -> Request:
    filed = date.fromisoformat(line["filed_on"])
    answered = date.fromisoformat(line["answered_on"]) if line["answered_on"] else None
    pair = pairs[int(line["pair"]) - 1]
    request = Request(
        number=line["number"], title=line["title"], text=f"（示例）{line['text']}", category=category,
        channel=Channel.VISIT, zone=programme.zone, circle=pair.circle, firm=pair.firm, contact=pair.cadre,
        level=level, state=line["state"], filed_on=filed, month=filed.replace(day=1), due=due_after(filed, term),
        answered_on=answered, programme=programme, is_simulated=True,
    )  # fmt: skip
    if request.state == State.SOLVED and answered:
        moves.close(request, satisfaction=int(line["satisfaction"]), on=due_after(answered, 1))
    if request.state == State.DECLINED:
        request.reason = "示例：不属于受理范围，已告知办理渠道。"
    return request


def _around(data: dict[str, Any], zone: Zone) -> None:
    own = {each.slug: Circle.of([each]) for each in Zone.objects.all()}
    for place, entry in enumerate(data["project"]):
        at = Zone.objects.get(slug=entry["zone"])
        values = {"circle": own[at.slug], "is_simulated": True}
        project, is_new = Project.objects.get_or_create(zone=at, name=entry["name"], defaults=values)
        if is_new:
            day = local_today() - timedelta(days=20 * place + 9)
            _met(at, own[at.slug], VisitKind.VISIT, day, "示例领导", project=project)
    if not Visit.objects.filter(zone=zone, kind=VisitKind.BREAKFAST).exists():
        _met(
            zone,
            own[zone.slug],
            VisitKind.BREAKFAST,
            local_today() - timedelta(days=30),
            "示例领导",
            place="管委会",
        )
    for entry in data["service"]:
        category = Category.objects.filter(name=entry["category"]).first() or Category.objects.first()
        Service.objects.get_or_create(
            name=entry["name"], defaults={**entry, "category": category, "is_simulated": True}
        )
    for entry in data["hearing"]:
        Hearing.objects.get_or_create(
            zone=zone, title=entry["title"], defaults={**entry, "circle": Circle.network()}
        )


def _met(zone: Zone, circle: Circle, kind: str, on: date, visitor: str, **where: Any) -> Visit:
    notes = "示例：听取意见，现场协调。"
    return Visit.objects.create(
        zone=zone, circle=circle, kind=kind, on=on, visitor=visitor, notes=notes, is_simulated=True, **where
    )


def _open(data: dict[str, Any]) -> None:
    for entry in data["open"]:
        firm = Firm.objects.filter(name=entry.get("firm")).first()
        zone = firm.zone if firm else Zone.objects.get(slug="qingdao")
        if not Request.objects.filter(
            zone=zone, title=entry["title"], is_simulated=True, programme=None
        ).exists():
            _file(entry, firm, zone)


def _file(entry: dict[str, Any], firm: Firm | None, zone: Zone) -> None:
    day = local_today() - timedelta(days=entry["ago"])
    while not is_worked(day):
        day -= timedelta(days=1)
    request = file_request(
        title=entry["title"],
        text=entry["text"],
        category=Category.objects.get(name=entry["category"]),
        zone=zone,
        user=User.objects.get(username=entry.get("user", "lead")),
        firm=firm,
        channel=entry.get("channel", Channel.FORM),
        on=day,
        is_simulated=True,
    )
    if "officer" in entry:
        officer = User.objects.get(username=entry["officer"])
        request = dispatching.dispatch(request, user=officer, officer=officer, agency=officer.agency)
        if "answer" in entry:
            moves.answer(request, user=officer, text=entry["answer"])

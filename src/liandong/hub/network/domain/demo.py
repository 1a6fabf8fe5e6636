"""The network of the sources: their statements, their figures as claims, and examples marked as such.

Read from ``demo/network.toml``. Loading again adds what is missing and changes nothing that is there.
"""

from __future__ import annotations

import tomllib
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django_scopes import scopes_disabled

from liandong.hub.core.models import Agency, Circle, Source, User, Zone
from liandong.hub.network.domain.agreements import set_parties
from liandong.hub.network.domain.dates import today
from liandong.hub.network.domain.meetings import draft_agenda
from liandong.hub.network.enums import CommitmentState
from liandong.hub.network.models import (
    Activity,
    Agreement,
    Applicability,
    Attendance,
    Body,
    Clause,
    Decision,
    Delegation,
    Figure,
    FollowUp,
    Meeting,
    Membership,
    Obligation,
    Officer,
    Platform,
    Policy,
    Power,
    Training,
    Usage,
    Visit,
)

_DATA = Path(__file__).parents[1] / "demo" / "network.toml"
#: Fields of an entry that are written as they stand in the file.
_PLAIN = (
    "title", "name", "kind", "state", "year", "date_text", "place", "chair", "minutes", "signed_on", "signed_text",
    "other_parties", "summary", "principles", "held_on", "code", "holder", "legal_basis", "operator", "services",
    "founded_on", "founded_text", "members_text", "purpose", "issuer", "valid_from", "valid_until",
)  # fmt: skip


@scopes_disabled()  # type: ignore[untyped-decorator]
@transaction.atomic
def load() -> None:
    """Load the demonstration; the zones and people of the core must be there."""
    data = tomllib.loads(_DATA.read_text("utf-8"))
    for place, entry in enumerate(data["figure"]):
        values = {**entry, "source": Source.objects.get(slug=entry["source"]), "position": place}
        Figure.objects.update_or_create(key=entry["key"], defaults=values)
    _Loader().load(data)


class _Loader:
    """Looks zones up once and knows the day of loading."""

    def __init__(self) -> None:
        self.zones = {zone.slug: zone for zone in Zone.objects.all()}
        self.lead = self.zones["qingdao"]
        self.network = Circle.network()
        self.sources = {source.slug: source for source in Source.objects.all()}
        self.today = today()

    def load(self, data: dict[str, Any]) -> None:
        """Everything in the file, in the order in which one part needs the other."""
        for kind in (
            "officer",
            "training",
            "agreement",
            "visit",
            "meeting",
            "power",
            "platform",
            "body",
            "policy",
        ):
            for entry in data[kind]:
                getattr(self, f"_{kind}")(entry)

    def _once(self, model: Any, find: dict[str, Any], **values: Any) -> tuple[Any, bool]:
        """The record found by these fields, or a new one of the network; and whether it is new."""
        record = model.objects.filter(**find).first()
        if record is not None:
            return record, False
        record = model(**{"zone": self.lead, "circle": self.network, **find, **values})
        record.save()
        return record, True

    def _entry(self, model: Any, name: str, entry: dict[str, Any], **more: Any) -> tuple[Any, bool]:
        values = {key: entry[key] for key in _PLAIN if key in entry and key != name}
        if "source" in entry:
            values["source"] = self.sources[entry["source"]]
        if "in" in entry:
            values["held_on"] = self._day(entry["in"])
        return self._once(model, {name: entry[name]}, **{**values, **more})

    def _day(self, days: int) -> date:
        return self.today + timedelta(days=days)

    def _several(self, slugs: Any) -> list[Zone]:
        return list(self.zones.values()) if slugs == "all" else [self.zones[slug] for slug in slugs]

    def _promises(self, model: Any, entries: list[dict[str, Any]], **whole: Any) -> None:
        for entry in entries:
            done = "done" in entry
            model(
                zone=self.zones[entry["zone"]],
                text=entry["text"],
                due_on=self._day(entry["in"]),
                state=CommitmentState.DONE if done else CommitmentState.OPEN,
                done_on=self._day(entry["done"]) if done else None,
                result=entry.get("result", ""),
                is_example=True,
                **whole,
            ).save()

    def _officer(self, entry: dict[str, Any]) -> None:
        for person in entry["people"]:
            zone = self.zones[person["zone"]]
            self._once(
                Officer,
                {"name": person["name"], "zone": zone},
                user=User.objects.filter(username=person.get("user", "")).first(),
                agency=Agency.objects.filter(zone=zone, name="管委会制度创新部门").first(),
                duty=person["duty"],
                appointed_on=entry["appointed_on"],
                is_example=True,
            )

    def _training(self, entry: dict[str, Any]) -> None:
        training, is_new = self._entry(Training, "title", entry, is_example=True)
        for officer in Officer.objects.filter(name__in=entry["attended"]) if is_new else ():
            Attendance(training=training, officer=officer, zone=officer.zone, is_example=True).save()

    def _agreement(self, entry: dict[str, Any]) -> None:
        agreement, is_new = self._entry(Agreement, "title", entry)
        if not is_new:
            return
        set_parties(agreement=agreement, zones=self._several(entry["parties"]), for_all=True)
        for row in entry.get("clause", ()):
            clause = Clause(agreement=agreement, number=row["number"], text=row["text"], is_example=True)
            clause.save()
            self._promises(Obligation, row["obligations"], clause=clause)

    def _meeting(self, entry: dict[str, Any]) -> None:
        more = {"year": self._day(entry["in"]).year} if "in" in entry else {}
        meeting, is_new = self._entry(Meeting, "title", entry, is_example=entry.get("example", False), **more)
        if not is_new:
            return
        meeting.participants.set(self._several(entry["participants"]))
        self._promises(Decision, entry.get("decisions", []), meeting=meeting)
        if entry.get("draft"):
            draft_agenda(meeting=meeting, on=self.today)

    def _visit(self, entry: dict[str, Any]) -> None:
        days = entry.get("days") or [self._day(days) for days in entry["in"]]
        for day, (guest, host), topic in zip(days, entry["pairs"], entry["topics"], strict=True):
            find = {"topic": topic, "zone": self.zones[guest]}
            values = {"held_on": day, "host": self.zones[host], "people": entry["people"], "headcount": 6}
            visit, is_new = self._once(Visit, find, **values, is_example=True)
        if is_new:  # The last visit of the row led to something.
            self._promises(FollowUp, entry.get("follow_ups", []), visit=visit)

    def _power(self, entry: dict[str, Any]) -> None:
        power, is_new = self._entry(Power, "name", entry, is_example=True)
        for row in entry["delegations"] if is_new else ():
            zone = self.zones[row["zone"]]
            agency = Agency.objects.get(zone=zone, name=row["agency"])
            Delegation(power=power, is_example=True, **{**row, "zone": zone, "agency": agency}).save()

    def _platform(self, entry: dict[str, Any]) -> None:
        platform, is_new = self._entry(Platform, "name", entry)
        if not is_new:
            return
        platform.users.set([zone for zone in self.zones.values() if zone != self.lead])
        for slug, amounts in entry.get("usage", {}).items():
            for back, amount in enumerate(reversed(amounts), start=1):
                month = (self.today.replace(day=1) - timedelta(days=28 * back)).replace(day=1)
                row = Usage(platform=platform, zone=self.zones[slug], month=month, amount=amount)
                row.is_example = True
                row.save()

    def _body(self, entry: dict[str, Any]) -> None:
        body, is_new = self._entry(Body, "name", entry)
        if not is_new:
            return
        for officer in Officer.objects.filter(name__in=entry.get("officers", ())):
            Membership(body=body, officer=officer, zone=officer.zone, role="成员", is_example=True).save()
        if "activity_in" in entry:
            day = self._day(entry["activity_in"])
            Activity(
                body=body, held_on=day, text="堵点会商", output="提出两项联动任务建议", is_example=True
            ).save()

    def _policy(self, entry: dict[str, Any]) -> None:
        policy, is_new = self._entry(Policy, "title", entry, zone=self.zones[entry["zone"]], is_example=True)
        for row in entry["applies"] if is_new else ():
            values = {**row, "zone": self.zones[row["zone"]]}
            Applicability(policy=policy, is_example=True, **values).save()

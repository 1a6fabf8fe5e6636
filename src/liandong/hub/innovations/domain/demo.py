"""The library of the demonstration: the sources' figures as claims, their results by name or by numbered place."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db import transaction
from django_scopes import scopes_disabled

from liandong.hub.core.domain import audit
from liandong.hub.core.models import Agency, Circle, Source, User, Zone
from liandong.hub.innovations.domain import demo_claims, demo_recognition, dossier, recognising, reference
from liandong.hub.innovations.enums import Fit, Precision, Stage, Status
from liandong.hub.innovations.models import (
    Adoption,
    Briefing,
    Claim,
    Family,
    Field,
    Innovation,
    Library,
    Step,
)


@transaction.atomic
def load() -> None:
    """Load the demonstration; doing it again changes nothing."""
    with scopes_disabled():
        reference.load(apps)
        if Claim.objects.filter(code="F001").exists():
            return
        data = reference.read("innovations.toml")
        stage = Scene()
        for entry in data["group"]:
            stage.group(entry)
        stage.prior(data["prior"])
        demo_recognition.load(data["recognition"])
        recognising.refresh(Innovation.objects.all())
        demo_claims.load(data, stage.lead, stage.circle, stage.claimed)
        stage.replicate(data)
        for innovation in Innovation.objects.filter(is_placeholder=False):
            dossier.refresh(innovation)
        audit.append(
            "import", "innovations.innovation", "", stage.lead.pk, {"demo": Innovation.objects.count()}
        )


class Scene:
    """The zones and tables the demonstration is played on, and which claims speak of which innovation."""

    def __init__(self) -> None:
        self.zones = {zone.slug: zone for zone in Zone.objects.all()}
        self.lead = self.zones["qingdao"]
        self.circle = Circle.network()
        self.fields = {field.slug: field for field in Field.objects.all()}
        self.families = {family.slug: family for family in Family.objects.all()}
        self.officer = User.objects.filter(username="lead").first()
        self.agency = Agency.objects.filter(zone=self.lead).order_by("id").first()
        self.claimed: dict[str, Innovation] = {}
        for slug, name, name_en in (
            ("sco", "上合示范区成果库", "SCO demonstration area's library"),
            ("industry", "标杆工厂与中心", "Model factories and centres"),
        ):
            Library.objects.get_or_create(slug=slug, defaults={"name": name, "name_en": name_en})
        self.libraries = {library.slug: library for library in Library.objects.all()}

    def group(self, entry: dict[str, Any]) -> None:
        """The named innovations of a group, then numbered places until the library holds as many as the source counts."""
        library = self.libraries[entry["library"]]
        have = Innovation.objects.filter(library=library).count()
        named = entry.get("innovation", [])
        for place, each in enumerate(named, have + 1):
            self.named(each, library, f"{entry['prefix']}-{place:03d}")
        places = range(have + len(named) + 1, entry["until"] + 1)
        joint = entry.get("joint", 0) - sum(each.get("is_joint", False) for each in named)
        Innovation.objects.bulk_create(
            self._place(library, f"{entry['prefix']}-{place:03d}", entry, is_joint=at < joint)
            for at, place in enumerate(places)
        )
        demo_recognition.enter(library, have, entry)

    def _place(self, library: Library, number: str, entry: dict[str, Any], *, is_joint: bool) -> Innovation:
        return Innovation(
            zone=self.lead,
            circle=self.circle,
            number=number,
            title=f"编号占位 {number}",
            summary="示例：来源计数但未列名称的成果",
            library=library,
            stage=Stage.LIVE,
            is_joint=is_joint,
            is_placeholder=True,
            quote=entry["quote"],
        )

    def named(self, entry: dict[str, Any], library: Library, number: str) -> None:
        """An innovation that a source names, with what it says about it."""
        plain = {
            "title",
            "title_en",
            "summary",
            "background",
            "measures",
            "effects",
            "risks",
            "next_steps",
            "cooperating",
        }
        plain |= {"quote", "legal", "conditions", "is_joint"}
        innovation = Innovation(
            zone=self.lead,
            circle=self.circle,
            number=number,
            library=library,
            field=self.fields.get(entry.get("field", "")),
            family=self.families.get(entry.get("family", "")),
            lead=self.agency,
            officer=self.officer,
            stage=entry.get("stage", Stage.LIVE),
            suits=",".join(entry.get("suits", [])),
            **{name: value for name, value in entry.items() if name in plain},
        )
        innovation.save()
        innovation.partners.set(self.zones[slug] for slug in entry.get("partners", []))
        self.claimed |= dict.fromkeys(entry.get("claims", []), innovation)

    def prior(self, entries: list[dict[str, Any]]) -> None:
        """Cases of others, for novelty searches only."""
        for entry in entries:
            library = self.libraries["prior"]
            Innovation(zone=self.lead, circle=self.circle, library=library, stage=Stage.LIVE, **entry).save()

    def replicate(self, data: dict[str, Any]) -> None:
        """The replications and the briefing that the source narrates."""
        named = {each.title: each for each in Innovation.objects.filter(is_placeholder=False)}
        for entry in data["adoption"]:
            self._adopt(named[entry["innovation"]], entry)
        for entry in data["briefing"]:
            self._brief(named, entry)

    def _adopt(self, innovation: Innovation, entry: dict[str, Any]) -> None:
        adoption = Adoption(
            innovation=innovation,
            zone=self.zones[entry["zone"]],
            circle=self.circle,
            status=Status.LIVE,
            since=entry["on"],
            precision=Precision.BY,
            has_basis=Fit.YES,
            parameters=entry.get("parameters", {}),
            claim=Claim.objects.filter(code=entry.get("claim", "")).first(),
            quote=entry["quote"],
        )
        adoption.save()
        Step.objects.create(adoption=adoption, status=Status.LIVE, on=entry["on"], reason="来源载明已落地")
        Innovation.objects.filter(pk=innovation.pk).update(adopted=1)

    def _brief(self, named: dict[str, Innovation], entry: dict[str, Any]) -> None:
        briefing = Briefing(
            zone=self.lead,
            circle=self.circle,
            title=entry["title"],
            on=entry["on"],
            precision=entry["precision"],
            speakers=entry["speakers"],
            source=Source.objects.filter(slug=entry["source"]).first(),
            quote=entry["quote"],
        )
        briefing.save()
        briefing.audience.set(zone for zone in self.zones.values() if zone != self.lead)
        briefing.innovations.set(named[title] for title in entry["innovations"])

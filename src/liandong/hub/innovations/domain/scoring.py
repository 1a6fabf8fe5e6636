"""Scoring innovations by a sheet that is data: two reviewers, blind to each other, one result.

A sheet with levels scores ``level points × coefficient`` (Haikou's published formula); one without scores the weighted
mean of its criteria. Both are pure functions of the sheet and what was ticked, so the same dossier read the same way
has the same score. A round is two reviews of the same dossier; it is reopened only when the dossier changes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from liandong.hub.core.domain import audit
from liandong.hub.innovations.domain.dossier import digest
from liandong.hub.innovations.enums import Final, RowKind, Status
from liandong.hub.innovations.models import Innovation, Review, ScoreRow, ScoreScheme

REVIEWERS = 2
_THOUSANDTH = Decimal("0.001")


@dataclass(frozen=True)
class Sheet:
    """A scheme's rows by kind and code."""

    levels: dict[str, ScoreRow]
    coefficients: dict[str, ScoreRow]
    criteria: dict[str, ScoreRow]

    @classmethod
    def of(cls, rows: Iterable[ScoreRow]) -> Sheet:
        """The sheet of these rows."""
        rows = list(rows)
        kinds = (RowKind.LEVEL, RowKind.COEFFICIENT, RowKind.CRITERION)
        return cls(*({row.code: row for row in rows if row.kind == kind} for kind in kinds))

    def score(self, *, level: str = "", coefficient: str = "", ratings: dict[str, str]) -> Decimal:
        """The score, to three decimals."""
        if self.levels:
            return (self.levels[level].value * self.coefficients[coefficient].value).quantize(_THOUSANDTH)
        weights = sum((row.value for row in self.criteria.values()), Decimal())
        total = sum((row.value * Decimal(ratings[code]) for code, row in self.criteria.items()), Decimal())
        return (total / weights).quantize(_THOUSANDTH)


@dataclass(frozen=True)
class Result:
    """One round: its reviews, how far they differ, and the score once both are in."""

    scheme: ScoreScheme
    round: int
    reviews: list[Review]

    @property
    def is_complete(self) -> bool:
        """Whether both reviews are in."""
        return len(self.reviews) >= REVIEWERS

    @property
    def difference(self) -> Decimal | None:
        """How far the two scores are apart."""
        scores = [review.score for review in self.reviews]
        return max(scores) - min(scores) if self.is_complete else None

    @property
    def is_disputed(self) -> bool:
        """Whether they differ by more than the scheme tolerates."""
        largest = max((review.score for review in self.reviews), default=Decimal())
        return self.difference is not None and self.difference > largest * self.scheme.tolerance

    @property
    def final(self) -> Decimal | None:
        """The score by the scheme's rule."""
        if not self.is_complete:
            return None
        scores = [review.score for review in self.reviews]
        if self.scheme.final == Final.LOWER:
            return min(scores)
        return (sum(scores, Decimal()) / len(scores)).quantize(_THOUSANDTH)


def results(innovation: Innovation) -> list[Result]:
    """All rounds, the latest first."""
    rounds: dict[tuple[int, int], list[Review]] = {}
    for review in innovation.reviews.select_related("scheme", "reviewer").order_by("-round", "id"):
        rounds.setdefault((review.round, review.scheme_id), []).append(review)
    return [Result(reviews[0].scheme, number, reviews) for (number, _s), reviews in rounds.items()]


def visible(result: Result, user: Any) -> list[Review]:
    """The reviews of a round this person may read: until both are in, only their own."""
    if result.is_complete:
        return result.reviews
    return [review for review in result.reviews if review.reviewer_id == user.pk]


@transaction.atomic
def review(
    *,
    innovation: Innovation,
    scheme: ScoreScheme,
    reviewer: Any,
    level: str = "",
    coefficient: str = "",
    ratings: dict[str, str] | None = None,
    remark: str = "",
) -> Review:
    """Hand in a review of the dossier as it is now."""
    Innovation.objects.select_for_update().get(pk=innovation.pk)
    seal = digest(innovation)
    number = _round(innovation, scheme, reviewer, seal)
    sheet = Sheet.of(scheme.rows.all())
    made = Review.objects.create(
        innovation=innovation,
        scheme=scheme,
        round=number,
        reviewer=reviewer,
        level=level,
        coefficient=coefficient,
        ratings=ratings or {},
        remark=remark,
        score=sheet.score(level=level, coefficient=coefficient, ratings=ratings or {}),
        digest=seal,
    )
    # The chain notes that a review came in, not what it says: the other reviewer may read the chain.
    audit.record("review", innovation, {"round": number, "scheme": scheme.slug, "dossier": seal})
    return made


def _round(innovation: Innovation, scheme: ScoreScheme, reviewer: Any, seal: str) -> int:
    """The round this review belongs to; refused where the reviewer was here or the score stands."""
    before = list(Review.objects.filter(innovation=innovation, scheme=scheme).order_by("-round", "id"))
    if not before:
        return 1
    last = [each for each in before if each.round == before[0].round]
    if last[0].digest != seal:
        return before[0].round + 1
    if any(each.reviewer_id == reviewer.pk for each in last):
        raise ValidationError(_("您已对这一版案例评过分。"))
    if len(last) >= REVIEWERS:
        raise ValidationError(_("这一版案例已由两人评完；案例修改后才会开新一轮。"))
    return before[0].round


def evidence(innovation: Innovation) -> dict[str, str]:
    """What the library itself knows for each criterion (S021), by criterion code."""
    searches = list(innovation.searches.values_list("judgement", flat=True))
    units = [unit for unit in innovation.cooperating.replace("，", "、").split("、") if unit.strip()]
    live = innovation.adoptions.filter(status=Status.LIVE).count()
    must = [row for row in innovation.conditions if row.get("necessity") == "must"]
    return {
        "first": str(_("查新 %(n)s 次，其中判断为新 %(new)s 次"))
        % {"n": len(searches), "new": searches.count("novel")},
        "integrated": str(_("联合单位 %(n)s 个")) % {"n": len(units) + (innovation.lead_id is not None)},
        "different": innovation.summary,
        "applicable": str(_("必备条件 %(n)s 项")) % {"n": len(must)},
        "replicable": str(_("已落地 %(n)s 个片区")) % {"n": live},
    }

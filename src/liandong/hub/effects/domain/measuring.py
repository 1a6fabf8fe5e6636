"""Measuring an effect: queued with what is compared, then run in the background; the result is kept as files.

What cannot be said is said: too few cases, one period, nobody to compare with raise nothing, the result tells it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import reduce
from hashlib import sha256
from operator import add
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django_scopes import scopes_disabled

from liandong.files import written_beside
from liandong.hub.bottlenecks.domain import files, jobs
from liandong.hub.bottlenecks.domain.telling import Teller
from liandong.hub.bottlenecks.enums import AnalysisState
from liandong.hub.bottlenecks.models import Analysis
from liandong.hub.core.domain.notify import notify
from liandong.hub.core.domain.telling import told
from liandong.hub.core.models import Circle, User, Zone
from liandong.hub.effects.domain import results
from liandong.hub.effects.domain.linking import belongs_to
from liandong.hub.effects.enums import OUTCOMES, Outcome
from liandong.hub.effects.models import Dossier, Effect
from liandong.hub.innovations.models import Innovation
from liandong.hub.reforms.domain.designing import profile_of
from liandong.hub.reforms.models import StressRun

if TYPE_CHECKING:
    from liandong.effect import Effect as Found
    from liandong.profile import Profile


def zones_in(analyses: Iterable[Analysis]) -> list[str]:
    """The zones of the profiles of analyses, as the profiles name them."""
    return list(dict.fromkeys(zone for one in analyses for zone in one.log_zones))


@transaction.atomic
def start(
    *,
    title: str,
    before: Iterable[Analysis],
    after: Iterable[Analysis],
    zone: Zone,
    user: User | None,
    adopted: Mapping[str, str],
    options: Mapping[str, Any],
    innovation: Innovation | None = None,
    forecast: StressRun | None = None,
) -> Effect:
    """The effect to be measured, queued. Raises ValidationError for what cannot be compared at all."""
    sides = list(before), list(after)
    _check(*sides, adopted)
    made = Effect(
        title=title,
        zone=zone,
        circle=Circle.of([zone]),
        created_by=user,
        adopted=dict(adopted),
        options=dict(options),
        forecast=forecast,
        is_simulated=any(one.is_simulated for one in (*sides[0], *sides[1])),
    )
    made.save()
    made.before.set(sides[0])
    made.after.set(sides[1])
    belongs_to(made, innovation)
    jobs.queue(made)
    return made


def _check(before: list[Analysis], after: list[Analysis], adopted: Mapping[str, str]) -> None:
    from liandong.effect.adoption import adoption_days

    chosen = [*before, *after]
    if not before or any(one.state != AnalysisState.DONE for one in chosen):
        raise ValidationError(_("请选择已完成的诊断。"))
    if len({one.sha256 for one in chosen}) < len(chosen):
        raise ValidationError(_("所选诊断里有相同的画像，同样的办件会被计两次。"))
    if not after and not adopted:
        raise ValidationError(_("只选了一侧：请写明哪些片区何时实施，否则分不出前后。"))
    with told():
        adoption_days(adopted, tuple(zones_in(chosen)))


def run(pk: int) -> None:
    """Measure a queued effect to its end, whatever that is."""
    jobs.carry_out(Effect, pk, _measure)


def _measure(effect: Effect, tell: Teller) -> None:
    from liandong.effect import effect as measured

    tell(("读取流程画像", "Reading the profiles"), 0, 4)
    chosen = [list(it.order_by("pk")) for it in (effect.before, effect.after)]
    sides = tell.run(lambda: _shipped(effect.shipped) or [_whole(one, effect.zone) for one in chosen if one])
    tell(("测算", "Measuring"), 1, 4)
    found = tell.run(lambda: measured(*sides, adopted=effect.adopted, **effect.options))
    tell(("写报告", "Writing the report"), 3, 4)
    effect.folder = effect.folder or files.new_folder(files.EFFECTS)
    summarise(effect, tell.run(lambda: write(found, files.place(effect.folder))))
    _notify(effect)


def _shipped(name: str) -> list[Profile]:
    """The profiles in the folder of an innovation that ships; none where no name is given."""
    from liandong.innovations.folders import folders
    from liandong.profile import Profile

    places = (
        [folders()[name] / "evidence" / f"{side}.profile" for side in ("before", "after")] if name else []
    )
    return [Profile.load(place) for place in places]


def _whole(analyses: list[Analysis], zone: Zone) -> Profile:
    """All profiles of one side together. Raises ProfilesDiffer."""
    return reduce(add, (profile_of(one, zone) for one in analyses))


def write(found: Found, folder: Path) -> Found:
    """Writes the result, its report, its workbook and the parts of the report into the folder; gives what they tell.

    Whoever sees the effect gets them, so none tells what rests on fewer cases than may be shared.
    """
    from liandong.report import write_effect, write_effect_workbook
    from liandong.report.effects import parts

    found = found.without_cells_below(results.LEAST)
    _write(folder / results.RESULT, found.to_dict())
    write_effect(found, folder / results.REPORT)
    write_effect_workbook(found, folder / results.WORKBOOK)
    _write(folder / results.PARTS, parts(found))
    return found


def _write(path: Path, content: Mapping[str, Any]) -> None:
    text = json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    with written_beside(path) as part:
        part.write_text(text, "utf-8", newline="\n")


def summarise(effect: Effect, found: Found) -> None:
    """What lists and the page show of the result, put into the row."""
    data = results.content(effect)
    told = results.summary_of(data, found.clock)
    verdict = OUTCOMES[found[told.measure].verdict]
    effect.outcome = Outcome.UNKNOWN if told.estimate is None else verdict
    effect.measure, effect.strength = told.measure, told.strength
    effect.value, effect.low, effect.high = told.estimate, told.low, told.high
    effect.is_simulated = effect.is_simulated or found.simulated
    effect.headline = {lang: found[told.measure].sentence(lang, found.clock) for lang in ("zh", "en")}
    effect.sentences = {lang: found.sentences(lang) for lang in ("zh", "en")}
    effect.warnings = {lang: found.warnings(lang) for lang in ("zh", "en")}
    effect.sha256 = sha256(data).hexdigest()


def _notify(effect: Effect) -> None:
    if effect.created_by is not None:
        zh, en = (f"{effect.title}：{effect.headline[lang]}"[:300] for lang in ("zh", "en"))
        notify([effect.created_by], zh=zh, en=en, link=effect.get_absolute_url())


def share(effect: Effect, *, is_shared: bool) -> None:
    """Let the network see the effect, or its own zone alone. Raises ValidationError where its files tell small cells."""
    if is_shared and effect.is_measured and results.has_small_cells(effect):
        raise ValidationError(
            _("结果文件里有不足 %(least)s 件的片区时段，不能共享：请用“新的测算”重测一次，共享新的。")
            % {"least": results.LEAST}
        )
    effect.circle = Circle.network() if is_shared else Circle.of([effect.zone])
    effect.save(update_fields=["circle", "updated_at"])


@transaction.atomic
def remove(effect: Effect) -> None:
    """Delete the effect with its files and links. Raises ValidationError where a case report quotes it, whoever sees that."""
    with scopes_disabled():
        quoting = [str(one) for one in Dossier.objects.filter(effect=effect)]
    if quoting:
        raise ValidationError(
            _("这些案例报告还在引用它：%(names)s。请先让它们改用别的成效。") % {"names": "、".join(quoting)}
        )
    folder = effect.folder
    belongs_to(effect, None)
    effect.delete()
    transaction.on_commit(lambda: files.remove(folder))

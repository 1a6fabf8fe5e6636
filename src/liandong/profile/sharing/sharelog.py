"""The share log: every release that left the house, chained, with a copy of each and the ε each source has spent.

    share-log.jsonl             one line a release: its record, its fingerprint, the file it was written to
    share-log.releases/         a copy of each release, by fingerprint; they are needed to check the next ones

A log is kept for each procedure, as releases are compared with all earlier ones of the same log. Noise spends a budget:
the ε of releases of one source add up (sequential composition; Dwork and Roth, 2014, ch. 3), and when the budget is
spent no more is released. A source is known by the names of the files it was counted from, so that tomorrow's count of
the same file spends the same budget.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from liandong.errors import BudgetExhausted, ChainBroken
from liandong.profile.sharing.chain import Chain
from liandong.profile.sharing.noise import Noiser, opendp_noise
from liandong.profile.sharing.releasing import Approval, K, already, check_epsilon, share
from liandong.profile.value import Profile

#: How much ε a source may spend in all, unless said otherwise.
BUDGET = Decimal(4)


@dataclass(frozen=True)
class ShareLog:
    """A share log in a file; the file is made with the first release."""

    path: Path

    @property
    def folder(self) -> Path:
        """Where the copies of releases are."""
        return self.path.with_suffix(".releases")

    def releases(self) -> list[Profile]:
        """The releases so far, oldest first. Raises ChainBroken where a record or a copy is damaged or missing."""
        return self._copies(Chain.read(self.path))

    def spent(self, profile: Profile) -> Decimal:
        """The ε that releases from the sources of this profile have spent."""
        return _spent(Chain.read(self.path), profile)

    def share(
        self,
        profile: Profile,
        approval: Approval,
        *,
        k: int = K,
        epsilon: Decimal | None = None,
        budget: Decimal = BUDGET,
        most_steps: int = 0,
        draw: Noiser = opendp_noise,
    ) -> Profile:
        """The profile shared as by ``share``, beside all earlier releases, recorded before it is given back.

        Sharing the same counts in the same way again gives the first release again, and no new record.

        Raises
        ------
        SharedAlready : the same counts were shared with another k or ε.
        BudgetExhausted : the sources have no ε left.
        ChainBroken, OutputError, and what ``share`` raises.
        """
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with Chain.locked(self.path) as (chain, appender):
            earlier = self._copies(chain)
            same = _same(earlier, profile, k, epsilon)
            if same is not None:
                return same
            if epsilon is not None:
                _check_budget(chain, profile, epsilon, budget)
            shared = share(
                profile, approval, k=k, earlier=earlier, epsilon=epsilon, most_steps=most_steps, draw=draw
            )
            self.folder.mkdir(exist_ok=True)
            shared.save(self._copy(shared.sha256))
            appender.append({"sources": profile.sheet.sources, **asdict(shared.sheet.releases[0])})
        return shared

    def _copy(self, sha256: str) -> Path:
        return self.folder / f"{sha256}.profile"

    def _copies(self, chain: Chain) -> list[Profile]:
        return [self._loaded(number, record) for number, record in enumerate(chain.records, 1)]

    def _loaded(self, number: int, record: dict[str, Any]) -> Profile:
        path = self._copy(str(record.get("counts")))
        if not path.is_file():
            reason = (f"缺少副本 {path.name}", f"the copy {path.name} is missing")
            raise ChainBroken(path=self.path, line=number, reason=reason)
        profile = Profile.load(path)
        if profile.sha256 != record["counts"]:
            reason = (f"副本 {path.name} 不是原来那份", f"the copy {path.name} is another profile")
            raise ChainBroken(path=self.path, line=number, reason=reason)
        return profile


def _same(earlier: list[Profile], profile: Profile, k: int, epsilon: Decimal | None) -> Profile | None:
    """The release that was made of the same counts in the same way. Raises SharedAlready for any other way."""
    for old in earlier:
        release = old.sheet.releases[0]
        if release.source == profile.sha256:
            if release.k == k and release.epsilon == ("" if epsilon is None else str(epsilon)):
                return old
            raise already(release)
    return None


def _spent(chain: Chain, profile: Profile) -> Decimal:
    mine = set(profile.sheet.sources or [""])  # counts of no named file spend one budget together
    used = [
        record["epsilon"]
        for record in chain.records
        if mine & set(record["sources"] or [""]) and record["epsilon"]
    ]
    return sum(map(Decimal, used), Decimal(0))


def _check_budget(chain: Chain, profile: Profile, epsilon: Decimal, budget: Decimal) -> None:
    check_epsilon(epsilon)
    spent = _spent(chain, profile)
    if spent + epsilon > budget:
        source = "、".join(profile.sheet.sources) or profile.sha256[:12]
        raise BudgetExhausted(source=source, limit=budget, spent=spent, asked=epsilon)

"""Reforms as officers speak of them, each written as the operators it stands for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from liandong.procedure.reform.amount import Amount, number
from liandong.procedure.reform.keys import key
from liandong.procedure.words import Text

#: An operator and its table, as a reform file has them.
Written = tuple[str, dict[str, object]]


class Expands(Protocol):
    """A table that stands for the steps it gives."""

    def steps(self) -> list[Written]: ...


@dataclass(frozen=True)
class Staged:
    """A part of an activity is done after release: goods leave first, the rest of the check follows."""

    at: str = key("element", "分段的环节", "activity done in two stages")
    into: str = key("text", "后段的名称", "name of the second stage")
    after: str = key("element", "后段移到它之后", "the second stage comes after this")
    share: Amount = key("share", "后段占原工作的份额", "share of the work in the second stage")

    def steps(self) -> list[Written]:
        split: dict[str, object] = {"at": self.at, "into": self.into, "share": _text(self.share)}
        return [("split", split), *_moved(self.into, self.at, self.after)]


@dataclass(frozen=True)
class Advance:
    """An activity is done before arrival."""

    at: str = key("element", "提前办理的环节", "activity done in advance")
    before: str = key("element", "移到它（如到港）之前", "it comes before this, such as arrival")

    def steps(self) -> list[Written]:
        return [("move", {"at": self.at, "before": self.before})]


@dataclass(frozen=True)
class ParallelApproval:
    """Approvals that waited for one another are given at the same time."""

    at: tuple[tuple[str, ...], ...] = key("branches", "并联的环节", "activities done at the same time")

    def steps(self) -> list[Written]:
        return [("parallel", {"at": [list(it) for it in self.at]})]


@dataclass(frozen=True)
class Commitment:
    """Who gives a commitment skips an activity; a share of these cases is checked later."""

    at: str = key("element", "告知承诺后免去的环节", "activity a commitment stands for")
    share: Amount = key("share", "作出承诺的办件份额", "share of cases with a commitment")
    check: str = key("text", "事后核查环节的名称", "name of the later check")
    after: str = key("element", "核查移到它之后", "the check comes after this")
    inspected: Amount = key("share", "承诺办件中受核查的份额", "share of these cases that is checked")
    effort: Amount = key("share", "核查用时与原环节之比", "work of a check as a share of the activity's")

    def steps(self) -> list[Written]:
        split: dict[str, object] = {
            "at": self.at,
            "into": self.check,
            "share": _text(self.effort),
            "remaining": 1,
        }
        checked = f"{_text(self.share)} * {_text(self.inspected)}"
        return [
            ("split", split),
            *_moved(self.check, self.at, self.after),
            ("route", {"skip": self.at, "share": _text(self.share)}),
            ("route", {"only": self.check, "share": checked}),
        ]


@dataclass(frozen=True)
class Incomplete:
    """A case is taken on with papers missing: they are handed in while it is being worked on."""

    at: str = key("element", "补齐材料的环节", "activity in which papers are completed")
    beside: tuple[str, ...] = key("names", "同时先行办理的环节", "activities done meanwhile")

    def steps(self) -> list[Written]:
        return [("parallel", {"at": [self.at, list(self.beside)]})]


@dataclass(frozen=True)
class OneWindow:
    """Several receptions become one at one window."""

    at: tuple[str, ...] = key("elements", "合并的受理环节", "activities that become one")
    name: str = key("text", "合并后的名称", "name of the one")
    factor: Amount = key(
        "factor", "合并后用时与合计之比", "its work as a share of theirs together", Amount(1)
    )
    to: str = key("text", "综合窗口（岗位），默认不变", "role at the window; as before", "")
    count: Amount | None = key("count", "新窗口的人数", "people of a window that is new", None)

    def steps(self) -> list[Written]:
        steps: list[Written] = [
            ("merge", {"at": list(self.at), "name": self.name, "factor": _text(self.factor)})
        ]
        return [*steps, ("assign", _given(at=self.name, to=self.to, count=self.count))] if self.to else steps


@dataclass(frozen=True)
class Remote:
    """Another zone does an activity; papers may travel first."""

    at: str = key("element", "异地代办的环节", "activity done elsewhere")
    to: str = key("text", "代办方（岗位）", "role elsewhere that does it")
    count: Amount | None = key("count", "代办方是新岗位时的人数", "its people, where it is new", None)
    transfer: Amount | None = key("length", "材料流转的时间", "how long papers travel", None)
    name: str = key("text", "流转等待的名称", "name of that wait", "材料流转")

    def steps(self) -> list[Written]:
        steps: list[Written] = [("assign", _given(at=self.at, to=self.to, count=self.count))]
        wait = _given(before=self.at, name=self.name, length=self.transfer)
        return [*steps, ("delay", wait)] if self.transfer is not None else steps


@dataclass(frozen=True)
class Notice:
    """A public notice lasts longer or shorter, as a clause prescribes."""

    at: str = key("element", "公示环节", "the notice")
    length: Amount = key("length", "公示期", "how long it lasts")

    def steps(self) -> list[Written]:
        return [("delay", {"at": self.at, "length": _text(self.length), "statutory": True})]


@dataclass(frozen=True)
class Preset:
    """A preset: its key in ASCII, its name in Chinese, what it does, and its table."""

    key: str
    name: str
    words: Text
    table: type[Expands]

    @property
    def operators(self) -> str:
        """The operators it stands for, in words of a reform file."""
        return _OPERATORS[self.key]


_OPERATORS = {
    "accept-incomplete": "parallel",
    "advance-declaration": "move",
    "commitment": "split + move + route",
    "notice-period": "delay",
    "one-window": "merge + assign",
    "parallel-approval": "parallel",
    "remote-agency": "assign + delay",
    "staged-supervision": "split + move",
}
_ALL = (
    Preset(
        "accept-incomplete",
        "容缺受理",
        ("材料后补，先行办理", "papers follow while work goes on"),
        Incomplete,
    ),
    Preset("advance-declaration", "提前申报", ("到港前先办", "done before arrival"), Advance),
    Preset("commitment", "告知承诺", ("承诺即免办，事后抽查", "a commitment now, a check later"), Commitment),
    Preset(
        "notice-period",
        "公示期调整",
        ("法定公示期长短", "a statutory notice lasts longer or shorter"),
        Notice,
    ),
    Preset("one-window", "一窗受理", ("多头受理合为一窗", "several receptions become one"), OneWindow),
    Preset(
        "parallel-approval", "并联审批", ("串联审批改并联", "approvals at the same time"), ParallelApproval
    ),
    Preset("remote-agency", "异地代办", ("由他地窗口代办", "another zone does it"), Remote),
    Preset("staged-supervision", "分段监管", ("先放行，后段后办", "release first, the rest later"), Staged),
)
#: By Chinese name and by ASCII key.
PRESETS: dict[str, Preset] = {name: it for it in _ALL for name in (it.key, it.name)}


def _moved(new: str, at: str, after: str) -> list[Written]:
    """A new activity moves on from behind the one it came from, where it is to be elsewhere."""
    return [("move", {"at": new, "after": after})] if after != at else []


def _text(amount: Amount) -> str:
    """As a file has it, so that parameters stay parameters."""
    return amount.formula or (number(amount.value) if not amount.unit else amount.as_text())


def _given(**values: object) -> dict[str, object]:
    """The table without what is not given."""
    texts = {name: _text(it) if isinstance(it, Amount) else it for name, it in values.items()}
    return {name: it for name, it in texts.items() if it not in (None, "")}

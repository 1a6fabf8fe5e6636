"""Settings in words."""

from __future__ import annotations

from collections.abc import Callable

from liandong.procedure.reform import settings
from liandong.procedure.reform.amount import Amount, number
from liandong.procedure.reform.settings import Setting
from liandong.procedure.words import Text


def told(setting: Setting, called: Callable[[str], Text], before: Callable[[str], Text]) -> Text:
    """What a setting says; ``called`` tells how an element is called now, and what cases do that take a flow.

    ``before`` tells how an element was called before the reform.
    """
    zh, en = called(setting.element)
    match setting:
        case settings.Origin(of=of, share=share):
            whole = before(of)
            text = (
                f"{zh}的工作占原{whole[0]}的 {_share(share)}",
                f"{en}: {_share(share)} of the work of {whole[1]}",
            )
        case settings.Scale(factor=factor, part=part):
            what = ("办理前的等待", "time before work") if part == "before" else ("办理时间", "work")
            text = f"{zh}的{what[0]}变为 {factor.value:g} 倍", f"{en}: {what[1]} × {factor.value:g}"
        case settings.Share(share=share):
            text = f"{_share(share)} 的办件{zh}", f"{_share(share)} of cases {en}"
        case settings.Assign(role=role):
            text = f"{zh}由“{role}”办理", f"“{role}” does {en}"
        case settings.Staff(role=role, how=how, amount=amount):
            many = {"to": ("为 ", "to "), "by": ("增减 ", "by "), "times": ("变为原来的 ", "times ")}[how]
            value = f"{amount.value:+g}" if how == "by" else f"{amount.value:g}"
            tail = " 倍" if how == "times" else " 人"
            text = f"岗位“{role}”人数{many[0]}{value}{tail}", f"people of “{role}”: {many[1]}{value}"
        case settings.Pool(role=role, into=into):
            text = f"岗位“{role}”并入“{into}”，合用人员", f"“{role}” shares its people as “{into}”"
        case settings.Hours(role=role, hours=hours):
            text = f"岗位“{role}”的工作时间为 {hours}", f"hours of “{role}”: {hours}"
        case settings.Gate(size=size, at_most=longest):
            wait = (
                (f"，最多等 {longest.as_text()}", f", or after {longest.as_text()}") if longest else ("", "")
            )
            text = f"{zh}每 {size.value:g} 件一批{wait[0]}", f"{en}: in batches of {size.value:g}{wait[1]}"
        case settings.Queue(name=name, share=share):
            text = (
                f"{_share(share)} 的办件“{name}”优先办理",
                f"{_share(share)} of cases, “{name}”, are served first",
            )
        case settings.Delay(length=length, statutory=is_statutory):
            law = ("（法定）", " (statutory)") if is_statutory else ("", "")
            text = f"{zh}固定历时 {length.as_text()}{law[0]}", f"{en} lasts {length.as_text()}{law[1]}"
        case settings.Load(factor=factor):
            text = f"办件量变为 {factor.value:g} 倍", f"cases × {factor.value:g}"
        case _:
            raise AssertionError(setting)
    return text


def _share(share: Amount) -> str:
    return f"{number(round(share.value * 100, 4))}%"

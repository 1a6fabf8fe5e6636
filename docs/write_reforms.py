"""Writes the pictures of docs/*/reforms.md: a small procedure before and after each operator and preset, with the words
of ``procedure diff`` below.

    uv run python docs/write_reforms.py
"""

import re
from pathlib import Path
from xml.sax.saxutils import escape

from liandong.procedure import Procedure, Reform, Tree, diff
from liandong.procedure.to_bpmn import document_of
from liandong.report import procedure_svg

HOME = Path(__file__).parent / "img" / "reforms"
LANES = {"申报": "窗口", "查验": "海关", "缴税": "税务", "公示": "窗口", "放行": "海关", "退单": "窗口"}
ROW, CHOICE = "→(申报, 查验, 缴税, 放行)", "→(申报, 查验, ×(放行, 退单))"
#: By operator or preset: the procedure, and the table of the step.
STEPS = {
    "assign": (ROW, 'at = "缴税"\nto = "窗口"'),
    "calendar": (ROW, 'role = "海关"\nhours = "1-7 08:00-20:00"\nholidays = "none"'),
    "delay": (ROW, 'before = "放行"\nname = "公示"\nlength = "5 wd"\nstatutory = true'),
    "gate": (ROW, 'at = "查验"\nsize = 10\nat_most = "2 h"'),
    "load": (ROW, "factor = 1.5"),
    "merge": (ROW, 'at = ["查验", "缴税"]\nname = "查验缴税"\nfactor = 0.8'),
    "move": (ROW, 'at = "缴税"\nafter = "放行"'),
    "parallel": (ROW, 'at = ["查验", "缴税"]'),
    "pool": (ROW, 'roles = ["海关", "税务"]\nname = "联合监管"'),
    "queue": (ROW, 'name = "AEO"\nshare = 0.2'),
    "remove": (ROW, 'at = "缴税"'),
    "route": (ROW, 'skip = "查验"\nshare = 0.7'),
    "scale": (ROW, 'at = "查验"\nfactor = 0.5'),
    "serial": ("→(申报, ∧(查验, 缴税), 放行)", 'at = ["缴税", "查验"]'),
    "split": (ROW, 'at = "查验"\ninto = "复查"\nshare = 0.4'),
    "staff": (ROW, 'role = "海关"\nby = 2'),
    "accept-incomplete": (ROW, 'at = "申报"\nbeside = "查验"'),
    "advance-declaration": (ROW, 'at = "缴税"\nbefore = "申报"'),
    "commitment": (
        ROW,
        'at = "查验"\nshare = 0.6\ncheck = "复查"\nafter = "放行"\ninspected = 0.1\neffort = 0.5',
    ),
    "notice-period": ("→(申报, 公示, 放行)", 'at = "公示"\nlength = "20 d"'),
    "one-window": (ROW, 'at = ["查验", "缴税"]\nname = "查验缴税"\nto = "窗口"'),
    "parallel-approval": (ROW, 'at = ["查验", "缴税"]'),
    "remote-agency": (ROW, 'at = "申报"\nto = "烟台窗口"\ncount = 2\ntransfer = "1 d"\nname = "流转"'),
    "staged-supervision": (CHOICE, 'at = "查验"\ninto = "复查"\nafter = "放行"\nshare = 0.4'),
}
ENGLISH = {
    "查验缴税": "Inspect and pay", "烟台窗口": "Window elsewhere", "联合监管": "Joint", "申报": "Declare",
    "查验": "Inspect", "缴税": "Pay duty", "公示": "Notice", "放行": "Release", "退单": "Refuse", "窗口": "Window",
    "海关": "Customs", "税务": "Tax", "复查": "Check later", "流转": "Papers travel",
    "通关": "Clearance",
}  # fmt: skip
_SIZE = re.compile(r'<svg [^>]*?viewBox="([^"]+)"')
_FONT = "13px 'Noto Sans CJK SC','Noto Sans SC','Microsoft YaHei','PingFang SC',Arial,sans-serif"


def pictures(lang: str) -> dict[str, str]:
    """The pictures by file name."""
    return {f"{lang}-{name}.svg": picture(name, lang) for name in STEPS}


def picture(name: str, lang: str) -> str:
    """Before, after and the difference, one below the other."""
    tree, table = (told(it, lang) for it in STEPS[name])
    lanes = {told(key, lang): told(lane, lang) for key, lane in LANES.items()}
    before = Procedure(document_of(Tree.parse(tree), name=told("通关", lang), lane_of=lanes)).laid_out()
    reform = Reform.parse(f'name = "x"\n[[steps]]\ndo = "{name}"\n{table}')
    after = before.apply(reform, draft=True)
    words = [("改前", "改后"), ("before", "after")][lang == "en"]
    shown = [before, after] if before.model != after.model else [before]
    parts, top, widest = [], 0.0, 0.0
    for title, procedure in zip(words, shown, strict=False):
        svg = procedure_svg(procedure, lang=lang)
        width, height = map(float, _SIZE.search(svg)[1].split()[2:])
        parts.append(f'<text x="4" y="{top + 14:g}" class="head">{title}</text>')
        parts.append(svg.replace("<svg ", f'<svg x="0" y="{top + 20:g}" ', 1))
        top, widest = top + height + 26, max(widest, width)
    for change in diff(before, after):
        top += 18
        text = change.text(lang)
        parts.append(f'<text x="4" y="{top:g}" class="word">{escape(text)}</text>')
        widest = max(widest, 13 * sum(1 if ord(it) > 255 else 0.56 for it in text))
    style = f"text.head,text.word{{font:{_FONT};text-anchor:start;fill:#323f4b}}text.head{{font-weight:600}}"
    size = f'width="{widest:g}" height="{top + 8:g}" viewBox="0 0 {widest:g} {top + 8:g}"'
    body = "".join(parts)
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}><rect width="100%" height="100%" fill="#fff"/>{body}<style>{style}</style></svg>\n'


def told(text: str, lang: str) -> str:
    """The text with its names in the language."""
    if lang == "en":
        for zh, en in ENGLISH.items():
            text = text.replace(zh, en)
    return text


if __name__ == "__main__":
    HOME.mkdir(parents=True, exist_ok=True)
    for language in ("zh", "en"):
        for name, svg in pictures(language).items():
            (HOME / name).write_text(svg, "utf-8", newline="\n")

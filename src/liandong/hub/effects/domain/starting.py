"""The text a case report starts from: what the library tells of the innovation, and the tables there are."""

from __future__ import annotations

from collections.abc import Collection

from liandong.hub.effects.domain.gathering import ADOPTIONS, CONDITIONS
from liandong.hub.innovations.models import Innovation

#: Heading in both languages, the field of the innovation, and the names that stand below where there are such results.
_PARTS = (
    ("背景", "Background", "background", ()),
    ("主要做法", "What was done", "measures", ("table.steps", "table.basis")),
    ("实践效果", "Effect", "effects", ("effect.sentences", "table.effect", "table.claims")),
    ("压力测试", "Stress test", "", ("stress.sentences", "table.stress")),
    ("复制推广", "Replication", "", ("conditions", "adoptions")),
    ("风险与防控", "Risks", "risks", ()),
    ("下一步工作", "Next steps", "next_steps", ()),
)


def text_of(innovation: Innovation, lang: str, names: Collection[str]) -> str:
    """The text in Markdown; ``names`` are those of the results that can be quoted."""
    own = {"conditions": f"table.{CONDITIONS[lang]}", "adoptions": f"table.{ADOPTIONS[lang]}"}
    parts = ["# {{title}}"]
    if innovation.summary:
        parts.append("{{summary}}" + ("。" if lang == "zh" else "."))
    for zh, en, field, quoted in _PARTS:
        there = ["{{%s}}" % own.get(name, name) for name in quoted if own.get(name, name) in names]  # noqa: UP031
        words = _words(getattr(innovation, field) if field else "")
        if words and lang != "zh":
            # The library has its words in Chinese: there to translate from, and not printed.
            words = f"<!--\n{words.replace('-->', '→')}\n-->"
        if words or there or field:
            parts += [f"## {zh if lang == 'zh' else en}", *filter(None, (words, *there))]
    return "\n\n".join(parts) + "\n"


def _words(text: str) -> str:
    """The words as paragraphs, with nothing in them that would be taken for a name or a heading."""
    lines = (line.strip().lstrip("#") for line in text.replace("{{", "{ {").splitlines())
    return "\n\n".join(line for line in lines if line)

"""Whether the rows of a decision table are sound together: no two that contradict, nothing left open, none in vain.

Between two numbers that cells name all numbers are alike, and so one of each stretch stands for it; with every text and
yes and no that makes finitely many inputs which stand for all there are. So what is found here is all there is to find.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise, product
from math import prod

from liandong.bundle.decisions.cells import Value
from liandong.bundle.decisions.table import Column, DecisionTable, Rule
from liandong.bundle.fields import Text

#: A table with more different inputs is to be divided into several.
MOST = 100_000
_TOLD = 3


def faults(table: DecisionTable) -> list[Text]:
    """What is wrong with the rows together; nothing where the table is sound.

    >>> head = 'title = { zh = "一", en = "one" }\\nhit = "unique"\\n[[input]]\\nname = "n"\\ntitle = { zh = "数", en = "number" }\\n'
    >>> body = 'kind = "number"\\n[[output]]\\nname = "o"\\ntitle = { zh = "出", en = "out" }\\nkind = "truth"\\n'
    >>> rows = "".join(f"[[rule]]\\nwhen = ['{cell}']\\nthen = [true]\\n" for cell in ("< 5", "[4..9]"))
    >>> for _, told in faults(DecisionTable.read("rules/x.toml", (head + body + rows).encode(), [])):
    ...     print(told)
    rules/x.toml: rows 1, 2 are met at once, for n = 4; with hit = "unique" no two may be
    rules/x.toml: no row is met for n = 10; add one, or otherwise = […]
    """
    stretches = [_stretches(one, {limit for rule in table.rules for limit in rule.when[at].limits}) for at, one in enumerate(table.inputs)]  # fmt: skip
    count = prod(map(len, stretches))
    if count > MOST:
        return [
            (
                f"{table.name} 有 {count} 种不同的输入，多于 {MOST}，无法逐一核对；请拆成几张表",
                f"{table.name}: {count} different inputs, more than {MOST}, are too many to be checked; divide it",
            )
        ]
    found: dict[tuple[int, ...], tuple[Value, ...]] = {}
    counted: set[int] = set()
    for values in product(*stretches):
        met = [rule for rule in table.rules if rule.takes(values)]
        counted |= {rule.number for rule in (met[:1] if table.hit == "first" else met)}
        if _is_wrong(table, met):
            found.setdefault(tuple(rule.number for rule in met), values)
    told = [_told(table, rows, values) for rows, values in sorted(found.items(), key=lambda one: not one[0])]
    return [*told[:_TOLD], *_in_vain(table, counted)]


def _is_wrong(table: DecisionTable, met: list[Rule]) -> bool:
    if not met:
        return table.otherwise is None and table.hit != "collect"
    if table.hit == "any":
        return len({repr(rule.then) for rule in met}) > 1
    return table.hit == "unique" and len(met) > 1


def _stretches(column: Column, limits: set[Decimal]) -> list[Value]:
    """One value of each stretch in which all are alike."""
    if column.kind == "truth":
        return [False, True]
    if column.kind == "text":
        return list(column.values)
    ends = limits | {end for end in (column.least, column.most) if end is not None}
    every = sorted(ends) or [Decimal(0)]
    between = [(low + high) / 2 for low, high in pairwise(every)]
    inside = [every[0] - 1, *every, *between, every[-1] + 1]
    return [one for one in sorted(inside) if column.read(one) is not None]


def _told(table: DecisionTable, rows: tuple[int, ...], values: tuple[Value, ...]) -> Text:
    where = ", ".join(
        f"{one.name} = {_written(value)}" for one, value in zip(table.inputs, values, strict=True)
    )
    if not rows:
        return (
            f"{table.name} 在 {where} 时没有一行适用；请补一行，或写 otherwise = […]",
            f"{table.name}: no row is met for {where}; add one, or otherwise = […]",
        )
    numbers = ", ".join(map(str, rows))
    rule = ("各行须一致", "they must agree") if table.hit == "any" else ("不得有两行", "no two may be")
    return (
        f'{table.name} 第 {numbers} 行在 {where} 时同时适用；hit = "{table.hit}" 时{rule[0]}',
        f'{table.name}: rows {numbers} are met at once, for {where}; with hit = "{table.hit}" {rule[1]}',
    )


def _written(value: Value) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _in_vain(table: DecisionTable, counted: set[int]) -> Iterator[Text]:
    for rule in table.rules:
        if rule.number not in counted:
            yield (
                f"{table.name} 第 {rule.number} 行永远轮不到，请删去或改正",
                f"{table.name}: row {rule.number} never counts; delete or mend it",
            )

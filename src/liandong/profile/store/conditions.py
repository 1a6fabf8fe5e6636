"""Conditions on cases: the text after ``--where`` as a small tree.

    zone='日照' and outcome='查验'        activity in ('查验', '取样') and not role='窗口'
    start between '2024-01' and '2024-03'  lead_days > 20 or "case:SUMleges" >= 1000

The text is SQL, read by sqlglot; only the forms below are taken from it and nothing is ever run as SQL. A column
that belongs to events (activity, role, party, resource, an attribute that changes within a case) holds where *some*
event of the case meets the test. ``a <> b`` is always ``not a = b``: no event of the case has it.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TypeAlias

import sqlglot
from sqlglot import exp

from liandong.errors import FilterError

Literal: TypeAlias = str | bool | Decimal


@dataclass(frozen=True)
class Test:
    """One column against some values; ``op`` is one of = < <= > >= in between like null."""

    column: str
    op: str
    values: tuple[Literal, ...] = ()


@dataclass(frozen=True)
class Not:
    """What the part does not hold for."""

    part: Condition


@dataclass(frozen=True)
class And:
    """What all parts hold for."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True)
class Or:
    """What any part holds for."""

    parts: tuple[Condition, ...]


Condition: TypeAlias = Test | Not | And | Or

_ORDER: dict[type[exp.Expr], tuple[str, str]] = {  # the operator, and the one for sides swapped
    exp.EQ: ("=", "="),
    exp.LT: ("<", ">"),
    exp.LTE: ("<=", ">="),
    exp.GT: (">", "<"),
    exp.GTE: (">=", "<="),
}
_QUOTES = ("文字要放在单引号里", "texts need single quotes")


def parsed(where: str) -> Condition:
    """The condition a text stands for. Raises FilterError.

    >>> parsed("zone='日照' and not lead_days > 20")
    And(parts=(Test(column='zone', op='=', values=('日照',)), Not(part=Test(column='lead_days', op='>', values=(Decimal('20'),)))))
    """
    try:
        return _Reader(where).condition(sqlglot.parse_one(where, read="duckdb", into=exp.Condition))
    except (sqlglot.errors.SqlglotError, RecursionError):
        reason = (
            f"看不懂这个写法；{_QUOTES[0]}，列名有空格或冒号时用双引号",
            f"it cannot be read; {_QUOTES[1]}, column names with spaces or colons double ones",
        )
        raise FilterError(where=where, reason=reason) from None


@dataclass(frozen=True)
class _Reader:
    """Takes the forms we know from sqlglot's tree; any other is refused by name."""

    where: str

    def condition(self, node: exp.Expr) -> Condition:
        part = self._positive(node)
        return Not(part) if node.args.get("negate") else part

    def _positive(self, node: exp.Expr) -> Condition:
        match node:
            case exp.Paren():
                return self.condition(node.this)
            case exp.Not():
                return Not(self.condition(node.this))
            case exp.And() | exp.Or():
                parts = tuple(self.condition(part) for part in node.flatten())
                return And(parts) if isinstance(node, exp.And) else Or(parts)
            case exp.NEQ():
                return Not(self._comparison(exp.EQ(this=node.this, expression=node.expression)))
        return self._leaf(node)

    def _leaf(self, node: exp.Expr) -> Test:
        match node:
            case exp.Between():
                return self._test(node, "between", node.args["low"], node.args["high"])
            case exp.In() if not (node.args.get("query") or node.args.get("unnest")):
                return self._test(node, "in", *node.expressions)
            case exp.Like():
                return self._test(node, "like", node.expression)
            case exp.Is() if isinstance(node.expression, exp.Null):
                return self._test(node, "null")
        return self._comparison(node)

    def _comparison(self, node: exp.Expr) -> Test:
        if type(node) not in _ORDER:
            raise self._refused(node)
        op, swapped = _ORDER[type(node)]
        if isinstance(node.this, exp.Column):
            return self._test(node, op, node.expression)
        return Test(self._column(node.expression), swapped, (self._literal(node.this),))

    def _test(self, node: exp.Expr, op: str, *values: exp.Expr) -> Test:
        return Test(self._column(node.this), op, tuple(map(self._literal, values)))

    def _column(self, node: exp.Expr) -> str:
        if not isinstance(node, exp.Column) or node.args.get("table"):
            raise self._refused(node)
        return str(node.name)

    def _literal(self, node: exp.Expr) -> Literal:
        if isinstance(node, exp.Boolean):
            return bool(node.this)
        sign = 1
        if isinstance(node, exp.Neg):
            node, sign = node.this, -1
        if not isinstance(node, exp.Literal):
            raise self._refused(node)
        try:
            return str(node.this) if node.is_string else sign * Decimal(node.this)
        except InvalidOperation:
            raise self._refused(node) from None

    def _refused(self, node: exp.Expr) -> FilterError:
        text = node.sql(dialect="duckdb")
        if isinstance(node, exp.Column):
            reason = (f"{text} 若是文字，请写成 '{text}'", f"if {text} is a text, write '{text}'")
        else:
            reason = (
                f"不支持 {text}；可用 = <> < <= > >= in between like is null and or not",
                f"{text} is not supported; use = <> < <= > >= in between like is null and or not",
            )
        return FilterError(where=self.where, reason=reason)

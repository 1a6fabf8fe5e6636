"""A decision table, ``rules/*.toml``: inputs, outputs, and rows that say for which inputs which outputs come out.

    title = { zh = "能否提离", en = "may it leave the port" }
    hit = "unique"                      # which rows count where several are met

    [[input]]
    name = "port"                       # as cases and forms name it
    title = { zh = "口岸检查", en = "check at the port" }
    kind = "text"                       # number, text or truth
    values = ["无要求", "未完成", "已完成"]

    [[output]]
    name = "may_leave"
    title = { zh = "可以提离", en = "may leave" }
    kind = "truth"

    [[rule]]
    when = ['not("未完成")']            # a cell for each input, see ``cells``
    then = [true]                       # a value for each output
    basis = "GACC-2019-160"             # the legal act, of those in innovation.toml

    otherwise = [false]                 # where no row is met; without it the rows must leave nothing open

Hit policies are those of DMN 1.5, clause 8.2.8: ``unique`` no two rows are met at once; ``any`` those that are agree;
``first`` the first counts; ``collect`` all count, each with its outputs. Numbers are decimals, so that money is exact.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Literal, get_args

from liandong.bundle.decisions.cells import Cell, Kind, Value
from liandong.bundle.fields import Fields, Text
from liandong.errors import BundleError

Hit = Literal["unique", "any", "first", "collect"]
FOLDER = "rules/"
_CELL: Text = (
    '不是可用的单元格；可写 -、"甲", "乙"、< 5、[1..5]、true、not("甲")，种类须与输入一致',
    'it is no cell of this input\'s kind; there are -, "a", "b", < 5, [1..5], true and not("a")',
)


@dataclass(frozen=True)
class Column:
    """An input or an output: its name in cases, its title, and which values it can have."""

    name: str
    title: Text
    kind: Kind
    #: The texts there are; of an output without any, every text.
    values: tuple[str, ...] = ()
    least: Decimal | None = None
    most: Decimal | None = None

    def read(self, value: object) -> Value | None:
        """The value as it is compared; None where the column cannot have it."""
        match self.kind, value:
            case "truth", bool():
                return value
            case "text", str() if not self.values or value in self.values:
                return value
            case "number", int() | float() | Decimal() if not isinstance(value, bool):
                number = Decimal(str(value))
                is_in = number.is_finite() and not (
                    (self.least is not None and number < self.least)
                    or (self.most is not None and number > self.most)
                )
                return number if is_in else None
        return None

    @property
    def span(self) -> str:
        """The values it can have, in short."""
        if self.kind == "number":
            return f"[{'…' if self.least is None else self.least}..{'…' if self.most is None else self.most}]"
        return " | ".join(self.values) if self.kind == "text" else "true | false"


@dataclass(frozen=True)
class Rule:
    """A row: its number from 1 on, a cell for each input, a value for each output, the legal act it rests on."""

    number: int
    when: tuple[Cell, ...]
    then: tuple[Any, ...]
    basis: str = ""

    def takes(self, values: tuple[Value, ...]) -> bool:
        """Whether the row is met."""
        return all(cell.takes(value) for cell, value in zip(self.when, values, strict=True))


@dataclass(frozen=True)
class Decision:
    """What comes out: the outputs (one set, with ``collect`` one of each row), and the rows they come from."""

    outputs: tuple[dict[str, Any], ...]
    #: The rows that count; none where ``otherwise`` does.
    rules: tuple[Rule, ...]
    #: Of each row that is not met, the first input that keeps it from that.
    missed: dict[int, Column]


@dataclass(frozen=True)
class DecisionTable:
    """A table that was read; ``faults`` tells whether its rows are sound together."""

    name: str
    title: Text
    hit: Hit
    inputs: tuple[Column, ...]
    outputs: tuple[Column, ...]
    rules: tuple[Rule, ...]
    otherwise: tuple[Any, ...] | None = None

    @classmethod
    def read(cls, name: str, data: bytes, problems: list[Text]) -> DecisionTable | None:
        """The table in the file, None where something is wrong with it, which the problems then tell."""
        before = len(problems)
        fields = Fields.of_file(data, name, problems)
        title, hit = fields.words("title"), fields.take("hit", str)
        known = ", ".join(get_args(Hit))
        fields.check("hit", hit in get_args(Hit), f"须为 {known} 之一", f"it must be one of {known}")
        inputs = tuple(_column(one, is_input=True) for one in fields.tables("input"))
        outputs = tuple(_column(one, is_input=False) for one in fields.tables("output"))
        names = [one.name for one in (*inputs, *outputs)]
        is_whole = bool(inputs and outputs) and len(set(names)) == len(names)
        fields.check("", is_whole, "至少要一个 [[input]] 和一个 [[output]]，名称不得重复", "it needs an [[input]] and an [[output]], each with a name of its own")  # fmt: skip
        rules = tuple(
            _rule(number, one, inputs, outputs) for number, one in enumerate(fields.tables("rule"), 1)
        )
        fields.check("rule", bool(rules), "至少要一行 [[rule]]", "it needs a row [[rule]]")
        otherwise = fields.maybe("otherwise", list)
        then = None if otherwise is None else _then(fields, "otherwise", otherwise, outputs)
        fields.finish()
        if len(problems) > before:
            return None
        return cls(name, title, hit, inputs, outputs, rules, then)  # type: ignore[arg-type]

    def typed(self, given: Mapping[str, str]) -> dict[str, object]:
        """Inputs that were typed as text, as values of their columns; what cannot be one is left for ``decide`` to refuse."""
        kinds = {one.name: one.kind for one in self.inputs}
        return {name: _typed(text, kinds.get(name, "text")) for name, text in given.items()}

    def decide(self, given: Mapping[str, object]) -> Decision:
        """What comes out for these inputs. Raises BundleError for one that is missing, unknown, or cannot be."""
        values = self._values(given)
        met = [rule for rule in self.rules if rule.takes(values)]
        counted = met if self.hit == "collect" else met[:1]
        sets = [rule.then for rule in counted] or ([self.otherwise] if self.otherwise is not None else [])
        names = [one.name for one in self.outputs]
        outputs = tuple(dict(zip(names, each, strict=True)) for each in sets)
        return Decision(outputs, tuple(counted), self._missed(values))

    def _values(self, given: Mapping[str, object]) -> tuple[Value, ...]:
        unknown = sorted(given.keys() - {one.name for one in self.inputs})
        if unknown:
            raise BundleError(reason=_unknown(self, unknown[0]))
        read = [(one, one.read(given.get(one.name))) for one in self.inputs]
        wrong = next((one for one, value in read if value is None), None)
        if wrong is not None:
            raise BundleError(reason=_refused(self, wrong, given))
        return tuple(value for _, value in read if value is not None)

    def _missed(self, values: tuple[Value, ...]) -> dict[int, Column]:
        found: dict[int, Column] = {}
        for rule in self.rules:
            cells = zip(self.inputs, rule.when, values, strict=True)
            bar = next((one for one, cell, value in cells if not cell.takes(value)), None)
            found |= {rule.number: bar} if bar else {}
        return found


def _typed(text: str, kind: Kind) -> object:
    if kind == "truth":
        return {"true": True, "是": True, "yes": True, "false": False, "否": False, "no": False}.get(
            text, text
        )
    try:
        return Decimal(text) if kind == "number" else text
    except InvalidOperation:
        return text


def _column(fields: Fields, *, is_input: bool) -> Column:
    name, title, kind = fields.take("name", str), fields.words("title"), fields.take("kind", str)
    known = ", ".join(get_args(Kind))
    fields.check("kind", kind in get_args(Kind), f"须为 {known} 之一", f"it must be one of {known}")
    values = fields.texts("values")
    fields.check("values", bool(values) or not (is_input and kind == "text"), "须列出可能的取值，否则无法核对是否有遗漏", "list the values there are, else no gap could be found")  # fmt: skip
    fields.check("values", kind == "text" or not values, "只用于文字", "it is for texts")
    ends = [_number(fields.maybe(end, float)) for end in ("min", "max")]
    fields.check("min", kind == "number" or ends == [None, None], "只用于数字", "it is for numbers")
    return Column(name, title, kind, values, *ends)  # type: ignore[arg-type]


def _number(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def _rule(number: int, fields: Fields, inputs: tuple[Column, ...], outputs: tuple[Column, ...]) -> Rule:
    when, then = fields.texts("when"), fields.take("then", list)
    basis = fields.take("basis", str, default="")
    fields.check(
        "when", len(when) == len(inputs), f"须有 {len(inputs)} 个单元格", f"it needs {len(inputs)} cells"
    )
    cells = [_cell(fields, one, text) for one, text in zip(inputs, when, strict=False)]
    return Rule(number, tuple(cells), _then(fields, "then", then, outputs), basis)


def _cell(fields: Fields, column: Column, text: str) -> Cell:
    try:
        cell = Cell.parse(text, column.kind)
    except ValueError:
        fields.wrong(f"{column.name} {text}", *_CELL)
        return Cell(text)
    for name in sorted(cell.names - set(column.values)):
        fields.wrong(f"{column.name} {text}", f"没有取值“{name}”，有的是 {column.span}", f"there is no value {name}, but {column.span}")  # fmt: skip
    return cell


def _then(fields: Fields, name: str, values: list[Any], outputs: tuple[Column, ...]) -> tuple[Any, ...]:
    fields.check(
        name, len(values) == len(outputs), f"须有 {len(outputs)} 个值", f"it needs {len(outputs)} values"
    )
    for column, value in zip(outputs, values, strict=False):
        fields.check(f"{name} {column.name}", column.read(value) is not None, f"的值 {value!r} 不可用，可用 {column.span}", f"{value!r} is none of {column.span}")  # fmt: skip
    return tuple(values)


def _unknown(table: DecisionTable, name: str) -> Text:
    known = ", ".join(one.name for one in table.inputs)
    return f"{table.name} 没有输入 {name}，有的是 {known}", f"{table.name} has no input {name}, but {known}"


def _refused(table: DecisionTable, column: Column, given: Mapping[str, object]) -> Text:
    where = (
        f"{table.name} {column.name}（{column.title[0]}）",
        f"{table.name} {column.name} ({column.title[1]})",
    )
    if column.name not in given:
        return f"{where[0]} 没有给出，可为 {column.span}", f"{where[1]} is not given; it can be {column.span}"
    value = given[column.name]
    return (
        f"{where[0]} 不能是 {value}，可为 {column.span}",
        f"{where[1]} cannot be {value}, but {column.span}",
    )

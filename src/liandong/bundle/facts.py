"""What an innovation is: ``innovation.toml`` and ``parameters.toml`` of its folder, read into values.

The parameters of ``reform.toml`` belong to them: a zone may set each of those, within its range.

A basis is a legal act that the procedure rests on; where it is ``national`` it holds in every zone, else a receiving
zone must have it, or one like it. A parameter that is ``local`` may be set by each zone within its range.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from liandong.bundle.fields import Fields, Text
from liandong.errors import LiandongError

FACTS, PARAMETERS, REFORM = "innovation.toml", "parameters.toml", "reform.toml"
#: The licence of what was not given to others yet: there is no bundle of it to install.
UNPUBLISHED = "LicenseRef-unpublished"
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_VERSION = re.compile(r"(0|[1-9]\d{0,5})\.(0|[1-9]\d{0,5})\.(0|[1-9]\d{0,5})")


@dataclass(frozen=True)
class Basis:
    """A legal act: its id as the zones' files name it, its title, and when it is in force."""

    id: str
    title: str
    is_national: bool
    since: date | None = None
    until: date | None = None

    def in_force(self, day: date) -> bool:
        """Whether it is in force on that day."""
        return (self.since or date.min) <= day <= (self.until or date.max)


@dataclass(frozen=True)
class Parameter:
    """A number that the procedure depends on, in a unit, from ``least`` to ``most``."""

    name: str
    title: Text
    unit: Text
    value: float
    least: float
    most: float
    is_local: bool
    basis: str = ""

    def allows(self, value: float) -> bool:
        """Whether the value is in range."""
        return self.least <= value <= self.most


@dataclass(frozen=True)
class Innovation:
    """The facts of one version of an innovation."""

    id: str
    version: str
    title: Text
    summary: Text
    #: The zone it comes from.
    origin: str
    #: An SPDX id.
    licence: str
    published: date
    #: Whether any of its figures come from simulated data: then it is said wherever they are shown.
    is_simulated: bool
    systems: tuple[str, ...] = ()
    basis: tuple[Basis, ...] = ()
    #: What a zone must have to do it, in its own words: an office, a system, an authorisation.
    capabilities: tuple[str, ...] = ()
    parameters: tuple[Parameter, ...] = ()

    @property
    def name(self) -> str:
        """``id version``."""
        return f"{self.id} {self.version}"

    @property
    def as_json(self) -> dict[str, Any]:
        """The facts as JSON has them, days as ``YYYY-MM-DD``."""
        return _plain(asdict(self))  # type: ignore[no-any-return]


def version_key(version: str) -> tuple[int, ...]:
    """By which versions are ordered.

    >>> max("1.10.0", "1.9.3", key=version_key)
    '1.10.0'
    """
    return tuple(map(int, version.split(".")))


def read(members: Mapping[str, bytes], problems: list[Text]) -> Innovation:
    """The facts in the members of a folder; what is wrong is added to the problems, and then the facts are not whole."""
    if FACTS not in members:
        problems.append((f"缺少 {FACTS}", f"{FACTS} is missing"))
    fields = Fields.of_file(members.get(FACTS, b""), FACTS, problems)
    if not fields.values:
        return Innovation("", "0.0.0", ("", ""), ("", ""), "", "", date.min, is_simulated=True)
    key, version = fields.take("id", str), fields.take("version", str)
    fields.check("id", bool(_ID.fullmatch(key)) and len(key) <= 64, "须为小写字母、数字和连字符", "it must be lower-case letters, digits and hyphens")  # fmt: skip
    fields.check("version", bool(_VERSION.fullmatch(version)), "须为 主.次.修 三个数，如 1.0.0", "it must be three numbers like 1.0.0")  # fmt: skip
    basis = tuple(_basis(one) for one in fields.tables("basis"))
    innovation = Innovation(
        id=key,
        version=version,
        title=fields.words("title"),
        summary=fields.words("summary"),
        origin=fields.take("origin", str),
        licence=fields.take("licence", str),
        published=fields.take("published", date),
        is_simulated=fields.take("simulated", bool),
        systems=fields.texts("systems"),
        basis=basis,
        capabilities=fields.texts("capabilities"),
        parameters=_all_parameters(members, basis, problems),
    )
    fields.check("basis", len({one.id for one in basis}) == len(basis), "有重复的 id", "an id is there twice")
    fields.finish()
    return innovation


def _basis(fields: Fields) -> Basis:
    return Basis(
        id=fields.take("id", str),
        title=fields.take("title", str),
        is_national=fields.take("national", bool, default=False),
        since=fields.maybe("since", date),
        until=fields.maybe("until", date),
    )


def _all_parameters(
    members: Mapping[str, bytes], basis: tuple[Basis, ...], problems: list[Text]
) -> tuple[Parameter, ...]:
    """Those of the file of parameters and those of the reform, by name."""
    own = _parameters(members.get(PARAMETERS, b""), basis, problems)
    of_reform = _of_reform(members[REFORM], problems) if REFORM in members else ()
    problems += [
        (
            f"{PARAMETERS} 和 {REFORM} 都有参数 {name}",
            f"{PARAMETERS} and {REFORM} both have a parameter {name}",
        )
        for name in sorted({one.name for one in own} & {one.name for one in of_reform})
    ]
    return tuple(sorted((*own, *of_reform), key=lambda one: one.name))


def _of_reform(data: bytes, problems: list[Text]) -> tuple[Parameter, ...]:
    from liandong.procedure.reform import Reform

    try:
        reform = Reform.parse(data.decode(), REFORM)
    except UnicodeDecodeError:
        problems.append((f"{REFORM} 不是 UTF-8", f"{REFORM} is not in UTF-8"))
        return ()
    except LiandongError as error:
        problems.append((error.text("zh"), error.text("en")))
        return ()
    parameters = []
    for name, one in reform.parameters.items():
        if one.min is None or one.max is None:
            problems.append(
                (f"{REFORM} 参数 {name} 须有 min 和 max", f"{REFORM}: the parameter {name} needs min and max")
            )
            continue
        span = (float(one.min.value), float(one.max.value))
        parameters.append(
            Parameter(
                name,
                (one.name, one.name),
                (one.unit, one.unit),
                float(one.default.value),
                *span,
                is_local=True,
            )
        )
    return tuple(parameters)


def _parameters(data: bytes, basis: tuple[Basis, ...], problems: list[Text]) -> tuple[Parameter, ...]:
    file = Fields.of_file(data, PARAMETERS, problems)
    acts = {"", *(one.id for one in basis)}
    parameters = []
    for name in sorted(file.values):
        fields = file.inner(name, file.take(name, dict))
        one = Parameter(
            name=name,
            title=fields.words("title"),
            unit=fields.words("unit"),
            value=fields.take("value", float),
            least=fields.take("min", float),
            most=fields.take("max", float),
            is_local=fields.take("local", bool, default=False),
            basis=fields.take("basis", str, default=""),
        )
        fields.check("value", one.allows(one.value), "不在 min 和 max 之间", "it is not between min and max")
        fields.check("basis", one.basis in acts, f"没有列在 {FACTS} 的 [[basis]] 里", f"no [[basis]] of {FACTS} has this id")  # fmt: skip
        fields.finish()
        parameters.append(one)
    return tuple(parameters)


def _plain(value: Any) -> Any:
    """The value with dates as text; what is None is left out."""
    match value:
        case dict():
            return {name: _plain(one) for name, one in value.items() if one is not None}
        case list() | tuple():
            return [_plain(one) for one in value]
        case date():
            return value.isoformat()
    return value

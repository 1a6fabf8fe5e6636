"""The same statement in each engine's words, by sqlglot, and the few things that need a form of their own."""

from __future__ import annotations

from typing import Any, ClassVar

from sqlglot import exp, parse_one
from sqlglot.dialects import ClickHouse, Dialect, DuckDB, Postgres, Spark
from sqlglot.errors import SqlglotError
from sqlglot.generator import Generator

from liandong.errors import SettingError


class _Forms(Generator):
    """Writes functions of ours in the form that the engine has for them."""

    #: Name -> form; ``{0}`` is the first argument.
    #:
    #: - ``path_of(act, place)``: the numbers of a case's activities in order, as text
    #: - ``instant_micros(t)``, ``local_micros(t, zone)``: microseconds since 1970 of an instant, and of a wall clock
    FORMS: ClassVar[dict[str, str]] = {}

    def anonymous_sql(self, expression: exp.Anonymous) -> str:
        form = self.FORMS.get(expression.name.lower())
        if form is None:
            return super().anonymous_sql(expression)
        return form.format(*(self.sql(argument) for argument in expression.expressions))


def _int_div(form: str) -> dict[type[exp.Expression], Any]:
    """Division of integers that stays among 64-bit integers: sqlglot's own goes through numeric or float."""
    return {exp.IntDiv: lambda self, e: form.format(self.sql(e, "this"), self.sql(e, "expression"))}


class _DuckDB(DuckDB):  # type: ignore[misc]
    class Generator(_Forms, DuckDB.Generator):  # type: ignore[misc]
        FORMS: ClassVar = {
            "path_of": "STRING_AGG(CAST({0} AS TEXT), ' ' ORDER BY {1})",
            "instant_micros": "EPOCH_US({0})",
            "local_micros": "EPOCH_US(TIMEZONE({1}, CAST({0} AS TIMESTAMP)))",
        }


class _Postgres(Postgres):  # type: ignore[misc]
    class Generator(_Forms, Postgres.Generator):  # type: ignore[misc]
        TRANSFORMS: ClassVar = Postgres.Generator.TRANSFORMS | _int_div("(({0}) / ({1}))")
        FORMS: ClassVar = {
            "path_of": "STRING_AGG(CAST({0} AS TEXT), ' ' ORDER BY {1})",
            "instant_micros": "CASE WHEN ISFINITE({0}) THEN CAST(EXTRACT(EPOCH FROM {0}) * 1000000 AS BIGINT) END",
            "local_micros": "CASE WHEN ISFINITE({0}) THEN CAST(EXTRACT(EPOCH FROM "
            "CAST({0} AS TIMESTAMP) AT TIME ZONE {1}) * 1000000 AS BIGINT) END",
        }


class _ClickHouse(ClickHouse):  # type: ignore[misc]
    class Generator(_Forms, ClickHouse.Generator):  # type: ignore[misc]
        TRANSFORMS: ClassVar = ClickHouse.Generator.TRANSFORMS | _int_div("intDiv({0}, {1})")
        FORMS: ClassVar = {
            "path_of": "arrayStringConcat(arrayMap(x -> toString(x.2), arraySort(groupArray(({1}, {0})))), ' ')",
            "instant_micros": "toUnixTimestamp64Micro(toDateTime64({0}, 6))",
            "local_micros": "toUnixTimestamp64Micro(toDateTime64({0}, 6, {1}))",
        }


class _Spark(Spark):  # type: ignore[misc]
    class Generator(_Forms, Spark.Generator):  # type: ignore[misc]
        FORMS: ClassVar = {
            "path_of": "ARRAY_JOIN(TRANSFORM(ARRAY_SORT(COLLECT_LIST(STRUCT({1} AS place, {0} AS act))), "
            "x -> CAST(x.act AS STRING)), ' ')",
            "instant_micros": "UNIX_MICROS({0})",
            "local_micros": "TIMESTAMPDIFF(MICROSECOND, TIMESTAMP_NTZ '1970-01-01 00:00:00', "
            "CONVERT_TIMEZONE({1}, 'UTC', CAST({0} AS TIMESTAMP_NTZ)))",
        }


#: Engine -> its dialect.
DIALECTS: dict[str, type[Dialect]] = {
    "clickhouse": _ClickHouse,
    "duckdb": _DuckDB,
    "postgresql": _Postgres,
    "spark": _Spark,
}


def said(statement: str, engine: str) -> str:
    """The statement as the engine reads it.

    >>> said("select took // 1000000 as seconds from ld_cases", "clickhouse")
    'SELECT intDiv(took, 1000000) AS seconds FROM ld_cases'
    >>> said("select took // 1000000 as seconds from ld_cases", "spark")
    'SELECT took DIV 1000000 AS seconds FROM ld_cases'
    """
    return parse_one(statement, read="duckdb").sql(DIALECTS[engine])


def text(value: str) -> str:
    """The text as a literal, whatever is in it."""
    return exp.Literal.string(value).sql("duckdb")


def quoted(name: str) -> str:
    """The name of a column as an identifier, whatever is in it.

    >>> print(quoted('办件"号'))
    "办件""号"
    """
    return exp.to_identifier(name, quoted=True).sql("duckdb")


def table_name(name: str, engine: str) -> str:
    """The name of a table, with its schema if any, spelled so that it can be nothing but a name.

    >>> print(table_name("public.办件", "postgresql"))
    "public"."办件"
    """
    try:
        table = exp.to_table(name, dialect=DIALECTS[engine])
        parts = table.parts
    except (SqlglotError, AttributeError):
        parts = []
    if not parts or not all(isinstance(part, exp.Identifier) for part in parts):
        reason = ("须是表名，可带库名和模式名", "it must be the name of a table, with its schema if any")
        raise SettingError(setting="table", value=name, reason=reason)
    return ".".join(part.sql(DIALECTS["duckdb"], identify=True) for part in parts)

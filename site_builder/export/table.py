"""Tables as CSV, RFC 4180, that an office program opens as what they are, and their columns as a schema."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Any

from msgspec import Struct

# What office programs take for a formula, in either width, and the blanks they skip before one.
_FORMULA = tuple("=+-@＝＋－＠\t\r\n")
BETWEEN = "; "  # between the values of a cell that has several


class Kind(StrEnum):
    """The type of a column, by its name in Table Schema."""

    STRING = "string"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"


class Column(Struct, frozen=True):
    """A column of a table and what it says."""

    name: str
    description: str
    kind: Kind = Kind.STRING
    is_required: bool = False


class Table(Struct, frozen=True):
    """A table: its file, what it holds, its columns, and those that tell a row from all others."""

    name: str
    title: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    refers_to: str = ""


def to_csv(table: Table, rows: Iterable[Sequence[Any]]) -> bytes:
    """The rows as CSV in UTF-8 with a mark at its start, by which office programs know that it is UTF-8."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([column.name for column in table.columns])
    writer.writerows([_cell(value) for value in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _cell(value: Any) -> Any:
    """A value as a cell: what would be run as a formula is made text by an apostrophe."""
    if not value:
        return value if value is not None and value is not False else "" if value is None else "false"
    if value is True:
        return "true"
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def schema_of(table: Table) -> dict[str, Any]:
    """The columns as Table Schema has them."""
    schema: dict[str, Any] = {"fields": [_field(column) for column in table.columns], "missingValues": [""]}
    if table.key:
        schema["primaryKey"] = list(table.key)
    if table.refers_to:
        key = {"fields": ["case"], "reference": {"resource": table.refers_to, "fields": ["id"]}}
        schema["foreignKeys"] = [key]
    return schema


def _field(column: Column) -> dict[str, Any]:
    field: dict[str, Any] = {"name": column.name, "type": column.kind.value, "description": column.description}
    if column.is_required:
        field["constraints"] = {"required": True}
    return field

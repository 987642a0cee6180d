"""The published JSON Schema is the one that the program prints."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema

from notelint.cli.show import schema_text

CHECKED_IN = Path(__file__).parents[2] / "docs" / "schema" / "report.schema.json"


def test_the_checked_in_schema_is_current() -> None:
    assert CHECKED_IN.read_text(encoding="utf-8") == schema_text(), (
        "run: notelint schema > docs/schema/report.schema.json"
    )


def test_it_is_a_schema_that_asks_for_every_name_of_the_contract() -> None:
    schema = json.loads(schema_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["required"] == ["version", "reports", "summary", "failures"]
    finding = schema["$defs"]["Finding"]["required"]
    assert {"rule", "message", "start", "end", "line", "column", "facts", "suggested_code", "origin"} <= set(finding)

"""Writes JSON as ASCII text, so that hidden characters of an artifact never reach a terminal unescaped."""

import json

from pratique.report.formats.json_contract import Json


def compact(value: Json) -> str:
    """Return JSON on one line."""
    return json.dumps(value, ensure_ascii=True, separators=(",", ":")) + "\n"


def indented(value: Json) -> str:
    """Return indented JSON."""
    return json.dumps(value, ensure_ascii=True, indent=1) + "\n"

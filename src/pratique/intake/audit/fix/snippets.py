"""Formats dependencies and overrides for the manifests of a project in JSON, TOML, YAML or Ruby, with all texts quoted."""

import json
import re
from collections.abc import Mapping, Sequence

from pratique.intake.audit.fix.ranges import Grammar
from pratique.intake.audit.fix.request import Request
from pratique.intake.audit.fix.scopes import Scope

_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+\Z")
_GEM_NAME = re.compile(r"[A-Za-z0-9._-]+\Z")


def request_lines(request: Request, wanted: str) -> str:
    """Return a dependency with another range, in the syntax of its manifest; "" if the text does not fit on one line."""
    if request.grammar is Grammar.NPM:
        return f"{json.dumps(request.name)}: {json.dumps(wanted)}"
    if request.grammar is Grammar.GEM:
        plain = _GEM_NAME.match(request.name) is not None
        return f'gem "{request.name}", {", ".join(_ruby(wanted))}' if plain else ""
    if request.is_requirement:
        return _pep508(request.text, wanted)
    if request.table is not None:
        return f"{_key(request.name)} = {_inline({**request.table, 'version': wanted})}"
    return f"{_key(request.name)} = {_text(wanted)}"


def pin_line(name: str, version: str) -> str:
    """Return the line of a requirements file that pins a version."""
    return f"{name}=={version}"


def json_overrides(section: str, scopes: Sequence[Scope], joiner: str | None) -> str:
    """Return overrides for a section of package.json such as `pnpm.overrides`.

    Without `joiner`, parents are written as nested objects.
    """
    table: dict[str, object] = {}
    for scope in scopes:
        if not scope.within:
            table[scope.name] = scope.value
        elif joiner is not None:
            table[f"{scope.within}{joiner}{scope.name}"] = scope.value
        else:
            inner = table.setdefault(scope.within, {})
            assert isinstance(inner, dict)
            inner[scope.name] = scope.value
    value: object = table
    *above, last = section.split(".")
    for key in (last, *reversed(above)):
        value = {key: value}
    return _unwrapped(json.dumps(value, indent=2))


def yaml_overrides(scopes: Sequence[Scope]) -> str:
    """Return the overrides for pnpm-workspace.yaml."""
    lines = ["overrides:"]
    for scope in scopes:
        selector = f"{scope.within}>{scope.name}" if scope.within else scope.name
        lines.append(f"  {_text(selector)}: {_text(scope.value)}")
    return "\n".join(lines)


def uv_overrides(name: str, version: str) -> str:
    """Return the override for uv."""
    return f"[tool.uv]\noverride-dependencies = [{_text(f'{name}=={version}')}]"


def pdm_overrides(name: str, version: str) -> str:
    """Return the override for PDM."""
    return f"[tool.pdm.resolution.overrides]\n{_key(name)} = {_text(version)}"


def _text(text: str) -> str:
    quoted = json.dumps(text, ensure_ascii=False)
    return "".join(sign if sign.isprintable() else f"\\U{ord(sign):08X}" for sign in quoted)


def _unwrapped(text: str) -> str:
    return "\n".join(line[2:] for line in text.split("\n")[1:-1])


def _ruby(wanted: str) -> list[str]:
    return [json.dumps(part.strip()) for part in wanted.split(",")]


def _key(name: str) -> str:
    return name if _BARE_KEY.match(name) else _text(name)


def _pep508(text: str, wanted: str) -> str:
    from packaging.requirements import InvalidRequirement, Requirement  # noqa: PLC0415 - slow, and PyPI's alone

    try:
        told = Requirement(text)
    except (InvalidRequirement, RecursionError):
        return ""
    extras = f"[{','.join(sorted(told.extras))}]" if told.extras else ""
    marker = f"; {told.marker}" if told.marker else ""
    if "'" not in marker:
        marker = marker.replace('"', "'")
    return _text(f"{told.name}{extras}{wanted}{marker}")


def _inline(table: Mapping[str, object]) -> str:
    return "{ " + ", ".join(f"{_key(key)} = {_value(value)}" for key, value in table.items()) + " }"


def _value(value: object) -> str:
    if isinstance(value, dict):
        return _inline(value)
    if isinstance(value, list):
        return "[" + ", ".join(_value(one) for one in value) + "]"
    return json.dumps(value) if isinstance(value, bool | int | float) else _text(str(value))

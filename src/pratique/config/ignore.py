"""Parses `[[ignores]]`: ignored advisories, each with a reason, an owner and an expiry date."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import TypeAlias

from pratique.config.form import expected
from pratique.config.package import parse_package
from pratique.config.place import Place
from pratique.core.audit import Ignore
from pratique.core.names import PackageRef
from pratique.errors import ParseError

Schema: TypeAlias = Mapping[str, object]

IGNORE_KEYS = (
    "id",
    "package",
    "versions",
    "path",
    "group",
    "reason",
    "owner",
    "expires",
    "justification",
)
REQUIRED = ("reason", "owner", "expires")
JUSTIFICATIONS = (
    "component_not_present",
    "vulnerable_code_not_present",
    "vulnerable_code_not_in_execute_path",
    "vulnerable_code_cannot_be_controlled_by_adversary",
    "inline_mitigations_already_exist",
)
"""The justifications for an unaffected package from OpenVEX 0.2.0 (Status Justifications)."""
MOST_NAMES = 100
"""Maximum number of ids or groups in one entry."""

_ID = re.compile(r"[A-Za-z][A-Za-z0-9@/._:-]{2,99}\Z")
_GROUP = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._-]{0,99}\Z")
_SPECIFIC = re.compile(r"[^*>/. ]")
_LONGEST = 500


def parse_ignore(table: Mapping[str, object], place: Place) -> Ignore:
    """Parse one entry of `[[ignores]]`.

    An expired ignore is reported and has no effect. Raise UsageError for a missing, unknown or invalid key, a
    wildcard that matches everything, and an ignore without an id and a package.
    """
    place.known(table, IGNORE_KEYS)
    for key in REQUIRED:
        if key not in table:
            raise place.refuse_text(
                key, "is missing", hint="an ignore needs reason, owner and expires, and an id or a package"
            )
    if "id" not in table and "package" not in table:
        raise place.refuse_text(
            "id", "is missing", hint="add the id or an alias of an advisory, or a package"
        )
    package = _package(table, place) if "package" in table else None
    return Ignore(
        ids=_names(table, "id", _ID, "write ids such as GHSA-p6mc-m468-83gw", place),
        ecosystem=package.ecosystem if package else None,
        package=package.name if package else None,
        versions=_versions(table, place) if "versions" in table else None,
        path=_path(table, place) if "path" in table else None,
        groups=frozenset(_names(table, "group", _GROUP, "group names", place)),
        reason=_text(table, "reason", place),
        owner=_text(table, "owner", place),
        expires=_expires(table, place),
        origin=place.at(),
        justification=_justification(table, place),
    )


def what_of(ignore: Ignore) -> str:
    """Return a short description of an ignore with its ids and package."""
    return " ".join([*ignore.ids, *([ignore.package] if ignore.package else [])])


def ignore_schema() -> Schema:
    """Return the JSON Schema of one ignore."""
    one = {"type": "string", "minLength": 1, "maxLength": _LONGEST}
    several = {"anyOf": [one, {"type": "array", "items": one, "minItems": 1, "maxItems": MOST_NAMES}]}
    own: Mapping[str, Schema] = {
        "id": several,
        "group": several,
        "expires": {
            "description": "A TOML date: the last day on which the ignore is valid.",
            "type": "string",
            "format": "date",
        },
        "justification": {"enum": list(JUSTIFICATIONS)},
    }
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": {key: own.get(key, one) for key in IGNORE_KEYS},
        "required": list(REQUIRED),
        "anyOf": [{"required": ["id"]}, {"required": ["package"]}],
        "dependentRequired": {"versions": ["package"]},
    }


def _package(table: Mapping[str, object], place: Place) -> PackageRef:
    try:
        package, version = parse_package(_text(table, "package", place))
    except ParseError as error:
        raise place.refuse("package", error) from None
    if version is not None:
        hint = f'write the version as versions = "{version}"'
        raise place.refuse_text("package", "has a version", hint=hint)
    return package


def _versions(table: Mapping[str, object], place: Place) -> str:
    versions = _text(table, "versions", place)
    if "package" not in table:
        raise place.refuse_text("versions", "needs a package", hint="also specify the package")
    if not any(character.isdigit() for character in versions):
        raise place.refuse_text(
            "versions", f"matches no version: {versions[:60]!r}", hint="omit the key to match every version"
        )
    return versions


def _path(table: Mapping[str, object], place: Place) -> str:
    path = _text(table, "path", place)
    if not _SPECIFIC.search(path):
        raise place.refuse_text("path", f"covers everything: {path[:60]!r}", hint="omit the key")
    if ">" not in path and (path.startswith("/") or "\\" in path or ".." in path.split("/")):
        raise place.refuse_text(
            "path",
            f"not a path below the project's root: {path[:60]!r}",
            hint="write a chain such as a>b>*, or a file such as web/package-lock.json",
        )
    return path


def _names(
    table: Mapping[str, object], key: str, form: re.Pattern[str], what: str, place: Place
) -> tuple[str, ...]:
    """Return the texts of a key that contains one text or a list; empty if the key is missing."""
    if key not in table:
        return ()
    told = table[key]
    values: Iterable[object] = told if isinstance(told, list) else [told]
    names = [value for value in values if isinstance(value, str) and form.match(value)]
    if not names or (isinstance(told, list) and len(names) != len(told)) or len(names) > MOST_NAMES:
        raise place.refuse(key, expected(f"{what}, or a list of such strings", told))
    return tuple(dict.fromkeys(names))


def _justification(table: Mapping[str, object], place: Place) -> str:
    if "justification" not in table:
        return ""
    told = table["justification"]
    if told not in JUSTIFICATIONS:
        raise place.refuse("justification", expected(f"one of {', '.join(JUSTIFICATIONS)}", told))
    return str(told)


def _expires(table: Mapping[str, object], place: Place) -> date:
    value = table["expires"]
    if not isinstance(value, date) or isinstance(value, datetime):
        raise place.refuse("expires", expected("a date without quotes, such as 2030-01-31", value))
    return value


def _text(table: Mapping[str, object], key: str, place: Place) -> str:
    value = table[key]
    if not isinstance(value, str) or not value.strip():
        raise place.refuse(key, expected("a meaningful text", value))
    if len(value) > _LONGEST or not value.isprintable():
        raise place.refuse_text(
            key, "the value is not a single line of at most 500 characters", hint="shorten it"
        )
    return value.strip()

"""Parses `[[waivers]]`: exceptions with a reason, an owner and an expiry date."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from posixpath import normpath

from pratique.config.form import expected
from pratique.config.package import parse_package
from pratique.config.place import Place
from pratique.core.deciding import RULE as INSTALL_SETTINGS
from pratique.core.names import Digest, Ecosystem
from pratique.core.policy import Waiver
from pratique.core.reason import UNWAIVABLE
from pratique.errors import ParseError, Reference

WAIVER_KEYS = ("rule", "package", "versions", "digest", "reason", "owner", "expires")
_OF_FILES = frozenset({INSTALL_SETTINGS, Reference.REQUEST_NOT_PINNED.value})
"""The rules whose waivers apply to a file of the project instead of a package."""
_SCOPE = re.compile(r"npm:(@[A-Za-z0-9._~-]{1,214}/\*)\Z")
_RULE = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*\Z")


def parse_waiver(table: Mapping[str, object], place: Place) -> Waiver:
    """Parse one entry of `[[waivers]]`.

    An expired waiver is reported and has no effect. Raise UsageError for a missing, unknown or invalid key, a
    wildcard other than that of an npm scope (`npm:@acme/*`), and a reason that cannot be waived.
    """
    place.known(table, WAIVER_KEYS)
    for key in ("rule", "package", "reason", "owner", "expires"):
        if key not in table:
            raise place.refuse_text(
                key, "is missing", hint="a waiver needs rule, package, reason, owner and expires"
            )
    if "versions" in table and "digest" in table:
        raise place.refuse_text(
            "digest",
            "the digest cannot be combined with versions",
            hint="use `versions` or `digest`, not both",
        )
    rule = _rule(table, place)
    ecosystem, package = _file(table, place) if rule in _OF_FILES else _package(table, place)
    return Waiver(
        rule=rule,
        ecosystem=ecosystem,
        package=package,
        versions=_versions(table, place) if "versions" in table else None,
        digest=_digest(table, place) if "digest" in table else None,
        reason=_text(table, "reason", place),
        owner=_text(table, "owner", place),
        expires=_expires(table, place),
        origin=place.at(),
    )


def _rule(table: Mapping[str, object], place: Place) -> str:
    rule = _text(table, "rule", place)
    if not _RULE.match(rule):
        raise place.refuse_text(
            "rule", f"not a rule or reason: {rule[:60]!r}", hint="specify one rule or reason for each waiver"
        )
    if rule in UNWAIVABLE:
        raise place.refuse_text(
            "rule", f"{rule} cannot be waived", hint="known-bad and changed bytes are always blocked"
        )
    return rule


def _package(table: Mapping[str, object], place: Place) -> tuple[Ecosystem | None, str]:
    text = _text(table, "package", place)
    if scope := _SCOPE.match(text):
        for key in ("versions", "digest"):
            if key in table:
                raise place.refuse_text(
                    key, "the key cannot be used for a scope", hint="omit the key, or name one package"
                )
        return Ecosystem.NPM, scope[1]
    try:
        package, version = parse_package(text)
    except ParseError as error:
        raise place.refuse("package", error) from None
    if version is not None:
        hint = f'write the version as versions = "{version}"'
        raise place.refuse_text("package", "has a version", hint=hint)
    return package.ecosystem, package.name


def _file(table: Mapping[str, object], place: Place) -> tuple[Ecosystem | None, str]:
    """Return the path of the file to which a waiver applies."""
    path = _text(table, "package", place)
    if path != normpath(path) or path.startswith("/") or "\\" in path or "*" in path:
        hint = "write the path of the file as in the report, such as .npmrc or web/.npmrc"
        raise place.refuse_text("package", f"not a file path: {path[:60]!r}", hint=hint)
    if "versions" in table:
        raise place.refuse_text(
            "versions", "the key cannot be used for a file", hint="use digest to identify the file's bytes"
        )
    if table["rule"] == Reference.REQUEST_NOT_PINNED.value and "digest" in table:
        raise place.refuse_text("digest", "the key cannot be used for this rule", hint="omit the key")
    return None, path


def _versions(table: Mapping[str, object], place: Place) -> str:
    versions = _text(table, "versions", place)
    if not any(character.isdigit() for character in versions):
        raise place.refuse_text(
            "versions", f"matches no version: {versions[:60]!r}", hint="omit the key to match every version"
        )
    return versions


def _digest(table: Mapping[str, object], place: Place) -> Digest:
    try:
        digest = Digest.parse(_text(table, "digest", place))
    except ParseError as error:
        raise place.refuse("digest", error) from None
    if not digest.strong:
        raise place.refuse_text(
            "digest", f"{digest.algorithm} can be forged", hint="use a sha256 or sha512 digest"
        )
    return digest


def _expires(table: Mapping[str, object], place: Place) -> date:
    value = table["expires"]
    if not isinstance(value, date) or isinstance(value, datetime):
        raise place.refuse("expires", expected("a date without quotes, such as 2030-01-31", value))
    return value


def _text(table: Mapping[str, object], key: str, place: Place) -> str:
    value = table[key]
    if not isinstance(value, str) or not value.strip():
        raise place.refuse(key, expected("a meaningful text", value))
    if len(value) > 500 or not value.isprintable():
        raise place.refuse_text(
            key, "the value is not a single line of at most 500 characters", hint="shorten it"
        )
    return value.strip()

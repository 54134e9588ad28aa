"""Parses a `pratique.toml`, or `[tool.pratique]` of a pyproject.toml, from untrusted bytes to a Layer, without I/O."""

from collections.abc import Iterator, Mapping

from pratique.config.form import expected
from pratique.config.ignore import parse_ignore
from pratique.config.layer import Authority, Layer, OidcSetting, RegistrySetting, Told
from pratique.config.lines import find_lines
from pratique.config.oidc import parse_oidc
from pratique.config.package import parse_package
from pratique.config.place import Place
from pratique.config.registry import parse_registry
from pratique.config.setting import SETTING_BY_KEY, SETTINGS
from pratique.config.waiver import parse_waiver
from pratique.core.audit import Ignore
from pratique.core.policy import Waiver
from pratique.errors import ParseError, Reference, UsageError

MOST_BYTES = 1024 * 1024
"""Maximum size of a settings file."""
MOST_DOTS = 200
"""Maximum number of dots on one line, because the time to parse a dotted TOML key grows with the square of the number
of its parts.
"""
MOST_ENTRIES = 5000
"""Maximum number of waivers, ignores, registries, issuers, denied packages or globs in one file."""

_SECTIONS = tuple(dict.fromkeys(setting.key.partition(".")[0] for setting in SETTINGS))
SECTIONS = (*_SECTIONS, "deny", "waivers", "ignores", "registries")
"""The names of all tables in settings files."""
_LISTED = {"check": ("exclude",), "gate": ("oidc",)}
"""The keys of sections whose values are lists and not settings with one value."""


def parse(data: bytes, *, origin: str, authority: Authority) -> Layer:
    """Parse a `pratique.toml`. `origin` is the file name for messages.

    Raise UsageError (`config-unknown-key`) for an unknown key, with the most similar known key. Raise UsageError
    (`config-invalid`) for invalid TOML, an invalid value, or a file that exceeds the limits of this module.
    """
    text = _text(data, origin)
    return _layer(_toml(text, origin), Place(origin=origin, lines=find_lines(text)), authority)


def parse_pyproject(data: bytes, *, origin: str, authority: Authority) -> Layer | None:
    """Parse `[tool.pratique]` of a pyproject.toml, with the keys of a `pratique.toml`.

    Return None if the table is missing. A file without the word `pratique` is not parsed as TOML. Raise UsageError
    for the same reasons as `parse`.
    """
    if b"pratique" not in data:
        return None
    text = _text(data, origin)
    tool = _toml(text, origin).get("tool")
    if not isinstance(tool, dict) or "pratique" not in tool:
        return None
    place = Place(origin=origin, lines=find_lines(text), prefix="tool.pratique")
    return _layer(place.mapping("tool.pratique", tool["pratique"]), place, authority)


def _text(data: bytes, origin: str) -> str:
    if len(data) > MOST_BYTES:
        raise _bad(
            origin,
            f"the settings file is larger than {MOST_BYTES // 1024} KiB",
            "remove content that does not belong to the settings",
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _bad(origin, "not UTF-8", "save the file as UTF-8") from None
    for number, line in enumerate(text.split("\n"), start=1):
        if line.count(".") > MOST_DOTS:
            raise _bad(f"{origin}:{number}", f"more than {MOST_DOTS} dots on one line", "split the line")
    return text


def _toml(text: str, origin: str) -> Mapping[str, object]:
    import tomllib  # noqa: PLC0415 - many runs meet no settings file

    try:
        return tomllib.loads(text)
    except RecursionError:
        raise _bad(origin, "the TOML is nested too deeply", "remove the nested values") from None
    except ValueError as error:
        raise _bad(
            origin, f"not TOML: {str(error)[:200]}", "`pratique help settings` shows an example"
        ) from None


def _bad(where: str, why: str, hint: str) -> UsageError:
    return UsageError(Reference.CONFIG_INVALID, f"{where}: {why}", hint=hint)


def _layer(document: Mapping[str, object], place: Place, authority: Authority) -> Layer:
    place.known(document, SECTIONS)
    values: dict[str, Told[object]] = {}
    exclude: tuple[Told[str], ...] = ()
    oidc: tuple[OidcSetting, ...] = ()
    for section in _SECTIONS:
        if section not in document:
            continue
        here = place.within(section)
        table = place.mapping(section, document[section])
        here.known(table, (*_names(section), *_LISTED.get(section, ())))
        values.update(_values(table, here))
        if "exclude" in table:
            exclude = _globs(table["exclude"], here)
        if "oidc" in table:
            oidc = tuple(parse_oidc(one, at) for one, at in _entries("gate.oidc", table["oidc"], place))
    return Layer(
        authority=authority,
        origin=place.origin,
        values=values,
        waivers=tuple(_waivers(document.get("waivers", []), place)),
        ignores=tuple(_ignores(document.get("ignores", []), place)),
        denied=_denied(document.get("deny", {}), place),
        exclude=exclude,
        registries=tuple(_registries(document.get("registries", []), place)),
        oidc=oidc,
    )


def _names(section: str) -> list[str]:
    keys = (setting.key.partition(".") for setting in SETTINGS)
    return [name for of, _, name in keys if of == section]


def _values(table: Mapping[str, object], place: Place) -> Iterator[tuple[str, Told[object]]]:
    for name, value in table.items():
        setting = SETTING_BY_KEY.get(place.name(name))
        if setting is None:
            continue
        try:
            yield setting.key, Told(setting.form.read(value), place.at(name))
        except ParseError as error:
            raise place.refuse(name, error) from None


def _waivers(value: object, place: Place) -> Iterator[Waiver]:
    return (parse_waiver(table, here) for table, here in _entries("waivers", value, place))


def _ignores(value: object, place: Place) -> Iterator[Ignore]:
    return (parse_ignore(table, here) for table, here in _entries("ignores", value, place))


def _registries(value: object, place: Place) -> Iterator[RegistrySetting]:
    return (parse_registry(table, here) for table, here in _entries("registries", value, place))


def _entries(name: str, value: object, place: Place) -> Iterator[tuple[Mapping[str, object], Place]]:
    if not isinstance(value, list) or len(value) > MOST_ENTRIES:
        raise place.refuse(name, expected(f"at most {MOST_ENTRIES} entries, each under [[{name}]]", value))
    for index, table in enumerate(value):
        here = place.within(name, entry=index)
        yield here.mapping(f"[{name}]", table), here


def _denied(value: object, place: Place) -> Mapping[str, Told[str]]:
    here = place.within("deny")
    table = place.mapping("deny", value)
    if len(table) > MOST_ENTRIES:
        raise here.refuse_text("", f"more than {MOST_ENTRIES} entries", hint="remove unneeded entries")
    denied: dict[str, Told[str]] = {}
    for key, reason in table.items():
        if not isinstance(reason, str) or not reason.strip() or len(reason) > 500:
            raise here.refuse(key, expected('a reason, such as "npm:name" = "reason"', reason))
        try:
            package, version = parse_package(key)
        except ParseError as error:
            raise here.refuse(key, error) from None
        purl = package.purl if version is None else package.at(version).purl
        denied[purl] = Told(reason.strip(), here.at(key))
    return denied


def _globs(value: object, place: Place) -> tuple[Told[str], ...]:
    if not isinstance(value, list) or len(value) > MOST_ENTRIES:
        raise place.refuse("exclude", expected("a list of globs", value))
    globs: list[Told[str]] = []
    for glob in value:
        try:
            globs.append(Told(parse_glob(glob), place.at("exclude")))
        except ParseError as error:
            raise place.refuse("exclude", error) from None
    return tuple(globs)


def parse_glob(value: object) -> str:
    """Parse a glob relative to the project's root, such as `examples/**`. Raise ParseError if the glob is invalid."""
    if not isinstance(value, str) or not value or len(value) > 200 or not value.isprintable():
        raise expected("a glob such as examples/**", value)
    if value.startswith("/") or "\\" in value or ".." in value.split("/"):
        raise expected("a glob below the project's root, with forward slashes", value)
    if value.count("*") > 16:
        raise expected("a glob with at most 16 stars", value)
    return value

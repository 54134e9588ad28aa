"""Defines the types of setting values: how to parse them from TOML and from text, and their JSON Schema."""

import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from ipaddress import ip_network
from typing import Generic, TypeVar
from urllib.parse import urlsplit

from pratique.config.duration import format_duration, parse_duration
from pratique.core.bar import Bar
from pratique.core.suggestion import did_you_mean
from pratique.errors import ParseError, Reference

T = TypeVar("T")
Schema = Mapping[str, object]


class FailOn(StrEnum):
    """The threshold for exit code 1: the least severe result that fails a run."""

    BLOCK = "block"
    REVIEW = "review"
    WAIT = "wait"

    @property
    def strictness(self) -> int:
        """Return the strictness, from 0 for `block` to 2 for `wait`, the strictest."""
        return list(FailOn).index(self)


class Writes(StrEnum):
    """How the gate handles requests that change a registry."""

    REFUSE = "refuse"
    PASS = "pass"  # noqa: S105 - the word


@dataclass(frozen=True, slots=True, kw_only=True)
class Form(Generic[T]):
    """The type of a setting's value.

    `read` parses TOML values; `read_text` parses environment variables and options. `read` and `read_text` raise
    ParseError with a message that starts with the expected form. `show` formats a value as text for `read_text`.
    """

    read: Callable[[object], T]
    read_text: Callable[[str], T]
    show: Callable[[T], str]
    schema: Schema


def duration() -> Form[timedelta]:
    """Return the value type for a duration such as `72h`."""

    def read(value: object) -> timedelta:
        if not isinstance(value, str):
            raise expected('a duration in quotes, such as "72h"', value)
        return parse_duration(value)

    schema = {"type": "string", "pattern": "^(0|(\\d+w)?(\\d+d)?(\\d+h)?(\\d+m)?(\\d+s)?)$", "minLength": 1}
    return Form(read=read, read_text=parse_duration, show=format_duration, schema=schema)


_YES_NO = {
    "1": True,
    "true": True,
    "yes": True,
    "on": True,
    "0": False,
    "false": False,
    "no": False,
    "off": False,
}


def boolean() -> Form[bool]:
    """Return the value type for a boolean."""

    def read(value: object) -> bool:
        if not isinstance(value, bool):
            raise expected("true or false", value)
        return value

    def read_text(text: str) -> bool:
        known = _YES_NO.get(text.strip().lower())
        if known is None:
            raise expected("1 or 0 (also true, false, yes, no, on, off)", text)
        return known

    return Form(
        read=read,
        read_text=read_text,
        show=lambda value: "true" if value else "false",
        schema={"type": "boolean"},
    )


def whole(least: int, most: int) -> Form[int]:
    """Return the value type for an integer from `least` to `most`."""
    what = f"a whole number from {least} to {most}"

    def read(value: object) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise expected(what, value)
        return value

    def read_text(text: str) -> int:
        if re.fullmatch(r"[0-9]{1,15}", text.strip()) is None:
            raise expected(what, text)
        return read(int(text))

    return Form(
        read=read,
        read_text=read_text,
        show=str,
        schema={"type": "integer", "minimum": least, "maximum": most},
    )


E = TypeVar("E", bound=StrEnum)


def choice(kind: type[E]) -> Form[E]:
    """Return the value type for a value of an enum."""
    words = ", ".join(member.value for member in kind)

    def read(value: object) -> E:
        if not isinstance(value, str) or value not in set(kind):
            raise expected(f"one of {words}", value, among=words.split(", "))
        return kind(value)

    return Form(
        read=read,
        read_text=lambda text: read(text.strip()),
        show=lambda value: value.value,
        schema={"enum": [member.value for member in kind]},
    )


def bar() -> Form[Bar]:
    """Return the value type for the failure threshold of an audit."""

    def read(value: object) -> Bar:
        if not isinstance(value, str):
            raise expected("a threshold in quotes, such as `high` or `critical,high+fixable,kev`", value)
        return Bar.parse(value)

    return Form(read=read, read_text=Bar.parse, show=str, schema={"type": "string", "minLength": 1})


_NAMES = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*\Z")


def names() -> Form[tuple[str, ...]]:
    """Return the value type for a list of kebab-case names, separated by commas in text."""

    def read(value: object) -> tuple[str, ...]:
        told = [text for text in value if isinstance(text, str)] if isinstance(value, list) else []
        if not isinstance(value, list) or len(told) != len(value) or not all(map(_NAMES.match, told)):
            raise expected('a list of names, such as ["osv-npm"]', value)
        return tuple(dict.fromkeys(told))

    return Form(
        read=read,
        read_text=lambda text: read([part.strip() for part in text.split(",") if part.strip()]),
        show=", ".join,
        schema={"type": "array", "items": {"type": "string", "pattern": "^[a-z][a-z0-9-]*$"}},
    )


_MIRROR = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*=https?://[!-~]{1,2000}\Z")


def mirrors() -> Form[tuple[str, ...]]:
    """Return the value type for named URLs, `name=https://host/path`, separated by spaces in text."""

    def read(value: object) -> tuple[str, ...]:
        told = [text for text in value if isinstance(text, str)] if isinstance(value, list) else []
        if not isinstance(value, list) or len(told) != len(value) or not all(map(_MIRROR.match, told)):
            raise expected('a list of names with URLs, such as ["osv-npm=https://host/npm/all.zip"]', value)
        return tuple(dict.fromkeys(told))

    return Form(
        read=read,
        read_text=lambda text: read(text.split()),
        show=" ".join,
        schema={"type": "array", "items": {"type": "string", "pattern": "^[a-z][a-z0-9-]*=https?://"}},
    )


_MOST_LISTED = 1_000


def listed(pattern: str, what: str) -> Form[tuple[str, ...]]:
    """Return the value type for a list of strings that match `pattern`, separated by commas in text.

    `what` describes the list for error messages.
    """
    fits = re.compile(rf"(?:{pattern})\Z")

    def read(value: object) -> tuple[str, ...]:
        told = [text for text in value if isinstance(text, str)] if isinstance(value, list) else []
        whole = isinstance(value, list) and len(told) == len(value) <= _MOST_LISTED
        if not whole or not all(map(fits.match, told)):
            raise expected(what, value)
        return tuple(dict.fromkeys(told))

    return Form(
        read=read,
        read_text=lambda text: read([part.strip() for part in text.split(",") if part.strip()]),
        show=", ".join,
        schema={
            "type": "array",
            "items": {"type": "string", "pattern": f"^({pattern})$"},
            "maxItems": _MOST_LISTED,
        },
    )


_PLATFORM = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,79}\Z")


def platform() -> Form[str | None]:
    """Return the value type for the name of a platform. Each ecosystem interprets the platform's name."""

    def read(value: object) -> str:
        if not isinstance(value, str) or not _PLATFORM.match(value):
            raise expected("the name of a platform, such as linux-x86_64", value)
        return value

    return Form(
        read=read,
        read_text=lambda text: read(text.strip()),
        show=lambda value: value or "this machine",
        schema={"type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9_.-]{0,79}$"},
    )


_MOST_PATH = 1_000


def path() -> Form[str | None]:
    """Return the value type for a file path on this machine, absolute or in the home folder (`~/`)."""

    def read(value: object) -> str:
        rooted = isinstance(value, str) and (value.startswith(("/", "~/")) or value[1:3] in {":/", ":\\"})
        if not isinstance(value, str) or not rooted or not value.isprintable() or len(value) > _MOST_PATH:
            raise expected("an absolute path, such as /etc/pratique/tokens.json", value)
        return value

    return Form(
        read=read,
        read_text=lambda text: read(text.strip()),
        show=lambda value: value or "none",
        schema={"type": "string", "minLength": 2, "maxLength": _MOST_PATH},
    )


_HOST = re.compile(r"[a-z0-9]([a-z0-9.-]{0,252}[a-z0-9])?(:[0-9]{1,5})?\Z")
_MOST_HOSTS = 100


def hosts() -> Form[tuple[str, ...]]:
    """Return the value type for a list of hosts with optional ports, separated by commas in text."""

    def read(value: object) -> tuple[str, ...]:
        told = [text.lower() for text in value if isinstance(text, str)] if isinstance(value, list) else []
        if not isinstance(value, list) or len(told) != len(value) or len(told) > _MOST_HOSTS:
            raise expected('a list of host names, such as ["git.example"]', value)
        for text in told:
            if not _HOST.match(text):
                raise expected("the name of a host, such as git.example", text)
        return tuple(dict.fromkeys(told))

    return Form(
        read=read,
        read_text=lambda text: read([part.strip() for part in text.split(",") if part.strip()]),
        show=", ".join,
        schema={
            "type": "array",
            "items": {"type": "string", "pattern": "^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?(:[0-9]{1,5})?$"},
            "maxItems": _MOST_HOSTS,
        },
    )


_NETWORK = re.compile(r"[0-9A-Fa-f:.]{2,45}(/[0-9]{1,3})?\Z")


def networks() -> Form[tuple[str, ...]]:
    """Return the value type for a list of IP addresses and networks, separated by commas in text.

    A network that covers the whole address space is not accepted.
    """
    what = 'a list of IP addresses and networks, such as ["10.0.0.7", "10.1.0.0/16"]'

    def one(value: object) -> str:
        if isinstance(value, str) and _NETWORK.match(value):
            with suppress(ValueError):  # what cannot be, and an address within the network it names
                if (found := ip_network(value)).prefixlen:
                    return str(found)
        raise expected(what, value)

    def read(value: object) -> tuple[str, ...]:
        if not isinstance(value, list) or len(value) > _MOST_HOSTS:
            raise expected(what, value)
        return tuple(dict.fromkeys(map(one, value)))

    return Form(
        read=read,
        read_text=lambda text: read([part.strip() for part in text.split(",") if part.strip()]),
        show=", ".join,
        schema={
            "type": "array",
            "items": {"type": "string", "pattern": "^[0-9A-Fa-f:.]{2,45}(/[0-9]{1,3})?$"},
            "maxItems": _MOST_HOSTS,
        },
    )


_PARTS = ("{ecosystem}", "{name}", "{before}", "{after}")
_ADDRESS = re.compile(r"https?://[!-~]{1,2000}\Z")


def address_of_diff() -> Form[str | None]:
    """Return the value type for a URL with optional placeholders for the two compared releases."""

    def read(value: object) -> str:
        if isinstance(value, str) and _ADDRESS.match(value):
            plain = value
            for part in _PARTS:
                plain = plain.replace(part, "")
            if "{" not in plain and "}" not in plain:
                return value
        raise expected(f"an http or https URL that contains {', '.join(_PARTS)}", value)

    return Form(
        read=read,
        read_text=lambda text: read(text.strip()),
        show=lambda value: value or "none",
        schema={"type": "string", "pattern": "^https?://"},
    )


_HOOK = re.compile(
    r"https?://(?:[A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?(?:[/?][!\x22$-~]{0,2000})?\Z"
)


class BeforeInspection(StrEnum):
    """The artifacts that a gate serves before their inspection ends."""

    ADOPTED = "adopted"
    NEVER = "never"


class Syncs(StrEnum):
    """The data that a gate updates automatically."""

    AUTO = "auto"
    OFF = "off"
    SNAPSHOT = "snapshot"
    SOURCES = "sources"


def address_of_hook(example: str = "https://alerts.example/pratique") -> Form[str | None]:
    """Return the value type for an http or https URL without user, password or fragment."""

    def read(value: object) -> str:
        if isinstance(value, str) and _HOOK.match(value):
            with suppress(ValueError):  # a port or an address that cannot be
                urlsplit(value).port  # noqa: B018 - it looks
                return value
        raise expected(f"a URL such as {example}", value)

    return Form(
        read=read,
        read_text=lambda text: read(text.strip()),
        show=lambda value: value or "none",
        schema={"type": "string", "pattern": "^https?://"},
    )


_MOST_EXPORTS = 8
_FILE_EXPORT = re.compile(r"file:/[^\x00-\x1f\x7f]{1,1000}\Z")
_SYSLOG_EXPORT = re.compile(
    r"syslog:/[^\x00-\x1f\x7f]{1,100}\Z"
    r"|syslog(?:\+tcp)?:(?:[A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?\Z"
)


def exports() -> Form[tuple[str, ...]]:
    """Return the value type for a list of export targets: files, syslog servers and URLs, separated by commas in text."""
    what = 'a list such as ["file:/var/log/pratique.jsonl", "syslog:logs.example:514", "https://logs.example/in"]'

    def one(value: object) -> str:
        if isinstance(value, str):
            if _FILE_EXPORT.match(value) or _SYSLOG_EXPORT.match(value):
                return value
            with suppress(ParseError):
                return str(address_of_hook().read(value))
        raise expected(what, value)

    def read(value: object) -> tuple[str, ...]:
        if not isinstance(value, list) or len(value) > _MOST_EXPORTS:
            raise expected(what, value)
        return tuple(dict.fromkeys(map(one, value)))

    return Form(
        read=read,
        read_text=lambda text: read([part.strip() for part in text.split(",") if part.strip()]),
        show=", ".join,
        schema={
            "type": "array",
            "items": {"type": "string", "pattern": "^(file:/|syslog(\\+tcp)?:|https?://)"},
            "maxItems": _MOST_EXPORTS,
        },
    )


def expected(what: str, value: object, *, among: Sequence[str] = ()) -> ParseError:
    """Return the error for a value that does not have the expected form.

    The hint of the error suggests the most similar word of `among`.
    """
    shown = repr(value) if isinstance(value, bool | int | float | str) else f"a {type(value).__name__}"
    return ParseError(
        Reference.CONFIG_INVALID,
        f"expected {what}, got {shown[:60]}",
        hint=did_you_mean(
            value if isinstance(value, str) else "",
            among,
            "`pratique help settings` lists every setting with its values",
        ),
    )

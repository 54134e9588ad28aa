"""Finds credentials in settings files by the file's name: .npmrc, .pypirc, .env, .netrc, RubyGems credentials and others."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from pratique.publishing.secrets.secret import Secret

RULE = "credentials-in-package"
_MOST_BYTES = 1 << 20
_TEMPLATES = ("example", "sample", "template", "dist", "defaults", "default", "schema", "test", "tpl", "d.ts")
_VARIABLE = re.compile(rb"\$\{?[A-Za-z_]|%[A-Za-z_]|<[^>]|\{\{")
_NAMES_SECRET = re.compile(
    rb"(?:SECRET|TOKEN|PASSW|PWD\b|API_?KEY|PRIVATE_KEY|ACCESS_KEY|CREDENTIAL|AUTH|DATABASE_URL|_DSN|CONNECTION_STRING)",
    re.IGNORECASE,
)
_LEAST_VALUE = 6


@dataclass(frozen=True, slots=True)
class SettingsFile:
    """A kind of settings file: the test of its path, the marks of a credential, and the pattern from the mark on."""

    what: str
    matches: Callable[[str], bool]
    marks: tuple[bytes, ...]
    """Words before a credential in a line; empty if the pattern matches from the start of a line."""
    pattern: re.Pattern[bytes]
    """Matches from a mark on; the last group is the credential."""


def _name(*names: str) -> Callable[[str], bool]:
    return lambda path: path.rpartition("/")[2].lower() in names


def _ends(*ends: str) -> Callable[[str], bool]:
    return lambda path: any(f"/{path.lower()}".endswith(f"/{end}") for end in ends)


def _is_env(path: str) -> bool:
    name = path.rpartition("/")[2].lower()
    if name == ".env":
        return True
    start, _, rest = name.partition(".env.")
    return not start and bool(rest) and not any(part in _TEMPLATES for part in rest.split("."))


SETTINGS_FILES: tuple[SettingsFile, ...] = (
    SettingsFile(
        "a registry credential in .npmrc",
        _name(".npmrc"),
        (b"_auth", b"_password"),
        re.compile(rb"_(?:authToken|auth|password)[ \t]{0,20}=[ \t]{0,20}[\"']?([^\s\"']{6,4000})"),
    ),
    SettingsFile(
        "a registry credential in .yarnrc.yml",
        _name(".yarnrc.yml"),
        (b"npmAuthToken", b"npmAuthIdent"),
        re.compile(rb"npmAuth(?:Token|Ident):[ \t]{0,20}[\"']?([^\s\"']{6,4000})"),
    ),
    SettingsFile(
        "a password in .pypirc",
        _name(".pypirc"),
        (b"password",),
        re.compile(rb"password[ \t]{0,20}[=:][ \t]{0,20}([^\s]{6,4000})"),
    ),
    SettingsFile(
        "a RubyGems API key",
        _ends(".gem/credentials", "gem/credentials"),
        (),
        re.compile(rb":?[\w-]{1,80}:[ \t]{1,20}[\"']?((?:Basic )?[A-Za-z0-9_=+/-]{20,400})"),
    ),
    SettingsFile(
        "a password in .netrc",
        _name(".netrc", "_netrc"),
        (b"password",),
        re.compile(rb"password[ \t]{1,20}([^\s]{6,4000})"),
    ),
    SettingsFile(
        "a password of a git remote",
        _name(".git-credentials"),
        (b"http",),
        re.compile(rb"https?://[^:\s/@]{1,200}:([^@\s]{6,4000})"),
    ),
    SettingsFile(
        "a credential in the configuration of Docker",
        _ends(".docker/config.json", ".dockercfg", ".dockerconfigjson"),
        (b'"auth"', b'"identitytoken"'),
        re.compile(rb"\"(?:auth|identitytoken)\"[ \t]{0,20}:[ \t]{0,20}\"([A-Za-z0-9+/=._-]{12,4000})\""),
    ),
    SettingsFile(
        "an AWS secret access key",
        _ends(".aws/credentials"),
        (b"aws_secret_access_key",),
        re.compile(rb"aws_secret_access_key[ \t]{0,20}=[ \t]{0,20}([A-Za-z0-9/+]{40})\b"),
    ),
    SettingsFile(
        "a value in an environment file",
        _is_env,
        (),
        re.compile(
            rb"(?:export[ \t]{1,20})?([A-Za-z_]\w{0,200})[ \t]{0,20}=[ \t]{0,20}[\"']?([^\s\"'#]{6,4000})"
        ),
    ),
)
"""Settings files with credentials, each with its documented name and syntax."""


def credentials(path: str, data: bytes) -> Iterator[Secret]:
    """Yield the credentials in a settings file. A value that refers to a variable or is empty is no credential."""
    for kind in SETTINGS_FILES:
        if not kind.matches(path):
            continue
        for found in _matches(kind, data[:_MOST_BYTES]):
            group = found.re.groups
            value = found[group]
            if group > 1 and _NAMES_SECRET.search(found[1]) is None:
                continue
            if len(value) >= _LEAST_VALUE and not _VARIABLE.match(value):
                yield Secret(RULE, kind.what, value, found.start(group))


def _matches(kind: SettingsFile, data: bytes) -> Iterator[re.Match[bytes]]:
    """Yield the matches in lines that are no comments, each at a mark or at the first character of its line."""
    start = 0
    while start < len(data):
        end = data.find(b"\n", start)
        end = len(data) if end < 0 else end
        first = end - len(data[start:end].lstrip())
        if data[first : first + 1] not in {b"#", b";"}:
            for at in _starts(kind, data, first, end):
                if found := kind.pattern.match(data, at, end):
                    yield found
        start = end + 1


def _starts(kind: SettingsFile, data: bytes, first: int, end: int) -> Iterator[int]:
    if not kind.marks:
        yield first
    for mark in kind.marks:
        at = data.find(mark, first, end)
        while at >= 0:
            yield at
            at = data.find(mark, at + 1, end)

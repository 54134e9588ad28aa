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
    """A kind of settings file: the test of its path, and the pattern of a line with a credential (group 1)."""

    what: str
    matches: Callable[[str], bool]
    line: re.Pattern[bytes]
    named: bool = False
    """Whether a line counts only if its name (group 2) refers to a secret."""


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
        re.compile(
            rb"^[^#;\n]{0,300}?(?:_authToken|_auth|_password)[ \t]*=[ \t]*[\"']?([^\s\"']{6,4000})",
            re.MULTILINE,
        ),
    ),
    SettingsFile(
        "a registry credential in .yarnrc.yml",
        _name(".yarnrc.yml"),
        re.compile(rb"^[ \t]{0,20}npmAuth(?:Token|Ident):[ \t]*[\"']?([^\s\"']{6,4000})", re.MULTILINE),
    ),
    SettingsFile(
        "a password in .pypirc",
        _name(".pypirc"),
        re.compile(rb"^[ \t]{0,20}password[ \t]*[=:][ \t]*([^\s]{6,4000})", re.MULTILINE),
    ),
    SettingsFile(
        "a RubyGems API key",
        _ends(".gem/credentials", "gem/credentials"),
        re.compile(
            rb"^[ \t]{0,20}:?[\w-]{1,80}:[ \t]+[\"']?((?:Basic )?[A-Za-z0-9_=+/-]{20,400})", re.MULTILINE
        ),
    ),
    SettingsFile(
        "a password in .netrc",
        _name(".netrc", "_netrc"),
        re.compile(rb"\bpassword[ \t]{1,20}([^\s]{6,4000})"),
    ),
    SettingsFile(
        "a password of a git remote",
        _name(".git-credentials"),
        re.compile(rb"^https?://[^:\s/]{1,200}:([^@\s]{6,4000})@", re.MULTILINE),
    ),
    SettingsFile(
        "a credential in the configuration of Docker",
        _ends(".docker/config.json", ".dockercfg", ".dockerconfigjson"),
        re.compile(rb"\"(?:auth|identitytoken)\"[ \t]*:[ \t]*\"([A-Za-z0-9+/=._-]{12,4000})\""),
    ),
    SettingsFile(
        "an AWS secret access key",
        _ends(".aws/credentials"),
        re.compile(rb"^[ \t]{0,20}aws_secret_access_key[ \t]*=[ \t]*([A-Za-z0-9/+]{40})\b", re.MULTILINE),
    ),
    SettingsFile(
        "a value in an environment file",
        _is_env,
        re.compile(
            rb"^[ \t]{0,20}(?:export[ \t]{1,20})?([A-Za-z_]\w{0,200})[ \t]{0,20}=[ \t]{0,20}[\"']?([^\s\"'#]{6,4000})",
            re.MULTILINE,
        ),
        named=True,
    ),
)
"""Settings files with credentials, each with its documented name and syntax."""


def credentials(path: str, data: bytes) -> Iterator[Secret]:
    """Yield the credentials in a settings file. A value that refers to a variable or is empty is no credential."""
    for kind in SETTINGS_FILES:
        if not kind.matches(path):
            continue
        for found in kind.line.finditer(data[:_MOST_BYTES]):
            value = found[2] if kind.named else found[1]
            if kind.named and _NAMES_SECRET.search(found[1]) is None:
                continue
            if len(value) < _LEAST_VALUE or _VARIABLE.match(value):
                continue
            yield Secret(RULE, kind.what, value, found.start(2 if kind.named else 1))

"""Finds URLs and settings in a project that let attackers on the network change the downloaded packages.

One table covers the settings of each package manager, and one rule covers the URLs of all lockfiles. The results never contain user
names or passwords. Based on the configuration pages of npm, yarn, bun, pip, Pipenv, uv, Poetry, RubyGems and Bundler.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from ipaddress import ip_address

from pratique.core.audit import InsecureSource, SourceRule
from pratique.core.lock import Lock, LockedPackage

MOST_LINES = 20_000
MOST_FOUND = 200
_MOST_LINE = 1_000
_ADDRESS = re.compile(
    r"(?:git\+)?(?:http|git)://(?:[^\s/@\"'<>]{0,200}@)?(\[[0-9a-fA-F:.]{2,45}\]|[^\s/:\"'<>?#]{1,253})"
)
_PRIVATE_ENDS = (".local", ".localhost", ".internal", ".lan", ".home.arpa", ".test", ".invalid")


@dataclass(frozen=True, slots=True)
class Setting:
    """A package manager setting that disables certificate checks or allows plain HTTP."""

    client: str
    files: tuple[str, ...]
    """Glob patterns of the file names."""
    pattern: re.Pattern[str]
    """Matches a line without its leading white space, in linear time."""
    name: str
    """The name of the setting in its package manager."""


def _setting(client: str, files: tuple[str, ...], name: str, pattern: str) -> Setting:
    return Setting(client, files, re.compile(pattern, re.IGNORECASE), name)


_OFF = r"[\"']?(?:false|0|no|off)[\"']?\s*(?:[#;,]|$)"
_REQUIREMENTS = ("requirements*.txt", "*-requirements.txt", "*.requirements.txt", "constraints*.txt")
SETTINGS = (
    _setting("npm", (".npmrc",), "strict-ssl=false", rf"^strict-ssl\s*=\s*{_OFF}"),
    _setting("yarn", (".yarnrc",), "strict-ssl false", rf"^[\"']?strict-ssl[\"']?\s+{_OFF}"),
    _setting("yarn", (".yarnrc.yml",), "enableStrictSsl: false", rf"^enableStrictSsl:\s*{_OFF}"),
    _setting("yarn", (".yarnrc.yml",), "unsafeHttpWhitelist", r"^unsafeHttpWhitelist:"),
    _setting(
        "node",
        (".env", ".env.*", ".npmrc", "package.json"),
        "NODE_TLS_REJECT_UNAUTHORIZED=0",
        r"NODE_TLS_REJECT_UNAUTHORIZED\s*=\s*[\"']?0\b",
    ),
    _setting("pip", ("pip.conf", "pip.ini"), "trusted-host", r"^trusted[-_]host\s*="),
    _setting("pip", _REQUIREMENTS, "--trusted-host", r"^--trusted-host[\s=]"),
    _setting("Pipenv", ("Pipfile",), "verify_ssl = false", r"^(?:.{0,200},\s*)?verify_ssl\s*=\s*false\b"),
    _setting("Pipenv", ("Pipfile.lock",), "verify_ssl: false", r"^\"verify_ssl\"\s*:\s*false\b"),
    _setting("uv", ("uv.toml", "pyproject.toml"), "allow-insecure-host", r"^allow-insecure-host\s*="),
    _setting("Poetry", ("poetry.toml",), "cert = false", r"^cert\s*=\s*false\b"),
    _setting("gem", (".gemrc",), ":ssl_verify_mode: 0", r"^:ssl_verify_mode:\s*0\b"),
    _setting("Bundler", ("config",), "BUNDLE_SSL_VERIFY_MODE: 0", r"^BUNDLE_SSL_VERIFY_MODE:\s*[\"']?0\b"),
)
"""The insecure settings of all package managers."""
ADDRESSED: Mapping[str, re.Pattern[str]] = {
    pattern: re.compile(line, re.IGNORECASE)
    for patterns, line in (
        ((".npmrc",), r"^(?:@[^:\s]{1,200}:)?registry\s*="),
        ((".yarnrc",), r"^[\"']?(?:@[^:\s]{1,200}:)?registry[\"']?\s"),
        ((".yarnrc.yml",), r"^npm(?:Registry|Publish|Audit)(?:Server|Registry):"),
        (("bunfig.toml",), r"\b(?:registry|url)\s*="),
        (("pip.conf", "pip.ini"), r"^(?:extra-)?index-url\s*=|^find-links\s*=|^(?:http|git)[+:]"),
        (_REQUIREMENTS, r"^(?:-i|-f|--index-url|--extra-index-url|--find-links)[\s=]"),
        (("Pipfile", "uv.toml", "pyproject.toml"), r"^(?:url|index-url|default-index)\s*="),
        ((".gemrc",), r"^-\s"),
        (("Gemfile", "gems.rb"), r"^(?:source|git)[\s(]|\b(?:git|source):\s|:(?:git|source)\s*=>"),
        (("config",), r"^BUNDLE_MIRROR"),
    )
    for pattern in patterns
}
"""Patterns for lines that contain a source URL, by glob pattern of the file name.

The patterns are matched against lines without leading white space.
"""


VARIABLES: Mapping[str, re.Pattern[str]] = {
    name: re.compile(value, re.IGNORECASE)
    for name, value in (
        ("NODE_TLS_REJECT_UNAUTHORIZED", r"0$"),
        ("npm_config_strict_ssl", r"(?:false|0)$"),
        ("YARN_ENABLE_STRICT_SSL", r"(?:false|0)$"),
        ("PIP_TRUSTED_HOST", r"\S"),
        ("UV_INSECURE_HOST", r"\S"),
        ("BUNDLE_SSL_VERIFY_MODE", r"0$"),
    )
}
"""Environment variables that disable certificate checks, and the values with that effect."""


def read_variables(env: Mapping[str, str]) -> tuple[InsecureSource, ...]:
    """Return the environment variables that disable certificate checks.

    The environment variables are reported only as notes, because the user set them.
    """
    return tuple(
        InsecureSource(
            rule=SourceRule.TLS_OFF, text=f"environment: {name}", sources=(f"${name}",), noted=True
        )
        for name, value in VARIABLES.items()
        if value.match(env.get(name, "").strip())
    )


def read_settings(path: str, data: bytes) -> tuple[InsecureSource, ...]:
    """Return the insecure settings in a configuration file, at most `MOST_FOUND`; empty for other files."""
    name = path.rpartition("/")[2]
    if name == "config" and not path.endswith(".bundle/config"):
        return ()
    settings = [one for one in SETTINGS if any(fnmatchcase(name, pattern) for pattern in one.files)]
    addressed = [line for pattern, line in ADDRESSED.items() if fnmatchcase(name, pattern)]
    if not settings and not addressed:
        return ()
    found: list[InsecureSource] = []
    lines = data.decode("utf-8", "replace").split("\n", MOST_LINES)[:MOST_LINES]
    for number, text in enumerate(lines, 1):
        if len(found) >= MOST_FOUND:
            break
        found += _of_line(text[:_MOST_LINE], f"{path}:{number}", settings, addressed)
    return tuple(found)


def _of_line(
    text: str, place: str, settings: list[Setting], addressed: list[re.Pattern[str]]
) -> Iterator[InsecureSource]:
    text = text.lstrip()
    if text.startswith(("#", ";", "//")):
        return
    for one in settings:
        if one.pattern.search(text):
            yield InsecureSource(
                rule=SourceRule.TLS_OFF, text=f"{one.client}: {one.name}", sources=(place,), noted=False
            )
    hit = _ADDRESS.search(text) if any(line.search(text) for line in addressed) else None
    if hit is not None and not is_loopback(hit[1]):
        yield _plain(hit, "", place)


def locked_sources(locks: Mapping[str, Lock]) -> tuple[InsecureSource, ...]:
    """Return the source URLs that use plain HTTP or the git protocol, once for each host and lockfile.

    An entry with a strong digest is only a note, because a change of its bytes is detected.
    """
    found: dict[tuple[str, str, bool], list[InsecureSource]] = {}
    for path, lock in locks.items():
        for entry in lock.packages:
            hit = _insecure_address(entry)
            if hit is None:
                continue
            place = path if entry.line is None else f"{path}:{entry.line}"
            one = _plain(hit, f" for {entry.ref or entry.package}", place)
            noted = one.noted or any(digest.strong for digest in entry.digests)
            found.setdefault((path, hit[1].lower(), noted), []).append(replace(one, noted=noted))
    return tuple(_together(group) for group in found.values())


def _insecure_address(entry: LockedPackage) -> re.Match[str] | None:
    for address in filter(None, (entry.url, entry.registry)):
        hit = _ADDRESS.match(address[:_MOST_LINE])
        if hit is not None and not is_loopback(hit[1]):
            return hit
    return None


def _together(group: list[InsecureSource]) -> InsecureSource:
    more = f" and {len(group) - 1} more" if len(group) > 1 else ""
    sources = tuple(dict.fromkeys(place for one in group for place in one.sources))
    return replace(group[0], text=group[0].text + more, sources=sources[:MOST_FOUND])


def _plain(hit: re.Match[str], what: str, place: str) -> InsecureSource:
    scheme = hit[0].partition("://")[0]
    return InsecureSource(
        rule=SourceRule.PLAINTEXT,
        text=f"{scheme}://{hit[1]}{what}",
        sources=(place,),
        noted=is_near(hit[1]),
    )


def is_near(host: str) -> bool:
    """Return True for hosts on this machine or in private networks.

    Plain HTTP to a host on this machine or in a private network is reported only as a note.
    """
    name = host.strip("[]").lower().rstrip(".")
    try:
        address = ip_address(name)
    except ValueError:
        return name == "localhost" or "." not in name or name.endswith(_PRIVATE_ENDS)
    return address.is_loopback or address.is_private or address.is_link_local


def is_loopback(host: str) -> bool:
    """Return True if the host is this machine."""
    name = host.strip("[]").lower().rstrip(".")
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return name == "localhost" or name.endswith(".localhost")

"""Writes indicators as Sigma rules: requests through a proxy, DNS queries, started processes and written files.

The fields are those of Sigma's taxonomy for each log source. Values are literals: `*`, `?` and backslashes in them are
escaped, so that no value becomes a wildcard. Source: the Sigma specification 2.0.
"""

import ipaddress
from collections.abc import Iterator, Sequence
from typing import Any

from pratique.core.names import Digest
from pratique.report.parts.escape import escape
from pratique.respond.indicators.hunt import Hunt, hash_algorithm
from pratique.respond.wanted.value import IndicatorKind

_MOST_TITLE = 200
_SHORTEST = 4
"""Shorter values match too much of a command line."""
_NOTHING = "# No indicators that a Sigma rule can express.\n"


def text(hunt: Hunt) -> str:
    """Return the rules as YAML documents."""
    return "---\n".join(map(_document, rules(hunt))) or _NOTHING


def _document(rule: dict[str, Any]) -> str:
    return "\n".join(_lines(rule, "")) + "\n"


def _lines(value: dict[str, Any], indent: str) -> Iterator[str]:
    """Yield a mapping as lines of YAML: keys are constant words, and every text is in double quotes."""
    for key, one in value.items():
        if isinstance(one, dict):
            yield f"{indent}{key}:"
            yield from _lines(one, f"{indent}  ")
        elif isinstance(one, list):
            yield f"{indent}{key}:"
            yield from (f"{indent}  - {_scalar(each)}" for each in one)
        else:
            yield f"{indent}{key}: {_scalar(one)}"


def _scalar(text: str) -> str:
    """Return a double-quoted scalar of YAML, in which everything but plain ASCII is escaped."""
    return f'"{"".join(map(_character, text))}"'


def _character(one: str) -> str:
    if one in {'"', "\\"}:
        return f"\\{one}"
    code = ord(one)
    if " " <= one <= "~":
        return one
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def rules(hunt: Hunt) -> Iterator[dict[str, Any]]:
    """Yield a rule for each log source in which a trace can show."""
    hosts = [literal(one) for one in hunt.of(IndicatorKind.HOST) if one]
    names = [literal(one) for one in hunt.of(IndicatorKind.HOST) if one and not _is_address(one)]
    urls = [literal(_without_scheme(one)) for one in hunt.of(IndicatorKind.URL) if _without_scheme(one)]
    paths = [literal(one) for one in hunt.of(IndicatorKind.PATH) if len(one) >= _SHORTEST]
    spoken = [one for one in (*hosts, *urls) if len(one) >= _SHORTEST]
    if hosts or urls:
        yield _proxy(hunt, hosts, names, urls)
    if names:
        yield _rule(
            hunt,
            "a DNS query for its host",
            {"category": "dns"},
            {"exact": {"query": names}, "below": {"query|endswith": [f".{name}" for name in names]}},
        )
    if spoken or paths:
        lines = list(dict.fromkeys([*spoken, *paths]))
        yield _rule(
            hunt,
            "a process with its host or file in the command line",
            {"category": "process_creation"},
            {"selection": {"CommandLine|contains": lines}},
        )
    if paths:
        ends = list(dict.fromkeys(end for path in paths for end in _ends(path)))
        yield _rule(
            hunt,
            "a file that it writes",
            {"category": "file_event"},
            {"selection": {"TargetFilename|endswith": ends}},
        )
    hashes = [f"{kind.upper()}={value}" for kind, value in _hashes(hunt)]
    if hashes:
        yield _rule(
            hunt,
            "a program that is one of its files",
            {"category": "process_creation"},
            {"selection": {"Hashes|contains": hashes}},
        )


def _proxy(hunt: Hunt, hosts: Sequence[str], names: Sequence[str], urls: Sequence[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if hosts:
        found["host"] = {"cs-host": list(hosts)}
    if names:
        found["below"] = {"cs-host|endswith": [f".{name}" for name in names]}
    if urls:
        found["address"] = {"c-uri|contains": list(urls)}
    return _rule(hunt, "a request to its host or address", {"category": "proxy"}, found)


def _rule(
    hunt: Hunt, what: str, source: dict[str, str], selections: dict[str, dict[str, list[str]]]
) -> dict[str, Any]:
    named = {name if name == "selection" else f"selection_{name}": one for name, one in selections.items()}
    return {
        "title": f"{escape(hunt.title, most=_MOST_TITLE)}: {what}",
        "id": hunt.id_of("sigma", what),
        "status": "experimental",
        "description": f"Finds {what}. Written by Pratique from the indicators of the attack.",
        "author": "Pratique",
        "date": hunt.at.strftime("%Y-%m-%d"),
        "tags": ["attack.initial-access", "attack.t1195.001"],
        "logsource": source,
        "detection": {**named, "condition": "1 of selection_*" if "selection" not in named else "selection"},
        "falsepositives": ["Analysis of the attack itself"],
        "level": "high",
    }


def literal(value: str) -> str:
    """Return a value in which no character is a wildcard. Characters that UTF-8 cannot encode become a question mark."""
    whole = value.encode("utf-8", "replace").decode()
    return whole.replace("\\", "\\\\").replace("*", "\\*").replace("?", "\\?")


def _without_scheme(url: str) -> str:
    return url.partition("://")[2] or url


def _ends(path: str) -> Iterator[str]:
    """Yield the end of a path with the separators of both kinds of systems. `path` is a literal."""
    named = path.replace("\\\\", "/").lstrip("/")
    yield f"/{named}"
    yield "\\\\" + named.replace("/", "\\\\")


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True


def _hashes(hunt: Hunt) -> Iterator[tuple[str, str]]:
    digests = [one.digest for one in hunt.artifacts]
    digests += [
        Digest(kind, one) for one in hunt.of(IndicatorKind.FILE_HASH) if (kind := hash_algorithm(one))
    ]
    # Sysmon's field knows these kinds.
    yield from dict.fromkeys(
        (one.algorithm, one.hex) for one in digests if one.algorithm in {"md5", "sha1", "sha256"}
    )

"""Writes indicators as YARA rules: literals in files, and hashes of whole files.

The strings are literals without wildcards or regular expressions, so that a scan takes linear time. Source: the YARA
documentation, *Writing YARA rules* and the module `hash`.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from pratique.core.names import Digest
from pratique.respond.indicators.hunt import Hunt, hash_algorithm
from pratique.respond.wanted.value import IndicatorKind

T = TypeVar("T")
_SHORTEST_BYTES = 6
"""Shorter literals are in many files, and slow a scan down."""
_LONGEST_BYTES = 1_000
_MOST_IN_RULE = 1_000
_NAME = re.compile(r"[^A-Za-z0-9]+")
_PRINTABLE = frozenset(range(0x20, 0x7F)) - frozenset(b'"\\')
_NOTHING = "// No indicators that a YARA rule can express.\n"
_HASHES = ("md5", "sha1", "sha256")
"""The algorithms of the module `hash`."""


def text(hunt: Hunt) -> str:
    """Return the rules; hosts, addresses and file names in one kind of rule, hashes in the other."""
    name = _NAME.sub("_", hunt.title).strip("_")[:80] or "attack"
    spoken = (*hunt.of(IndicatorKind.HOST), *hunt.of(IndicatorKind.URL), *hunt.of(IndicatorKind.PATH))
    literals = list(dict.fromkeys(one for value in spoken for one in _literal(value)))
    digests = list(_digests(hunt))
    rules = [
        _strings(hunt, f"pratique_{name}_strings_{number}", part)
        for number, part in enumerate(_batches(literals), 1)
    ]
    rules += [
        _hashed(hunt, f"pratique_{name}_files_{number}", part)
        for number, part in enumerate(_batches(digests), 1)
    ]
    if not rules:
        return _NOTHING
    imports = 'import "hash"\n\n' if digests else ""
    return imports + "\n".join(rules)


def _batches(values: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(values), _MOST_IN_RULE):
        yield values[start : start + _MOST_IN_RULE]


def _meta(hunt: Hunt, name: str) -> str:
    return (
        f"    meta:\n"
        f'        description = "{quoted(hunt.title[:200].encode("utf-8", "replace"))}"\n'
        f'        author = "Pratique"\n'
        f'        date = "{hunt.at:%Y-%m-%d}"\n'
        f'        id = "{hunt.id_of("yara", name)}"\n'
    )


def _strings(hunt: Hunt, name: str, literals: Iterable[bytes]) -> str:
    rows = "".join(
        f'        $s{number} = "{quoted(one)}" ascii wide nocase\n' for number, one in enumerate(literals, 1)
    )
    return f"rule {name} {{\n{_meta(hunt, name)}    strings:\n{rows}    condition:\n        any of them\n}}\n"


def _hashed(hunt: Hunt, name: str, digests: Iterable[Digest]) -> str:
    rows = " or\n".join(f'        hash.{one.algorithm}(0, filesize) == "{one.hex}"' for one in digests)
    return f"rule {name} {{\n{_meta(hunt, name)}    condition:\n{rows}\n}}\n"


def _literal(value: str) -> Iterator[bytes]:
    data = value.encode("utf-8", "replace")
    if _SHORTEST_BYTES <= len(data) <= _LONGEST_BYTES:
        yield data


def left_out(hunt: Hunt) -> tuple[str, ...]:
    """Return the hosts, addresses and file names that are too short or too long for a literal."""
    spoken = (*hunt.of(IndicatorKind.HOST), *hunt.of(IndicatorKind.URL), *hunt.of(IndicatorKind.PATH))
    return tuple(value for value in spoken if not any(_literal(value)))


def quoted(data: bytes) -> str:
    """Return bytes for a text between quotation marks: everything but plain ASCII as an escape sequence."""
    return "".join(chr(one) if one in _PRINTABLE else f"\\x{one:02x}" for one in data)


def _digests(hunt: Hunt) -> Iterator[Digest]:
    named = [one.digest for one in hunt.artifacts]
    named += [Digest(kind, one) for one in hunt.of(IndicatorKind.FILE_HASH) if (kind := hash_algorithm(one))]
    yield from dict.fromkeys(one for one in named if one.algorithm in _HASHES)

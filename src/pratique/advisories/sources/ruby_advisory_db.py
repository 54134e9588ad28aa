"""Reads ruby-advisory-db: advisories for gems and for Ruby engines, in one YAML file each.

A version is affected unless it satisfies a clause of `patched_versions` or `unaffected_versions`. A clause is a requirement in the
syntax of RubyGems. If there are no clauses, every version is affected. If a clause is invalid, the affected versions are unknown,
because fixed versions would count as affected without the clause.

Sources: README.md and spec/ of rubysec/ruby-advisory-db; `Bundler::Audit::Advisory#vulnerable?` of bundler-audit.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from posixpath import basename
from typing import Any

from pratique.advisories.interface import Entry, Row, Skip, Source
from pratique.advisories.plausible import covers_of
from pratique.advisories.sources.fields import (
    addresses,
    cve_id,
    ghsa_id,
    items,
    midnight,
    number,
    one_line,
    paragraphs,
    severity_of_score,
)
from pratique.core.advisory import Advisory, AdvisoryKind, Affected, Product, Rating
from pratique.ecosystems.reading.json_values import table
from pratique.ecosystems.rubygems import ecosystem as rubygems
from pratique.ecosystems.rubygems.requirements import parse_requirement
from pratique.ecosystems.rubygems.versions import Version
from pratique.errors import ParseError
from pratique.lockfiles.reading.yaml_document import read_yaml

_NAME = "ruby-advisory-db"
_URL = "https://github.com/rubysec/ruby-advisory-db/archive/refs/heads/master.zip"
_MOST_BYTES = 1024 * 1024
"""The maximum size of a file in bytes. The largest real file is 20 kB long."""
_MOST_CLAUSES = 1_000

_PATH = re.compile(r"(?:^|/)(?:gems|rubies)/[^/]+/[^/]+\.ya?ml\Z")
_ENGINE = re.compile(r"[a-z][a-z0-9]{0,31}")
_OSVDB = re.compile(r"\d{1,10}", re.ASCII)
_STEM = re.compile(r"(CVE|GHSA|OSVDB)-[0-9A-Za-z-]{1,40}")
_TOP_KEY = re.compile(rb"(?:^|\n)(?:gem|engine): ?\S")
_CLAUSES = re.compile(rb"(?:^|\n)(?:(?:un)?patched_versions|unaffected_versions|cvss_v[234]|osvdb|ghsa|cve):")

_MALICIOUS_TITLE = re.compile(r"\bbackdoor\b|\bmalicious (?:ruby gem|version)\b", re.IGNORECASE)
_MALICIOUS_DESCRIPTION = re.compile(r"\b(?:backdoor code|code-execution backdoor)\b", re.IGNORECASE)
"""Phrases in descriptions of malicious releases. The database has no field for malware."""

_BOUNDED_BELOW = frozenset({">=", "~>", "="})
_ENGINES = ("ruby", "jruby", "mruby")
_RATINGS = (("cvss_v4", False), ("cvss_v3", False), ("cvss_v2", True))


def _wants(path: str) -> bool:
    return _PATH.search(path) is not None


def _recognises(entry: Entry) -> bool:
    head = entry.data[:4096]
    return (
        entry.path.endswith((".yml", ".yaml"))
        and _TOP_KEY.search(head) is not None
        and _CLAUSES.search(head) is not None
    )


def _rows(entry: Entry) -> Iterator[Row]:
    try:
        document = read_yaml(entry.data, what=entry.path, most_bytes=_MOST_BYTES).value
    except ParseError:
        yield Skip(entry.path, "the file is not YAML in the format of the database")
        return
    yield _row(entry.path, document)


def _row(path: str, document: Mapping[str, Any]) -> Row:
    product = _product(document)
    if product is None:
        return Skip(path, "the name of the gem or engine is not valid")
    ids = _ids(path, document)
    if not ids:
        return Skip(path, "no id")
    title, description = one_line(document.get("title")), paragraphs(document.get("description"))
    return Advisory(
        id=ids[0],
        source=_NAME,
        kind=_kind(title, description),
        aliases=ids[1:],
        summary=title,
        details=description,
        ratings=tuple(_ratings(document)),
        affected=(_affected(product, document),),
        published=midnight(document.get("date")),
        urls=addresses((document.get("url"), *items(table(document.get("related")).get("url")))),
    )


def _product(document: Mapping[str, Any]) -> Product | None:
    gem, engine = document.get("gem"), document.get("engine")
    if isinstance(gem, str):
        try:
            return Product.of(rubygems.normalise(gem))
        except ParseError:
            return None
    return Product("generic", engine) if isinstance(engine, str) and _ENGINE.fullmatch(engine) else None


def _ids(path: str, document: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the id in the file name, followed by the other ids of the advisory."""
    stem = basename(path).rpartition(".")[0]
    osvdb = document.get("osvdb")
    told = (
        stem if _STEM.fullmatch(stem) else None,
        cve_id(document.get("cve")),
        ghsa_id(document.get("ghsa")),
        f"OSVDB-{osvdb}" if isinstance(osvdb, str) and _OSVDB.fullmatch(osvdb) else None,
    )
    return tuple(dict.fromkeys(found for found in told if found))


def _kind(title: str, description: str) -> AdvisoryKind:
    if _MALICIOUS_TITLE.search(title) or _MALICIOUS_DESCRIPTION.search(description.replace("\n", " ")):
        return AdvisoryKind.MALWARE
    return AdvisoryKind.VULNERABILITY


def _ratings(document: Mapping[str, Any]) -> Iterator[Rating]:
    for key, second in _RATINGS:
        score = number(document.get(key), most=10.0)
        if score is not None:
            yield Rating(score=score, severity=severity_of_score(score, cvss_2=second))


def _affected(product: Product, document: Mapping[str, Any]) -> Affected:
    patched, unaffected = document.get("patched_versions"), document.get("unaffected_versions")
    clauses = _clauses(patched), _clauses(unaffected)
    platform = one_line(document.get("platform"), most=40)
    shown = _shown(items(patched), items(unaffected))
    if clauses[0] is None or clauses[1] is None:
        return Affected(product=product, platforms=(platform,) if platform else (), shown=shown)
    return Affected(
        product=product,
        within=">= 0",
        outside=tuple(dict.fromkeys((*clauses[0], *clauses[1]))),
        fixed=tuple(dict.fromkeys(_lower_bounds((*clauses[0], *clauses[1])))),
        platforms=(platform,) if platform else (),
        shown=shown,
    )


def _clauses(value: object) -> tuple[str, ...] | None:
    """Return the clauses in a list; None if the value is not a list or a clause is invalid."""
    if value is None:
        return ()
    if not isinstance(value, list) or len(value) > _MOST_CLAUSES:
        return None
    found = tuple(clause for clause in value if isinstance(clause, str) and clause.strip())
    # An empty clause would mean every version to RubyGems: nobody writes it to say that.
    valid = len(found) == len(value) and all(parse_requirement(clause) is not None for clause in found)
    return found if valid else None


def _lower_bounds(clauses: Iterable[str]) -> Iterator[str]:
    """Yield the lowest version of each clause that has a lower bound."""
    for clause in clauses:
        requirement = parse_requirement(clause)
        assert requirement is not None  # `_clauses` lets no other through
        bounds: list[Version] = [c.bound for c in requirement.clauses if c.operator in _BOUNDED_BELOW]
        if bounds:
            first = max(bounds, key=lambda bound: bound.key)
            if requirement.accepts(first):
                yield first.text


def _shown(patched: list[object], unaffected: list[object]) -> str:
    """Return the affected versions as text.

    The lists of the source contain the unaffected versions; all other versions are affected.
    """
    parts = [
        f"{' or '.join(one_line(clause) for clause in clauses[:_MOST_CLAUSES])} ({word})"
        for word, clauses in (("patched", patched), ("never affected", unaffected))
        if clauses
    ]
    return f"every version except {' and '.join(parts)}" if parts else "every version"


SOURCE = Source(
    name=_NAME,
    title="Ruby Advisory Database",
    licence="public domain",
    wants=_wants,
    rows=_rows,
    recognises=_recognises,
    covers=covers_of(_NAME),
    url=_URL,
    default=True,
    max_file_bytes=_MOST_BYTES,
)
"""The advisory source that reads ruby-advisory-db, as in its public repository."""

"""The failure threshold of an audit. A finding that meets the threshold causes exit code 1."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from pratique.core.advisory import AdvisoryKind
from pratique.core.audit import AuditFinding, InsecureSource
from pratique.core.finding import Severity
from pratique.core.suggestion import did_you_mean
from pratique.errors import ParseError, Reference

_KEV, _MALWARE, _FIXABLE, _DIRECT, _PRODUCTION = "kev", "malware", "fixable", "direct", "prod"
WORDS = (*(severity.value for severity in Severity), _MALWARE, _KEV, _FIXABLE, _DIRECT, _PRODUCTION)
"""The conditions that a failure threshold can contain."""
_SEVERITIES = {severity.value: severity for severity in Severity}
_MOST_ALTERNATIVES = 20


@dataclass(frozen=True, slots=True)
class Bar:
    """A failure threshold: alternative sets of conditions, written `critical,high+fixable,kev`.

    A finding meets the threshold if it matches all conditions of at least one set. A severity as a condition also
    matches all higher severities. An advisory without a rating matches every severity, because the problem may be
    severe. Malware always matches.
    """

    alternatives: tuple[frozenset[str], ...] = (frozenset({Severity.INFO.value}),)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Parse a threshold. Raise ParseError (config-invalid) if the threshold is invalid."""
        found = tuple(frozenset(word.strip() for word in part.split("+")) for part in text.lower().split(","))
        strange = sorted({word for words in found for word in words} - set(WORDS))
        if strange or len(found) > _MOST_ALTERNATIVES:
            what = f"not a condition: {strange[0][:40]!r}" if strange else "too many conditions"
            raise ParseError(
                Reference.CONFIG_INVALID,
                f"expected a threshold such as `high` or `critical,high+fixable,kev`, got {what}",
                hint=(did_you_mean(strange[0], WORDS, "") + " " if strange else "").lstrip()
                + f"conditions are {', '.join(WORDS)}; `+` joins conditions that must all match, `,` separates alternatives",
            )
        return cls(tuple(dict.fromkeys(found)))

    def reached_by(self, finding: AuditFinding) -> bool:
        """Return True if a finding meets the threshold. An ignored or uncertain finding never meets the threshold."""
        if not finding.stops:
            return False
        if finding.match.kind is AdvisoryKind.MALWARE:
            return True
        return any(all(_holds(word, finding) for word in words) for words in self.alternatives)

    def reached_by_source(self, source: InsecureSource) -> bool:
        """Return True if an insecure source meets the threshold.

        An insecure source never matches conditions about packages.
        """
        return source.stops and any(
            all(word in _SEVERITIES and source.rule.severity.rank >= _SEVERITIES[word].rank for word in words)
            for words in self.alternatives
        )

    @property
    def asks_for_exploits(self) -> bool:
        """Return True if the threshold needs data about exploitation."""
        return any(_KEV in words for words in self.alternatives)

    def at_least_as_strict_as(self, other: "Bar") -> bool:
        """Return True if every finding that meets `other` also meets this threshold."""
        return all(any(_implied(mine, theirs) for mine in self.alternatives) for theirs in other.alternatives)

    def __str__(self) -> str:
        return ",".join("+".join(sorted(words, key=WORDS.index)) for words in self.alternatives)


def _holds(word: str, finding: AuditFinding) -> bool:
    match = finding.match
    if word in _SEVERITIES:
        return match.severity is None or match.severity.rank >= _SEVERITIES[word].rank
    known = {
        _KEV: match.exploitation is not None and match.exploitation.kev_added is not None,
        _MALWARE: match.kind is AdvisoryKind.MALWARE,
        _FIXABLE: bool(match.fixed) or (finding.fix is not None and finding.fix.version is not None),
        _DIRECT: finding.direct,
        _PRODUCTION: not finding.groups,
    }
    return known[word]


def _implied(mine: Iterable[str], theirs: Iterable[str]) -> bool:
    """Return True if every finding that meets `theirs` also meets `mine`."""
    grave = max((_SEVERITIES[word].rank for word in theirs if word in _SEVERITIES), default=-1)
    return all(
        _SEVERITIES[word].rank <= max(grave, 0) if word in _SEVERITIES else word in theirs for word in mine
    )

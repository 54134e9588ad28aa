"""What a rule is: a generator of findings under a decorator, with its page as the module's docstring."""

import hashlib
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from pratique.analysis.facts import FACTS_REVISION
from pratique.core.finding import Audience, Confidence, Finding, Severity
from pratique.core.location import Location
from pratique.core.names import Ecosystem

S = TypeVar("S")
SCRIPTS_REVISION = 3
"""Names the descriptions of install scripts: it is raised whenever they may differ for the same bytes."""


class Need(StrEnum):
    """Evidence without which a rule does not apply."""

    PREVIOUS = "previous"
    SCORE = "score"


class Threat(StrEnum):
    """What a rule is about."""

    BAD_CODE = "bad-code"
    BROKEN_TRUST = "broken-trust"
    CORRUPTION = "corruption"
    HIJACK = "hijack"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule(Generic[S]):
    """A rule as a value. `severity` and `confidence` are the gravest it gives; a finding may be milder."""

    id: str
    title: str
    severity: Severity
    confidence: Confidence
    threat: Threat
    check: Callable[[S], Iterator[Finding]]
    page: str
    audience: Audience = Audience.GATE
    ecosystems: frozenset[Ecosystem] = frozenset(Ecosystem)
    needs: frozenset[Need] = frozenset()
    revision: int = 1

    def finding(
        self,
        message: str,
        *locations: Location,
        evidence: str = "",
        severity: Severity | None = None,
        confidence: Confidence | None = None,
    ) -> Finding:
        """Make a finding of this rule; the first location is the primary one."""
        return Finding(
            rule=self.id,
            severity=severity or self.severity,
            confidence=confidence or self.confidence,
            audience=self.audience,
            message=message,
            locations=tuple(dict.fromkeys(locations)),
            evidence=evidence,
        )


def rule(  # noqa: PLR0913 - a rule is declared by its parts, each by name
    id_: str,
    title: str,
    *,
    severity: Severity,
    confidence: Confidence,
    threat: Threat,
    audience: Audience = Audience.GATE,
    ecosystems: Iterable[Ecosystem] = tuple(Ecosystem),
    needs: Iterable[Need] = (),
    revision: int = 1,
) -> Callable[[Callable[[S], Iterator[Finding]]], Rule[S]]:
    """Declare a rule over the generator below it."""

    def declare(check: Callable[[S], Iterator[Finding]]) -> Rule[S]:
        return Rule(
            id=id_,
            title=title,
            severity=severity,
            confidence=confidence,
            threat=threat,
            check=check,
            page=sys.modules[check.__module__].__doc__ or "",
            audience=audience,
            ecosystems=frozenset(ecosystems),
            needs=frozenset(needs),
            revision=revision,
        )

    return declare


def ruleset(rules: Iterable[Rule[S]], models: str) -> str:
    """Name a set of rules and the models they score with: equal names give equal findings for equal bytes. 16 hex digits."""
    parts = sorted(f"{rule.id}={rule.revision}" for rule in rules)
    return hashlib.sha256(
        f"facts={FACTS_REVISION};scripts={SCRIPTS_REVISION};models={models};{';'.join(parts)}".encode()
    ).hexdigest()[:16]

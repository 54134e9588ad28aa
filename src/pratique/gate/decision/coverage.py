"""Reports the advisory coverage for decisions and `/healthz`. This module reads only the advisory index."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from pratique.advisories.coverage import gaps
from pratique.core.advisory import AdvisoryKind, Cover
from pratique.core.evidence import Dossier, Known, Unknown
from pratique.core.names import Ecosystem
from pratique.errors import StoreError
from pratique.intake.known_bad.advised import Warnings

KNOWN = "known"


def unasked(dossier: Dossier) -> str:
    """Return the reason why the advisory check of an artifact was incomplete; "" if the check was complete."""
    match dossier.advisories:
        case Known():
            return ""
        case Unknown(why=why):
            return f"advisories unknown: {why}"
        case not_asked:
            return f"advisories not checked: {not_asked.why}"


def advisories_told(warnings: Warnings, ecosystems: Iterable[Ecosystem], now: datetime) -> Mapping[str, str]:
    """Return a text for each ecosystem: `known`, or the reason why artifacts of this ecosystem are judged without advisories."""
    return {ecosystem.value: _told(warnings, ecosystem, now) for ecosystem in ecosystems}


def _told(warnings: Warnings, ecosystem: Ecosystem, now: datetime) -> str:
    if warnings.trouble is not None:
        return f"unknown: {warnings.trouble.message}"
    if warnings.index is None:
        return f"not checked: {warnings.why}"
    try:
        sources = warnings.index.sources()
    except StoreError as error:
        return f"unknown: {error.message}"
    covers = [Cover(ecosystem.value, AdvisoryKind.MALWARE)]
    missing = gaps(sources, covers, now=now, max_age=warnings.max_age)
    return f"not checked: {warnings.why or missing[0]}" if missing else KNOWN

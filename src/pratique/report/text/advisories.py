"""What published warnings say of a release that is judged: told beside the verdict, which malice alone changes."""

from collections import Counter
from collections.abc import Iterable, Sequence

from pratique.core.advisory import AdvisoryKind, AdvisoryMatch
from pratique.core.assessment import Assessment, JudgedPackage, merge_advisories
from pratique.report.parts.counts import plural
from pratique.report.parts.escape import escape
from pratique.report.text.style import Line, line

_GRAVEST_FIRST = ("critical", "high", "medium", "low", "info", "unrated")


def each(assessments: Iterable[Assessment]) -> list[Line]:
    """One line for each warning of a fault in a release that was named."""
    return [
        line(f"  advisory {escape(one.id)} ({_word(one)}): ", escape(one.summary, most=200), _mended(one))
        for one in _faults(merge_advisories(assessments))
    ]


def counted(packages: Sequence[JudgedPackage]) -> list[Line]:
    """One line for all warnings of faults in a project; the audit tells each."""
    found = [faults for package in packages if (faults := _faults(merge_advisories(package.assessments)))]
    words = Counter(_word(one) for faults in found for one in faults)
    if not words:
        return []
    graded = ", ".join(f"{words[word]} {word}" for word in _GRAVEST_FIRST if words[word])
    affected = plural(len(found), "package")
    text = f"{plural(words.total(), 'advisory', 'advisories')} ({graded}) on {affected}: `pratique audit` tells each"
    return [line(""), line(text)]


def _faults(matches: Iterable[AdvisoryMatch]) -> list[AdvisoryMatch]:
    """Malice has a reason of its own; what may be sound is for the audit to tell."""
    return [one for one in matches if one.kind is AdvisoryKind.VULNERABILITY and one.certain]


def _word(one: AdvisoryMatch) -> str:
    return one.severity.value if one.severity else "unrated"


def _mended(one: AdvisoryMatch) -> str:
    return f"; mended in {escape(', '.join(one.fixed), most=80)}" if one.fixed else ""

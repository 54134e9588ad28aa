"""Lists vulnerability advisories in addition to the verdict.

Vulnerability advisories do not change the verdict; only malware advisories do.
"""

from collections import Counter
from collections.abc import Iterable, Sequence

from pratique.core.advisory import AdvisoryKind, AdvisoryMatch
from pratique.core.assessment import Assessment, JudgedPackage, merge_advisories
from pratique.report.parts.counts import plural
from pratique.report.parts.escape import escape
from pratique.report.text.style import Line, line

_GRAVEST_FIRST = ("critical", "high", "medium", "low", "info", "unrated")


def each(assessments: Iterable[Assessment]) -> list[Line]:
    """Return a line for each vulnerability advisory about an inspected release."""
    return [
        line(f"  advisory {escape(one.id)} ({_word(one)}): ", escape(one.summary, most=200), _fixed(one))
        for one in _faults(merge_advisories(assessments))
    ]


def counted(packages: Sequence[JudgedPackage]) -> str:
    """Return the command that lists the vulnerability advisories of a project, with their number; "" if there are none."""
    found = [faults for package in packages if (faults := _faults(merge_advisories(package.assessments)))]
    words = Counter(_word(one) for faults in found for one in faults)
    if not words:
        return ""
    graded = ", ".join(f"{words[word]} {word}" for word in _GRAVEST_FIRST if words[word])
    affected = plural(len(found), "package")
    return (
        f"`pratique audit` lists {plural(words.total(), 'advisory', 'advisories')} ({graded}) in {affected}"
    )


def _faults(matches: Iterable[AdvisoryMatch]) -> list[AdvisoryMatch]:
    """Return the certain vulnerability advisories about a release.

    Malware advisories are reported as a reason of the verdict, and `audit` lists uncertain advisories.
    """
    return [one for one in matches if one.kind is AdvisoryKind.VULNERABILITY and one.certain]


def _word(one: AdvisoryMatch) -> str:
    return one.severity.value if one.severity else "unrated"


def _fixed(one: AdvisoryMatch) -> str:
    return f"; fixed in {escape(', '.join(one.fixed), most=80)}" if one.fixed else ""

"""Report spaces and tabs that encode data.

What it finds: the rule finds at least 128 spaces and tabs that alternate like bits, at the ends of lines or in long
runs, in any text file. Indentation does not alternate in this way, however deep it is. The finding is only a note,
which stops nothing.

Why it matters: text that looks empty can contain a program, and the code that decodes it can look like text
processing.

Seen in: a copy of a well-known logging library (PyPI, 2025) with its payload in 1,936 spaces and tabs.

False alarms: the rule reported none of 9,817 npm and PyPI releases.

What to do: make the spaces and tabs visible (`cat -A FILE`), and look for code that reads the file and counts them.
"""

from collections.abc import Iterator

from pratique.analysis.rule import Threat, rule
from pratique.analysis.subject import Subject
from pratique.core.finding import Confidence, Finding, Severity
from pratique.core.location import Location


@rule(
    "data-in-blanks",
    "data encoded in spaces and tabs",
    severity=Severity.MEDIUM,
    confidence=Confidence.HIGH,
    threat=Threat.BAD_CODE,
)
def data_in_blanks(subject: Subject) -> Iterator[Finding]:
    """Yield a finding for each file in which spaces and tabs alternate like bits."""
    for item in subject.contents.inventory.blanks:
        if subject.is_new(item.path):
            yield data_in_blanks.finding(
                f"{item.count} spaces and tabs alternate in the pattern of encoded data",
                Location(item.path, item.line),
            )

"""Report source text that runs differently from how it is displayed.

What it finds: the rule finds bidirectional control characters (Trojan Source, CVE-2021-42574), runs of invisible
characters that are long enough to contain data (zero-width characters, variation selectors, tag characters), and code
behind at least 200 blanks, which is outside the visible part of the screen. The rule reads all files that can run.

Why it matters: a reviewer approves the displayed text, but the interpreter runs the actual characters.

Seen in: rand-user-agent 2.0.83 (2025-05-05, code behind blanks), W4SP (2022-10, off-screen imports), extension worms
of 2025 with code in variation selectors.

False alarms: the rule may report tables of right-to-left text and tests of text shaping. Findings in tests, in
examples and in files that the baseline ships with the same bytes are notes. The page `pratique help crater` lists
the counts.

What to do: open the line in an editor that shows invisible characters. `pratique diff` shows bidirectional control
characters, zero-width characters and tag characters as escape sequences.
"""

from collections.abc import Iterator

from pratique.analysis.context import Context
from pratique.analysis.facts import HiddenKind
from pratique.analysis.rule import Threat, rule
from pratique.analysis.subject import Subject
from pratique.core.finding import Confidence, Finding, Severity
from pratique.core.location import Location

_WORDS = {
    HiddenKind.BIDI: "{count} bidirectional control characters change how this line is shown",
    HiddenKind.INVISIBLE: "{count} invisible characters, enough to carry data",
    HiddenKind.OFF_SCREEN: "code behind {count} blanks, off the screen",
}


@rule(
    "hidden-characters",
    "bidirectional or invisible characters in source that runs",
    severity=Severity.HIGH,
    confidence=Confidence.HIGH,
    threat=Threat.BAD_CODE,
)
def hidden_characters(subject: Subject) -> Iterator[Finding]:
    """Yield a finding for each kind of hidden text in each file."""
    for path in subject.contents.in_order():
        told: set[HiddenKind] = set()
        for hidden in subject.contents.facts[path].hidden:
            if hidden.kind in told:
                continue
            told.add(hidden.kind)
            context = subject.contents.context(path)
            quiet = context is Context.AUXILIARY or (
                subject.previous is not None and not subject.is_new(path)
            )
            yield hidden_characters.finding(
                _WORDS[hidden.kind].format(count=hidden.count),
                Location(path, hidden.line),
                evidence=hidden.sample,
                severity=Severity.LOW if quiet else Severity.HIGH,
                confidence=Confidence.MEDIUM if quiet else _confidence(hidden.kind),
            )


def _confidence(kind: HiddenKind) -> Confidence:
    return Confidence.MEDIUM if kind is HiddenKind.BIDI else Confidence.HIGH

"""Obfuscated code in a project that had none.

What it finds: a file that is no test, example or document, in which at least eight names are such as programs make up that hide code: a
tenth of all names and more like `_0x3fa2c1`, or four in ten like `IlIl1lII`, while no file of the baseline has even three such names. Minified code does not count: its
names are short. Nor does it matter what reaches the file: worms ship theirs beside the code, and a dependency or a hook starts it. A first
release has nothing to compare it with.

Why it matters: obfuscation hides code from people who read it. Projects that want that, want it from their first release; one
that publishes readable or minified code and turns to it has another author.

Seen in: chalk 5.6.1 and debug 4.4.2 (2025-09-08), @ledgerhq/connect-kit 1.1.7 (2023-12-14), node-ipc 12.0.1 (2026-05-14), TanStack
(2026-05-11).

False alarms: none in 3,080 upgrades (2,178 npm, 902 PyPI), after one in them was mended (a table of colours). Owners of closed code who begin to obfuscate are held once.

What to do: do not run it. Stay on the release before, and ask its owner.
"""

from collections.abc import Iterator

from pratique.analysis.context import Context
from pratique.analysis.facts import Texture
from pratique.analysis.rule import Need, Threat, rule
from pratique.analysis.subject import Subject
from pratique.core.finding import Confidence, Finding, Severity
from pratique.core.location import Location

_FEWEST_NAMES = 8
_LEAST_SHARE = 0.1
_LEAST_CONFUSABLE = 0.4
"""Tables of colours have a tenth of names such as `a9a9a9`."""
_MOST_BEFORE = 2


@rule(
    "obfuscated-code-gained",
    "code is obfuscated in a project that had no such code",
    severity=Severity.CRITICAL,
    confidence=Confidence.MEDIUM,
    threat=Threat.BAD_CODE,
    needs=[Need.PREVIOUS],
)
def obfuscated_code_gained(subject: Subject) -> Iterator[Finding]:
    """Find files with made-up names where the baseline has none."""
    assert subject.previous is not None
    if any(_made_up(facts.texture) > _MOST_BEFORE for facts in subject.previous.facts.values()):
        return
    contents = subject.contents
    for path in contents.in_order():
        texture = contents.facts[path].texture
        made_up = _made_up(texture)
        if contents.context(path) is not Context.AUXILIARY and _is_hidden(texture):
            yield obfuscated_code_gained.finding(
                f"{path} is obfuscated, and nothing in the baseline is",
                Location(path),
                evidence=f"{made_up} of {texture.names} names are made up by a program",
            )


def _made_up(texture: Texture) -> int:
    return max(texture.hex_names, texture.confusable_names)


def _is_hidden(texture: Texture) -> bool:
    return texture.hex_names >= max(
        _FEWEST_NAMES, _LEAST_SHARE * texture.names
    ) or texture.confusable_names >= max(_FEWEST_NAMES, _LEAST_CONFUSABLE * texture.names)

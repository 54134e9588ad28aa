"""Report obfuscated code in a project that had none.

What it finds: the rule finds a file outside tests, examples and documentation in which at least eight names are
typical of obfuscators, while no file of the baseline contains even three names of the same kind. The typical names
are either like `_0x3fa2c1` (a tenth of all names, or forty names) or like `IlIl1lII` (four in ten names). Minified
code does not count, because its names are short. The rule does not require that code of the package loads the file:
worms ship such a file beside the code, and a dependency or an install script starts it. The rule does not apply to a
first release, because a first release has no baseline.

Why it matters: obfuscation hides code from reviewers. A project that wants obfuscation uses it from the first release
on; a project that changes from readable or minified code to obfuscated code usually has another author.

Seen in: chalk 5.6.1 and debug 4.4.2 (2025-09-08), @ledgerhq/connect-kit 1.1.7 (2023-12-14), node-ipc 12.0.1
(2026-05-14), TanStack (2026-05-11).

False alarms: the rule held none of 3,080 upgrades (2,178 npm, 902 PyPI), after one false positive was fixed (a table
of colours). The rule holds the first obfuscated release of a closed-source project once.

What to do: do not run the release. Stay on the previous release, and ask the owner.
"""

import re
from collections.abc import Iterator

from pratique.analysis.context import Context
from pratique.analysis.facts import Texture
from pratique.analysis.rule import Need, Threat, rule
from pratique.analysis.subject import Contents, Subject
from pratique.core.finding import Confidence, Finding, Severity
from pratique.core.location import Location
from pratique.core.tree import File

_FEWEST_NAMES = 8
_LEAST_SHARE = 0.1
_MANY_NAMES = 40
"""The number of hexadecimal names that is enough in a file of any size, because a payload may be a small part of a bundle."""
_LEAST_CONFUSABLE = 0.4
"""The lowest share of confusable names in an obfuscated file."""
_MOST_BEFORE = 2
_WORD = re.compile(rb"(?<![\w$])[A-Za-z_][\w$]{5,}")
_ALIKE = frozenset(b"Il1O0o_")


@rule(
    "obfuscated-code-gained",
    "obfuscated code in a project that had none",
    severity=Severity.CRITICAL,
    confidence=Confidence.MEDIUM,
    threat=Threat.BAD_CODE,
    needs=[Need.PREVIOUS],
    revision=2,
)
def obfuscated_code_gained(subject: Subject) -> Iterator[Finding]:
    """Yield a finding for each obfuscated file if the baseline contains no obfuscated names of the same kind."""
    assert subject.previous is not None
    # A table of colours in the baseline says nothing of names in hexadecimal.
    hexadecimal = all(one.texture.hex_names <= _MOST_BEFORE for one in subject.previous.facts.values())
    confusable = not _had_confusable(subject.previous)
    contents = subject.contents
    for path in contents.in_order() if hexadecimal or confusable else ():
        texture = contents.facts[path].texture
        found = (hexadecimal and _is_hexadecimal(texture), confusable and _is_confusable(texture))
        made_up = max(texture.hex_names if found[0] else 0, texture.confusable_names if found[1] else 0)
        if found == (False, True) and _confusable_words(contents.tree.get(path)) < _FEWEST_NAMES:
            continue
        if any(found) and contents.context(path) is not Context.AUXILIARY:
            yield obfuscated_code_gained.finding(
                f"{path} is obfuscated; no file of the baseline is",
                Location(path),
                evidence=f"{made_up} of {texture.names} names look generated",
            )


def _is_hexadecimal(texture: Texture) -> bool:
    return texture.hex_names >= max(_FEWEST_NAMES, min(_MANY_NAMES, _LEAST_SHARE * texture.names))


def _is_confusable(texture: Texture) -> bool:
    return texture.confusable_names >= max(_FEWEST_NAMES, _LEAST_CONFUSABLE * texture.names)


def _had_confusable(contents: Contents) -> bool:
    many = (path for path, facts in contents.facts.items() if facts.texture.confusable_names > _MOST_BEFORE)
    return any(_confusable_words(contents.tree.get(path)) > _MOST_BEFORE for path in many)


def _confusable_words(file: File | None) -> int:
    """Return the number of confusable words, without numbers, because the digits of `0.110000` also look alike."""
    words = set(_WORD.findall(file.data)) if file is not None else set()
    return sum(len(set(word.lower())) <= 2 or set(word) <= _ALIKE for word in words)

"""Report Python byte code whose source is not shipped.

What it finds: the rule finds `.pyc` files without a `.py` file of the same module, if names in the byte code show
that the files start programs, connect to other machines or turn data into code. Pratique never loads byte code and
reads only its strings. The finding is only a note, which stops nothing.

Why it matters: Python runs byte code without its source, and reviewers do not read byte code.

Seen in: fshec2 (PyPI, 2023-06, a `.pyc` loaded by `importlib`), and packages whose only compiled file is the payload.

False alarms: of 2,790 PyPI releases, the rule reported only one, for a file in the tests of the release;
closed-source products ship byte code on purpose.

What to do: request the source. Decompile the byte code before you allow the release, and never import it.
"""

from collections.abc import Iterator

from pratique.analysis.inventory.inventory import Power
from pratique.analysis.kinds import is_auxiliary
from pratique.analysis.rule import Threat, rule
from pratique.analysis.subject import Subject
from pratique.core.finding import Confidence, Finding, Severity
from pratique.core.location import Location
from pratique.core.names import Ecosystem

_ACTING = frozenset((Power.PROCESS, Power.NETWORK, Power.CODE, Power.CREDENTIALS, Power.PERSISTENCE))


@rule(
    "bytecode-without-source",
    "Python byte code whose source is not shipped",
    severity=Severity.MEDIUM,
    confidence=Confidence.MEDIUM,
    threat=Threat.BAD_CODE,
    ecosystems=[Ecosystem.PYPI],
)
def bytecode_without_source(subject: Subject) -> Iterator[Finding]:
    """Yield a finding for each file of byte code without source that contains suspicious names."""
    for item in subject.contents.inventory.bytecode:
        shown = [name for power, name in item.names if power in _ACTING]
        if not shown or is_auxiliary(item.path) or not subject.is_new(item.path):
            continue
        yield bytecode_without_source.finding(
            f"bytecode without source contains {', '.join(shown[:4])}",
            Location(item.path),
            evidence=" ".join(shown[:10]),
        )

"""Report a pickle that runs commands when it is loaded.

What it finds: the rule finds a pickle (`.pkl`, `.joblib`, a torch model, an array of objects, or any file that begins
like a pickle) that imports functions which run commands, execute code or write files: `os.system`,
`subprocess.Popen`, `builtins.exec`, `runpy.run_path` and similar. The rule holds a release that ships such a pickle
outside tests. The finding about a pickle that can obtain any function (`getattr`, `importlib`, a computed name) is a
note. Pratique reads pickles opcode by opcode, also inside zip files, and never loads them.

Why it matters: loading a pickle calls the functions to which the pickle refers. A model file in the pickle format is
a program that nobody reads.

Seen in: models on public hubs since 2023, PyPI packages that ship a pickled model as their payload (2025).

False alarms: the rule reported none of 9,817 npm and PyPI releases, including their tests; benign pickles refer only
to their own classes and those of numpy.

What to do: do not load the pickle. `python -m pickletools FILE` lists its operations. Request the data in a format
that contains only data.
"""

from collections.abc import Iterator

from pratique.analysis.inventory.inventory import Pickle
from pratique.analysis.kinds import is_auxiliary
from pratique.analysis.rule import Threat, rule
from pratique.analysis.subject import Subject
from pratique.core.finding import Confidence, Finding, Severity
from pratique.core.location import Location


@rule(
    "dangerous-pickle",
    "pickle that runs commands when loaded",
    severity=Severity.HIGH,
    confidence=Confidence.HIGH,
    threat=Threat.BAD_CODE,
)
def dangerous_pickle(subject: Subject) -> Iterator[Finding]:
    """Yield a finding for each pickle that imports functions which run commands or code."""
    for pickle in subject.contents.inventory.pickles:
        named = pickle.runs or pickle.reaches
        if not named:
            continue
        grave = bool(pickle.runs) and not is_auxiliary(pickle.path)
        does = "runs commands or code" if pickle.runs else "can reach any name"
        yield dangerous_pickle.finding(
            f"loading {_place(pickle)} {does}: it imports {', '.join(named[:4])}",
            Location(pickle.path),
            evidence=" ".join(named[:10]),
            severity=Severity.HIGH if grave else Severity.MEDIUM,
            confidence=Confidence.HIGH if grave else Confidence.MEDIUM,
        )


def _place(pickle: Pickle) -> str:
    return f"its pickle {pickle.member}" if pickle.member else "it"

"""Pickle that runs commands when it is loaded.

What it finds: a pickle (`.pkl`, `.joblib`, a model of torch, an array of objects, or any file that begins as one)
that imports names which run commands or code, or write files: `os.system`, `subprocess.Popen`, `builtins.exec`,
`runpy.run_path` and similar. It holds if such a pickle is shipped outside tests. A pickle that can obtain any name
(`getattr`, `importlib`, a computed name) is a note. Pickles are read opcode by opcode and never loaded; those in a
zip are read, too.

Why it matters: loading a pickle calls what it names. A model file is a program that nobody reads.

Seen in: models on public hubs since 2023, PyPI packages that ship a pickled model as their payload (2025).

False alarms: none in 9,817 releases of npm and PyPI, including their tests; ordinary pickles name their own classes
and numpy's.

What to do: do not load it. `python -m pickletools FILE` lists what it does. Ask for the data in a format that
contains only data.
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
    "pickle that runs commands when it is loaded",
    severity=Severity.HIGH,
    confidence=Confidence.HIGH,
    threat=Threat.BAD_CODE,
)
def dangerous_pickle(subject: Subject) -> Iterator[Finding]:
    """Find pickles that import what runs commands or code."""
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

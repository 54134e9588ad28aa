"""Report a program under a harmless name.

What it finds: the rule finds compiled code, source or an archive in a file with the name of a picture, a font, text,
JSON, settings, a style sheet or type declarations. The rule also finds JSON files that contain JavaScript, type
declarations with statements that run, and a Python program that is packed as an archive without a suffix. The rule
holds a release if an install script or other code of the release, or a task that an editor runs when the folder is
opened, starts or loads the file; otherwise the finding is a note. The rule reports files of tests and examples only if the release starts or loads these files.

Why it matters: reviewers do not open pictures to read code, and most scanners select the files to read by name.

Seen in: PyPI and npm loaders that store their second stage in a .png, .txt or .json file; Contagious Interview
(2026), whose editor tasks start a script under the name of a font.

False alarms: without tests, the rule reported 2 of 9,817 npm and PyPI releases as a note, and held none of these
releases.

What to do: look at the first bytes of the file (`file NAME`, `head -c 200 NAME`), and at the code that opens the
file.
"""

import posixpath
import re
from collections.abc import Iterator

from pratique.analysis.context import Context
from pratique.analysis.inventory.inventory import Shape
from pratique.analysis.kinds import is_auxiliary
from pratique.analysis.reach import hook_commands
from pratique.analysis.rule import Threat, rule
from pratique.analysis.subject import Contents, Subject
from pratique.core.finding import Confidence, Finding, Severity
from pratique.core.location import Location

_WORDS = {
    Shape.EXECUTABLE: "compiled code",
    Shape.SCRIPT: "source that an interpreter runs",
    Shape.ARCHIVE: "an archive",
}
_STARTED = {
    (False, False): "",
    (True, False): ", and the release starts or loads it",
    (True, True): ", and an editor starts it when the folder is opened",
}
_TASKS = ".vscode/tasks.json"
_ON_OPENING = b"folderOpen"
_WORD = re.compile(rb"[\w./@-]{2,200}", re.ASCII)
_MOST_BYTES = 100_000


@rule(
    "disguised-content",
    "program with the name of a harmless file",
    severity=Severity.HIGH,
    confidence=Confidence.HIGH,
    threat=Threat.BAD_CODE,
    revision=2,
)
def disguised_content(subject: Subject) -> Iterator[Finding]:
    """Yield a finding for each program in a file with a misleading name."""
    contents = subject.contents
    found = [
        (item.path, _WORDS[item.shape], f"a name of {item.claims}", item.sample)
        for item in contents.inventory.disguises
        if item.shape in _WORDS
    ]
    found += [
        (item.path, "a Python program packed as an archive", "a name without a suffix", "")
        for item in contents.inventory.nested
        if item.runs and not posixpath.splitext(item.path)[1]
    ]
    if not found:
        return
    named, opened = _named(subject), _opened(contents)
    for path, what, claim, sample in found:
        early = contents.contexts.get(path) in {Context.INSTALL, Context.IMPORT}
        task = opened.get(posixpath.basename(path))
        started = early or path in named or posixpath.basename(path) in named or task is not None
        if not started and is_auxiliary(path):
            continue
        fresh = subject.is_new(path)
        yield disguised_content.finding(
            f"{what} under {claim}" + _STARTED[started, task is not None],
            Location(path),
            *((task,) if task is not None else ()),
            evidence=sample,
            severity=Severity.HIGH if started and fresh else Severity.MEDIUM,
        )


def _named(subject: Subject) -> set[str]:
    """Return the paths and names of files to which hooks, commands, imports and calls of the release refer."""
    contents = subject.contents
    words = [
        word
        for _, command in hook_commands(contents.manifest)
        for word in (command.runs or command.program, *command.arguments)
    ]
    for path, facts in contents.facts.items():
        if contents.context(path) is Context.AUXILIARY:
            continue
        words += [item.module for item in facts.imports if item.module]
        words += [use.argument for use in facts.uses if use.argument]
        words += [
            word
            for command in facts.commands
            for word in (command.runs or command.program, *command.arguments)
        ]
    return {form for word in words for form in (posixpath.normpath(word), posixpath.basename(word)) if form}


def _opened(contents: Contents) -> dict[str, Location]:
    """Return the names of files in tasks that an editor runs when the folder is opened, each with its line."""
    found: dict[str, Location] = {}
    for file in contents.tree.files:
        if file.path.endswith(_TASKS) and _ON_OPENING in file.data:
            for line, text in enumerate(file.data[:_MOST_BYTES].splitlines(), start=1):
                for word in _WORD.findall(text):
                    found.setdefault(posixpath.basename(word.decode("ascii")), Location(file.path, line))
    return found

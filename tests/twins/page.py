"""The page of the documentation that shows the table."""

from collections.abc import Iterable, Iterator

from tests.twins.behaviour import Behaviour, Code, Moment, Seen
from tests.twins.known import FALSE_ALARMS, MISSES
from tests.twins.places import PLACES
from tests.twins.table import BEHAVIOURS, KNOWN_MISSES, WHY_HELD, WHY_MISSED, Cell, cells

_LANGUAGES = {
    Code.JAVASCRIPT: "JavaScript",
    Code.PYTHON: "Python",
    Code.RUBY: "Ruby",
    Code.SHELL: "shell",
    Code.TASKS: "editor tasks",
}
_MOMENTS = {
    Moment.INSTALL: "at install",
    Moment.LOAD: "when loaded",
    Moment.PROGRAM: "when a command of the package is started",
    Moment.CALLED: "when a function is called",
    Moment.OPENED: "when the folder is opened in an editor",
}
_KINDS = {
    "npm": "npm",
    "commit": "npm, from git",
    "wheel": "PyPI, wheel",
    "sdist": "PyPI, sdist",
    "gem": "RubyGems",
}
_INTRODUCTION = """\
Pratique is tested with {} behaviours of known malware in {} places of a release: {} small inert releases, of which {} are missed. \
Each behaviour is written in each language in which it has a meaning, and one expectation holds for all languages and places of a moment. \
*Held* means that the release, judged alone, is held or blocked, and that a finding names the file. *Told* means that a finding names the \
file if the baseline does not have the code: honest packages do the same when they are called. The table is in `tests/twins`. For most \
behaviours, the tests also contain the honest code that is most similar, which must not be held.
"""
_INSTRUCTIONS = """\
- Instructions to coding agents in the texts of a package: packages for agents contain such texts, and no rule tells them apart without \
false positives."""


def page() -> str:
    """Return the page as Markdown."""
    every = tuple(cells())
    lines = [
        "# Behaviours by language and place\n",
        _INTRODUCTION.format(len(BEHAVIOURS), len(PLACES), f"{len(every):,}", len(KNOWN_MISSES)),
        "A column of a language shows in how many places the expectation is met.\n",
        "| behaviour | seen in | at install or load | when called | JavaScript | Python | Ruby | shell |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
        *(_row(one, every) for one in BEHAVIOURS),
        "\n## Places\n",
        "| place | language | release | runs |",
        "| --- | --- | --- | --- |",
        *(
            f"| `{one.id}` | {_LANGUAGES[one.code]} | {_KINDS[one.kind]} | {_MOMENTS[one.moment]} |"
            for one in PLACES
        ),
        "\n## Known misses\n",
        *(
            f'- "{_what(id_)}": {_places(places)}. Reason: {WHY_MISSED[id_]}.'
            for id_, places in MISSES.items()
        ),
        "\n## Honest code that is held\n",
        *(
            f'- Similar to "{_what(id_)}": {_places(places)}. Reason: {WHY_HELD[id_]}.'
            for id_, places in FALSE_ALARMS.items()
        ),
        "\n## Not in the table\n",
        *_absent(),
        _INSTRUCTIONS,
    ]
    return "\n".join(lines) + "\n"


def _row(behaviour: Behaviour, every: Iterable[Cell]) -> str:
    own = [cell for cell in every if cell.behaviour is behaviour]
    early = _seen(behaviour, (Moment.LOAD, Moment.INSTALL))
    late = _seen(behaviour, (Moment.CALLED, Moment.OPENED))
    counts = [_count(own, code) for code in Code if code is not Code.TASKS]
    if Code.TASKS in behaviour.sources:
        late += f" (opened in an editor): {_count(own, Code.TASKS)}"
    return f"| {behaviour.what} | {behaviour.seen} | {early} | {late} | {' | '.join(counts)} |"


def _seen(behaviour: Behaviour, moments: Iterable[Moment]) -> str:
    found = next((behaviour.expected[one] for one in moments if one in behaviour.expected), None)
    return found.value if isinstance(found, Seen) else ""


def _count(own: Iterable[Cell], code: Code) -> str:
    there = [cell for cell in own if cell.place.code is code]
    met = sum(cell.id not in KNOWN_MISSES for cell in there)
    return f"{met} of {len(there)}" if there else ""


def _what(id_: str) -> str:
    return next(one.what for one in BEHAVIOURS if one.id == id_)


def _places(names: str) -> str:
    return ", ".join(f"`{name}`" for name in names.split())


def _absent() -> Iterator[str]:
    for one in BEHAVIOURS:
        for code, why in one.absent.items():
            yield f'- "{one.what}" in {_LANGUAGES[code]}: {why}.'

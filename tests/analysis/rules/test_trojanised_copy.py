"""Copies of popular packages with changes."""

from dataclasses import replace

import pytest

from pratique.analysis.clones import Clones, CopyMatch
from pratique.analysis.context import Context
from pratique.analysis.facts import Language
from pratique.analysis.languages import readers
from pratique.analysis.rules.trojanised_copy import trojanised_copy
from pratique.core.finding import Severity
from pratique.core.tree import File
from tests.analysis.inspecting import of_rule, wheel
from tests.analysis.rules.test_known_malware_clone import subject

RULE = "trojanised-copy"
COPY = CopyMatch(package="good", version="2.0", share=0.9, same=9, differing=("goood/a.py",))


def test_a_copy_whose_changed_file_acts_is_told_more_gravely() -> None:
    plain = subject()
    facts = {
        "goood/a.py": readers.read(
            File("goood/a.py", b"import os\nos.system('echo marker')\n"), Language.PYTHON
        )
    }
    acting = replace(plain, contents=replace(plain.contents, facts=facts, clones=Clones(copies=(COPY,))))
    (finding,) = trojanised_copy.check(acting)
    assert Severity.HIGH == finding.severity
    assert ("goood/a.py", 2) == (finding.locations[0].path, finding.locations[0].line)


@pytest.mark.parametrize("context", [Context.INSTALL, Context.IMPORT])
def test_a_copy_whose_changed_file_acts_by_itself_is_held_at_its_line(context: Context) -> None:
    code = File("goood/b.py", b"import os\n\nos.system('echo marker')\n")
    facts = {path: readers.read(code, Language.PYTHON) for path in ("goood/a.py", "goood/b.py")}
    plain, copy = subject(), replace(COPY, differing=("goood/a.py", "goood/b.py"))
    contents = replace(
        plain.contents, facts=facts, contexts={"goood/b.py": context}, clones=Clones(copies=(copy,))
    )
    (finding,) = trojanised_copy.check(replace(plain, contents=contents))
    assert Severity.CRITICAL is finding.severity
    assert ("goood/b.py", 3) == (finding.locations[0].path, finding.locations[0].line)


def test_a_fork_is_a_milder_note() -> None:
    plain = subject()
    forked = replace(plain, contents=replace(plain.contents, clones=Clones(copies=(COPY,))))
    (finding,) = trojanised_copy.check(forked)
    assert Severity.MEDIUM == finding.severity
    assert "good 2.0" in finding.message


def test_ordinary_packages_stay_quiet() -> None:
    assert [] == of_rule(wheel({"pkg/__init__.py": "x = 1\n"}), RULE)

"""Each breakage fits the source, and changes what it says."""

import ast
from dataclasses import replace
from pathlib import Path

import pytest

from tests.breakages.table import BREAKAGES, Breakage
from tests.breakages.tree import ROOT, SOURCE, NoFitError, NotRunError, Tree, broken

LAW, *_ = BREAKAGES


@pytest.mark.parametrize("breakage", BREAKAGES, ids=lambda breakage: breakage.id)
def test_a_breakage_fits_its_source_once_and_changes_what_it_does(breakage: Breakage) -> None:
    text = (SOURCE / breakage.path).read_text(encoding="utf-8")
    assert ast.dump(ast.parse(text)) != ast.dump(ast.parse(broken(text, breakage)))
    assert [] == [test for test in breakage.tests if not (ROOT / test).is_file()]


def test_there_are_25_breakages_or_more_each_with_its_own_id() -> None:
    assert len(BREAKAGES) >= 25
    assert len(BREAKAGES) == len({breakage.id for breakage in BREAKAGES})


@pytest.mark.parametrize("text", ["", "other = 1\n", f"{LAW.line}\n{LAW.line}\n"])
def test_a_line_that_is_not_there_once_is_refused(text: str) -> None:
    with pytest.raises(NoFitError):
        broken(text, LAW)


def test_a_broken_copy_is_what_the_tests_import(tmp_path: Path) -> None:
    tree = Tree.copied(tmp_path)
    assert tree.is_imported()
    path = tmp_path / "pratique" / "core" / "gap.py"
    before = path.read_text(encoding="utf-8")
    row = replace(
        LAW, path="core/gap.py", line="if not found:", instead="if found:", tests=("tests/core/test_gap.py",)
    )
    assert tree.catches(row)
    assert before == path.read_text(encoding="utf-8")


def test_tests_that_do_not_run_are_no_catch(tmp_path: Path) -> None:
    tree = Tree.copied(tmp_path)
    with pytest.raises(NotRunError):
        tree.passes(("tests/core/test_of_nothing.py",))

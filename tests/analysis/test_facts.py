"""The revision of the facts follows the code that makes them."""

import hashlib
import json
from pathlib import Path

import pytest

import pratique.analysis.facts as facts_module
from pratique.analysis.facts import FACTS_REVISION, Language, problem_only

ANALYSIS = Path(facts_module.__file__).parent
FOLDERS = ("engine", "frontends", "languages")
RECORD = Path(__file__).parent / "facts_revision.json"


def test_the_revision_is_raised_when_a_language_may_give_other_facts(request: pytest.FixtureRequest) -> None:
    """Facts are remembered by digest and revision: changed extraction under an old revision is never run again.

    Raise FACTS_REVISION when facts may differ, then run `pytest --golden` on this file to record the new state.
    """
    digest = hashlib.sha256()
    for path in sorted(path for folder in FOLDERS for path in (ANALYSIS / folder).rglob("*.py")):
        digest.update(path.relative_to(ANALYSIS).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    state = {"revision": FACTS_REVISION, "sha256": digest.hexdigest()}
    if request.config.getoption("--golden"):
        RECORD.write_text(json.dumps(state) + "\n")
    assert json.loads(RECORD.read_text()) == state


def test_a_file_that_could_not_be_read_says_why() -> None:
    assert "too large" == problem_only(Language.PYTHON, "too large").problem

"""What the steps of the Action print, whatever a stranger has written: never a command, never another output."""

import importlib.util
import io
import os
from contextlib import redirect_stdout
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.integrations.github_runner import ROOT, obeyed, read_outputs


def loaded(path: str) -> ModuleType:
    """A module of the steps, which are run as a folder and imported by nobody."""
    spec = importlib.util.spec_from_file_location(Path(path).stem, ROOT / "integrations" / path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


runner = loaded("github/runner.py")
sticky = loaded("review/sticky.py")
PIECES = ("::", "error", "add-mask", " ", "\n", "\r", "##[", "]", "stop-commands", "a=b,", "%0A", "<<")
texts = st.text(max_size=20) | st.lists(st.sampled_from(PIECES), max_size=10).map("".join)


def printed(function: str, text: str) -> list[str]:
    with redirect_stdout(io.StringIO()) as out:
        getattr(runner, function)(text)
    return list(obeyed(out.getvalue()))


@pytest.mark.fuzz
@example("\n::add-mask::x")
@example("##[add-mask]x")
@given(texts)
def test_a_line_of_the_log_is_never_a_command(text: str) -> None:
    assert [] == printed("say", text)


@pytest.mark.fuzz
@example("\n::add-mask::x")
@given(texts)
def test_an_error_is_one_command_and_no_other(text: str) -> None:
    (command,) = printed("error", text)
    assert command.startswith("::error title=Pratique::")


@pytest.mark.fuzz
@example("::error file=a::b\n::add-mask::c\n::stop-commands::d\n::error::##[add-path]")
@given(texts)
def test_of_a_file_of_annotations_nothing_else_is_obeyed(text: str) -> None:
    for command in printed("annotate", text):
        assert command.lstrip().startswith(("::error", "::warning", "::notice"))


@pytest.mark.fuzz
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=20))
def test_an_output_comes_back_as_it_was_given(text: str) -> None:
    value = text.replace("\r", "")
    path = Path(os.environ["HOME"]) / "output"
    path.write_text("")
    os.environ["GITHUB_OUTPUT"] = str(path)
    try:
        runner.set_output("first", value)
        runner.set_output("second", "x")
    finally:
        del os.environ["GITHUB_OUTPUT"]
    assert [("first", value), ("second", "x")] == list(read_outputs(path.read_bytes().decode()))


@pytest.mark.fuzz
@given(texts)
def test_a_text_has_the_digest_of_its_first_line_or_none(text: str) -> None:
    assert sticky.digest_of(text) is None
    assert "ab12" == sticky.digest_of(f"<!-- pratique review v1 ab12 -->\n{text}")

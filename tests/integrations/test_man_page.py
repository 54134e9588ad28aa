"""The man page: made from the commands, and clean man(7) source."""

import runpy
import shutil
import subprocess

import pytest

from pratique.cli import VERBS
from pratique.cli.output.exit_codes import Exit
from pratique.config.setting import SETTINGS
from tests.integrations.github_runner import ROOT

PAGE = ROOT / "docs/man/pratique.1"


def test_the_page_is_current() -> None:
    made = runpy.run_path(str(ROOT / "scripts/man"))["made"]()
    assert made == PAGE.read_text(encoding="utf-8"), "run `make docs`"


def test_the_page_has_every_verb_exit_code_and_variable() -> None:
    lines = PAGE.read_text(encoding="utf-8").splitlines()

    assert [] == [verb for verb in VERBS if not any(line.startswith(f".SS {verb} ") for line in lines)]
    assert [] == [code for code in Exit if f".B {code.value}" not in lines]
    assert [] == [setting.variable for setting in SETTINGS if f".B {setting.variable}" not in lines]


@pytest.mark.skipif(shutil.which("groff") is None, reason="no groff here")
def test_the_page_is_shown_without_a_warning() -> None:
    done = subprocess.run(
        ["groff", "-man", "-Tutf8", "-ww", str(PAGE)], capture_output=True, text=True, check=True, timeout=60
    )
    assert "" == done.stderr
    assert "pratique - check npm, PyPI and RubyGems packages" in done.stdout

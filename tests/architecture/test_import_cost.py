"""What a question costs before it is asked: the heavy libraries are imported only by what needs them."""

import subprocess
import sys

import pytest

HEAVY = {"aiohttp", "alembic", "asyncio", "rich", "sqlalchemy", "tree_sitter"}


def imported(*arguments: str) -> set[str]:
    """Top-level names of all that Python imports in a run."""
    run = subprocess.run(
        [sys.executable, "-X", "importtime", *arguments],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    lines = [line.rpartition("|")[2].strip() for line in run.stderr.splitlines() if "|" in line]
    return {name.partition(".")[0] for name in lines}


def test_the_measure_sees_what_is_imported() -> None:
    assert {"json", "decimal"} <= imported("-c", "import json, decimal")


def test_the_law_is_imported_without_any_heavy_library() -> None:
    assert set() == (HEAVY | {"click", "msgspec", "packaging"}) & imported(
        "-c", "import pratique.core.verdict"
    )


@pytest.mark.parametrize("option", ["--version", "--help"])
def test_the_command_line_answers_about_itself_without_any_heavy_library(option: str) -> None:
    assert set() == HEAVY & imported("-m", "pratique.cli", option)


def test_an_audit_of_a_lock_of_npm_does_without_what_python_alone_needs() -> None:
    parts = "cli.verbs.audit, lockfiles.npm.package_lock, intake.agreement.node_tools, intake.audit.fix, ecosystems.npm"
    told = ", ".join(f"pratique.{part}" for part in parts.split(", "))
    found = imported("-c", f"import {told}")

    assert set() == (HEAVY | {"packageurl", "packaging", "tomllib"}) & found

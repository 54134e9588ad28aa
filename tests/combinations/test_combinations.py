"""Plain attacks are stopped whichever of their beginnings and ends are put together."""

from pathlib import Path

import pytest

from tests.combinations import PLANS, Plan
from tests.combinations.judging import is_stopped
from tests.evasions.case import Case


@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: plan.name)
def test_every_beginning_is_stopped_with_every_end(plan: Plan, tmp_path: Path) -> None:
    let_in = [case.id for case in plan.pairs() if not is_stopped(case, tmp_path)]

    assert [] == let_in


def test_what_a_plan_is_made_of_is_what_stops_it(tmp_path: Path) -> None:
    """The same files with nothing but their first lines, which ask for modules, are let in."""
    harmless = [
        Case("npm", "npm", {"package.json": '{"name": "sample", "version": "1.0.0"}', "index.js": NODE}),
        Case("python", "wheel", {"sample/__init__.py": PYTHON}),
    ]

    assert [False, False] == [is_stopped(case, tmp_path) for case in harmless]


NODE = (
    "const fs = require('fs'), path = require('path'), cp = require('child_process'), os = require('os');\n"
)
PYTHON = "import base64, getpass, json, os, socket, subprocess, sys, urllib.parse, urllib.request, zlib\n"

"""The table of options against the real clients."""

import os
from functools import cache
from pathlib import Path

import pytest

from pratique.cli.hook.clients import CLIENTS
from pratique.cli.hook.option_table import EITHER, OPTIONS
from tests.cli.hook.client_options import HELPS, Options, of_clients, of_help

FOLDER = os.environ.get("PRATIQUE_CLIENTS")


@cache
def real() -> dict[str, Options]:
    return of_clients(Path(FOLDER or ""))


@pytest.mark.skipif(FOLDER is None, reason="PRATIQUE_CLIENTS names no folder of clients")
@pytest.mark.parametrize("key", sorted(OPTIONS))
def test_the_table_has_every_option_of_the_real_client_as_the_client_reads_it(key: str) -> None:
    """An option that takes a value in some versions only may stand in the table as one with either."""
    if key not in real():
        pytest.skip("the client is not installed")
    table = {one: kind for kind, options in enumerate(OPTIONS[key]) for one in options.split()}
    options = real()[key]
    assert len(options) >= 10
    kinds = {one: EITHER if len(takes) > 1 else int(takes == {True}) for one, takes in options.items()}
    assert {} == {one: kind for one, kind in kinds.items() if table.get(one) not in {kind, EITHER}}


def test_no_option_is_of_two_kinds() -> None:
    for key, kinds in OPTIONS.items():
        words = " ".join(kinds).split()
        assert len(words) == len(set(words)), key


def test_every_client_has_a_table() -> None:
    assert {client.like or client.name for client in CLIENTS} <= set(OPTIONS)


def test_the_help_of_a_client_is_read_in_all_its_forms(tmp_path: Path) -> None:
    program = tmp_path / "client"
    program.write_text(
        "#!/bin/sh\ncat <<'E'\n"
        "  -r, --requirements <FILE>\n      --plain   Text. [aliases: --other]\n  --group=GROUP  A group.\n"
        "  --mode #0\n  -l, --list file\n  -C CONFIG, --config CONFIG\n  --backend {a,b}\n  --venv [NAME]  A.\n  --[no-]x\n  -v, --verbose...\nE\n"
    )
    program.chmod(0o755)
    values = {"-l", "--list", "-r", "--requirements", "--group", "--mode", "-C", "--config", "--backend"}
    flags = {"--plain", "--other", "--x", "--no-x", "-v", "--verbose"}
    expected: Options = {one: {True} for one in values} | {one: {False} for one in flags}
    assert expected | {"--venv": {True, False}} == of_help(str(program), ["help"])
    assert "uv" in HELPS

"""Credentials for registries stay with their registry."""

import asyncio
import os
from pathlib import Path

from tests.gate.inside import Raw, ask, inside, listening
from tests.gate.python_clients import KITE
from tests.loopback import LoopbackRegistry


def test_the_credential_of_an_index_goes_neither_to_its_files_elsewhere_nor_to_clients(
    settings: Path,
) -> None:
    with LoopbackRegistry(pypi=[KITE], token="secret", files_elsewhere=True) as index:
        settings.write_text(f'[[registries]]\nurl = "{index.files_url}/"\necosystem = "pypi"\n')
        folder = Path(os.environ["HOME"]) / ".config/pip"
        folder.mkdir(parents=True)
        address = index.pypi_url.replace("http://", "http://user:secret@")
        (folder / "pip.conf").write_text(f"[global]\nindex-url = {address}\n")

        async def run() -> list[Raw]:
            async with inside() as made, listening(made.gate) as there:
                paths = ("kite/", "kite/1.0.0/kite-1.0.0-py3-none-any.whl")
                line = "Authorization: Bearer of-the-client"
                return [await ask(there, f"GET /pypi/simple/{path} HTTP/1.1\r\n{line}") for path in paths]

        answers = asyncio.run(run())
        asked = {(seen.host, seen.authorization) for seen in index.requests}

    assert [200, 200] == [one.status for one in answers]
    assert {("127.0.0.1", "Basic dXNlcjpzZWNyZXQ="), ("127.0.0.2", None)} == asked
    assert "secret" not in repr(answers)

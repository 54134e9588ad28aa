"""Extensions of editors."""

from pathlib import Path

from tests.collect.walked import records
from tests.installed.caches.laid import put


def test_extensions_are_named_by_their_folders(tmp_path: Path) -> None:
    for editor in (".vscode", ".cursor"):
        put(tmp_path / editor / "extensions/Acme.nice-tool-1.2.3-linux-x64/package.json", "{}")
    put(tmp_path / "app/extensions/own-code/index.js", "")

    assert {("vscode", "acme.nice-tool", "1.2.3", "installed")} == {
        (one.ecosystem, one.name, one.version, one.state) for one in records(tmp_path)
    }

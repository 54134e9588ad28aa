"""The gems that gem and Bundler keep."""

from pathlib import Path

import pytest

from tests.installed.caches.laid import looked, only, put


@pytest.mark.parametrize(
    ("filename", "name"),
    [
        ("kite-1.0.0.gem", "gem:kite@1.0.0"),
        ("kite-1.0.0-x86_64-linux.gem", "gem:kite@1.0.0"),
        ("kite-string-1.0.0.pre.1-java.gem", "gem:kite-string@1.0.0.pre.1"),
        ("kite-2-string-1.0.gem", "gem:kite-2-string@1.0"),
        ("kite.gem", "None"),
    ],
)
def test_a_file_name_says_name_and_version(tmp_path: Path, filename: str, name: str) -> None:
    put(tmp_path / "source" / filename, b"a gem")

    assert name == str(only(looked("gem", tmp_path)).ref)

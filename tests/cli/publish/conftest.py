"""Projects that are about to be released."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.cli.publish.releasing import Project, opened


@pytest.fixture
def project_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Callable[[str], Project]]:
    """Open a committed project of an ecosystem, with its last release in the registry."""
    with ExitStack() as stack:
        yield lambda ecosystem: stack.enter_context(opened(ecosystem, tmp_path, monkeypatch, capsys))

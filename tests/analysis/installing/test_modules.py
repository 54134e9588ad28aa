"""What loading a module says."""

import pytest

from pratique.analysis.facts import FileFacts, Language
from pratique.analysis.installing.modules import of_module
from pratique.core.install_script import Effect
from pratique.core.tree import File, Tree

TREE = Tree((File("own.js", b""), File("own.py", b""), File("lib/own.rb", b"")))


@pytest.mark.parametrize(
    ("language", "module", "effect"),
    [
        (Language.JAVASCRIPT, "fs", None),
        (Language.JAVASCRIPT, "node:path", None),
        (Language.JAVASCRIPT, "./own", None),
        (Language.JAVASCRIPT, "./gone", Effect.UNKNOWN),
        (Language.JAVASCRIPT, "chalk", None),
        (Language.JAVASCRIPT, "axios", Effect.DOWNLOADS),
        (Language.JAVASCRIPT, "other", Effect.OTHER_CODE),
        (Language.JAVASCRIPT, "other/package.json", None),
        (Language.JAVASCRIPT, "other/lib/package.json", Effect.OTHER_CODE),
        (Language.JAVASCRIPT, "other-downloader", Effect.DOWNLOADS),
        (Language.JAVASCRIPT, "@octokit/core", Effect.DOWNLOADS),
        (Language.JAVASCRIPT, "prefetcher", Effect.OTHER_CODE),
        (Language.JAVASCRIPT, "tar", Effect.OTHER_CODE),
        (Language.PYTHON, "fcntl", None),
        (Language.JAVASCRIPT, "https", Effect.UNKNOWN),
        (Language.JAVASCRIPT, "vm", Effect.UNKNOWN),
        (Language.PYTHON, "setuptools", None),
        (Language.PYTHON, "own", None),
        (Language.PYTHON, "numpy", Effect.BUILDS),
        (Language.PYTHON, "requests", Effect.DOWNLOADS),
        (Language.PYTHON, "other", Effect.OTHER_CODE),
        (Language.PYTHON, "socket", Effect.UNKNOWN),
        (Language.RUBY, "mkmf", None),
        (Language.RUBY, "own", None),
        (Language.RUBY, "mini_portile2", Effect.DOWNLOADS),
        (Language.RUBY, "other", Effect.OTHER_CODE),
        (Language.RUBY, "net/http", Effect.UNKNOWN),
        (Language.SHELL, "x", None),
    ],
)
def test_the_table(language: Language, module: str, effect: Effect | None) -> None:
    found = of_module(TREE, "", module, FileFacts(language=language))
    assert effect == (None if found is None else found[0])

"""Trees and readings for the tests of the comparison with the source."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from pratique.core.names import Ecosystem, PackageRef, ReleaseRef
from pratique.core.release import ArtifactKind
from pratique.core.source import CommitFacts, How, SourceFile, SourceReading
from pratique.core.tree import File, Tree
from pratique.history.source.choice import Choice
from pratique.history.source.comparing import Sides, compare
from pratique.history.source.layout import find_layout
from pratique.history.source.reading import Asked, Place, read

COMMIT = "c" * 40
Files = Mapping[str, str | bytes]


def ref(name: str = "calm", version: str = "1.2.3", ecosystem: Ecosystem = Ecosystem.NPM) -> ReleaseRef:
    return PackageRef(ecosystem, name).at(version)


def tree(files: Files) -> Tree:
    return Tree(
        tuple(File(path, data.encode() if isinstance(data, str) else data) for path, data in files.items())
    )


def compared(
    artifact: Files,
    source: Files,
    *,
    ecosystem: Ecosystem = Ecosystem.NPM,
    name: str = "calm",
    kind: ArtifactKind | None = None,
    folder: str = "",
) -> dict[str, SourceFile]:
    """The files of an artifact, by path, each with its state."""
    shipped, other = tree(artifact), tree(source)
    layout = find_layout(shipped, other, ecosystem=ecosystem, name=name, folder=folder)
    found = compare(
        Sides(artifact=shipped, source=other, layout=layout, ecosystem=ecosystem, kind=kind, version="1.2.3")
    )
    return {file.path: file for file in found}


def states(artifact: Files, source: Files, **more: Any) -> dict[str, str]:
    return {path: file.state.value for path, file in compared(artifact, source, **more).items()}


def reading(artifact: Files, source: Files, **facts: Any) -> SourceReading:
    """The reading of `calm` 1.2.3 against one commit, to which a tag leads."""
    asked = Asked(
        ref=ref(),
        ecosystem=Ecosystem.NPM,
        filename="calm-1.2.3.tgz",
        published=facts.pop("published", None),
    )
    other = replace(tree(source), omitted=facts.pop("omitted", ()))
    choice = Choice(commit=COMMIT, how=How.TAG, tag="v1.2.3")
    told = {"id": COMMIT, "reachable": True, **facts}
    place = Place(repository="/r", told_by="a test")
    return read(asked, tree(artifact), place, choice, CommitFacts(**told), other)


MANIFEST = '{"name": "calm", "version": "1.2.3"}\n'
CODE = "module.exports = function calm() { return 'calm' }\n"
CALM: Files = {"package.json": MANIFEST, "index.js": CODE}
HOOKED: Files = {
    **CALM,
    "package.json": '{"name": "calm", "version": "1.2.3", "scripts": {"postinstall": "node x"}}',
}

_PATHS = st.sampled_from(
    [
        *("index.js", "src/index.ts", "src/index.js", "lib/index.js", "dist/index.js", "dist/index.js.map"),
        *("package.json", "a/package.json", "a/index.js", "setup.py", "PKG-INFO", "x.egg-info/PKG-INFO"),
        *(
            "calm/_version.py",
            "setup.cfg",
            "LICENSE",
            "calm-1.dist-info/RECORD",
            "../up.js",
            "a//b",
            "\u202e.js",
        ),
        *("dist/index.d.ts", "calm/x_pb2.py", "calm/x.proto", "calm/x.so", "x.gemspec", "pyproject.toml"),
    ]
)
_CONTENTS = st.one_of(
    st.sampled_from(
        [
            *(b"", b"a = 1\n", b"a = 1\r\n", b"\xef\xbb\xbfa = 1\n", MANIFEST.encode(), b"{}", b"[" * 5_000),
            *(b'{"name": "calm", "scripts": {"postinstall": "x"}}', b'{"sources": ["../src/index.ts"]}'),
            *(
                b"//# sourceMappingURL=index.js.map",
                b"//# sourceMappingURL=data:application/json;base64,e30=",
            ),
            *(
                b"version https://git-lfs.github.com/spec/v1\noid sha256:00\n",
                b"[project]\nname='calm'\n",
                b"(",
            ),
        ]
    ),
    st.binary(max_size=40),
)


def trees(*, most: int = 8) -> st.SearchStrategy[Tree]:
    """Trees of usual paths and contents that look like something."""
    return st.dictionaries(_PATHS, _CONTENTS, max_size=most).map(
        lambda files: Tree(tuple(File(path, data) for path, data in files.items()))
    )


def paths_of(files: Sequence[SourceFile]) -> list[str]:
    return [file.path for file in files]

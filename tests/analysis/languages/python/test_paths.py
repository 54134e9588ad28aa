"""Calls that make paths, and what is read from what they name."""

import pytest

from pratique.analysis.engine.marks import FILE, SECRETS
from tests.analysis.languages.python.reading import value


@pytest.mark.parametrize(
    ("shown", "source"),
    [
        ("a/b.txt", "import os\nos.path.join('a', 'b.txt')"),
        ("~/.netrc", "import os\nos.path.expanduser('~/.netrc')"),
        ("C:/x/y", "import os\nos.path.join('C:\\\\x', 'y')"),
    ],
)
def test_a_path_of_constants_is_a_constant(shown: str, source: str) -> None:
    assert shown == value(source).const


def test_the_temporary_file_of_mkstemp_is_the_second_of_two() -> None:
    found = value("import tempfile\nhandle, name = tempfile.mkstemp(suffix='.sh')\nname")

    assert "%TEMP%/{}.sh" == found.form


def test_a_database_of_logins_is_secret_and_one_in_memory_is_none() -> None:
    connect = "import sqlite3\nc = sqlite3.connect({})\nc.cursor().execute('select 1').fetchall()"

    assert FILE | SECRETS == value(connect.format("folder + '/Default/Login Data'")).marks
    assert FILE == value(connect.format("'cache.db'")).marks
    assert 0 == value(connect.format("':memory:'")).marks


def test_a_path_carries_no_marks_of_the_variable_that_it_begins_with() -> None:
    assert 0 == value("import os\nos.path.join(os.environ['APPDATA'], 'x')").marks


@pytest.mark.parametrize(
    ("form", "source"),
    [
        (
            "%A%/Discord/*.js",
            "import glob, os\nfor p in glob.glob(os.getenv('A') + '/Discord/*.js'):\n  pass\np",
        ),
        ("~/.ssh/id_*", "import pathlib\nfor p in (pathlib.Path.home() / '.ssh').glob('id_*'):\n  pass\np"),
        ("{}/site-packages/a.pth", "import os, site\nos.path.join(site.getsitepackages()[0], 'a.pth')"),
        ("{}/site-packages/a.pth", "import os, site\nos.path.join(site.getusersitepackages(), 'a.pth')"),
    ],
)
def test_what_a_search_finds_bears_the_pattern(form: str, source: str) -> None:
    assert form == value(source).form


def test_files_of_a_package_are_paths_without_a_known_folder() -> None:
    source = "import importlib.resources as r\nr.files('parcel').joinpath('a.po')"

    assert ("pathlib.Path()", "{}/a.po") == (value(source).name, value(source).form)
    assert FILE == value(f"{source}.read_text()").marks
    assert FILE == value("import importlib.resources as r\nr.read_text('parcel', 'a.po')").marks

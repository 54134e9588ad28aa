"""Forms: how texts are shown that are no constants as a whole."""

import pytest

from pratique.analysis.engine.marks import SECRETS
from pratique.analysis.languages.python.forms import (
    added,
    endpoint,
    form_of,
    formatted,
    path,
    percent,
    plain_head,
    secret_marks,
    shown,
    telling,
    words_of,
)
from pratique.analysis.languages.values import NOTHING, Value
from tests.analysis.languages.python.reading import value


@pytest.mark.parametrize(
    ("form", "source"),
    [
        ("https://h.invalid/{}/x", "'https://h.invalid/' + a + b + '/x'"),
        ("https://h.invalid/{}?q={}", "f'https://h.invalid/{a}?q={b}'"),
        ("curl {} -o x", "'curl %s -o x' % url"),
        ("curl {} -o {}", "'curl %s -o %s' % (url, path)"),
        ("100% of {}", "'100%% of %s' % url"),
        ("https://{}/a/7", "'https://{}/{x}/{1}'.format(host, 7, x='a')"),
        ("{}/x.exe", "import os\nos.path.join(folder, 'x.exe')"),
        ("%APPDATA%/a/x.exe", "import os\nos.path.join(os.getenv('APPDATA'), 'a', 'x.exe')"),
        ("%TEMP%/x.py", "import os\nos.environ['TEMP'] + '/x.py'"),
        ("~/.ssh/id_rsa", "from pathlib import Path\nPath.home() / '.ssh' / 'id_rsa'"),
        ("%TEMP%/x", "import tempfile\ntempfile.gettempdir() + '/x'"),
        ("%TEMP%/{}.py", "import tempfile\ntempfile.NamedTemporaryFile(suffix='.py', delete=False).name"),
        ("python -m pip install {}", "import sys\nf'{sys.executable} -m pip install {name}'"),
        ("a {} b", "' '.join(['a', x, 'b'])"),
    ],
)
def test_a_form_shows_what_the_source_shows(form: str, source: str) -> None:
    assert form == value(source).form


def test_a_form_of_holes_alone_is_none() -> None:
    assert "" == value("a + b").form
    assert "" == telling("{}/{}")


def test_a_list_of_words_is_shown_with_holes() -> None:
    words = value("import sys\n[sys.executable, '-c', code]")

    assert ("python", "-c", "{}") == words_of(words)
    assert "python -c {}" == shown(words)
    assert () == words_of(value("[a, b]"))


def test_an_address_of_host_and_port_is_one_word() -> None:
    assert "192.0.2.7:4444" == endpoint(value("('192.0.2.7', 4444)"))
    assert "https://h.invalid" == endpoint(value("'https://h.invalid'"))
    assert None is endpoint(NOTHING)


def test_parts_are_put_together_as_python_does() -> None:
    assert "a1" == added([Value(const="a"), Value(const=1)])
    assert "/b" == path([Value(const="a"), Value(const="/b")])
    assert "x{}" == percent("x%d", [NOTHING])
    assert "{x" == formatted("{{{}", [Value(const="x")], {})
    assert "{}" == form_of(NOTHING)
    assert "https://h.invalid/" == plain_head("https://h.invalid/{}/x")


def test_a_path_of_credentials_marks_what_is_read_from_it() -> None:
    assert SECRETS == secret_marks(value("'/home/x/.ssh/id_rsa'"))
    assert 0 == secret_marks(value("'/home/x/notes.txt'"))

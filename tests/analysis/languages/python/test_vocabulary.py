"""Names with a meaning of their own."""

import pytest

from pratique.analysis.languages.python.vocabulary import canonical, carries, is_harmless_variable


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("builtins.exec", "exec"),
        ("six.moves.builtins.exec", "exec"),
        ("io.open", "open"),
        ("codecs.open", "open"),
        ("pip._vendor.six.moves.urllib.request.urlopen", "urllib.request.urlopen"),
        ("pathlib.PosixPath", "pathlib.Path"),
        ("Cryptodome.Cipher.AES.new", "Crypto.Cipher.AES.new"),
        ("os.system", "os.system"),
        ("io.BytesIO", "io.BytesIO"),
    ],
)
def test_modules_under_another_name_have_their_own(name: str, plain: str) -> None:
    assert plain == canonical(name)


@pytest.mark.parametrize(
    "name", ["str", "bytes", "json.dumps", "base64.b64encode", "urllib.parse.quote", "zip"]
)
def test_what_transforms_its_arguments_carries_them(name: str) -> None:
    assert carries(name)


@pytest.mark.parametrize(
    "name", ["len", "isinstance", "os.path.exists", "requests.get", "subprocess.run", "foo.bar"]
)
def test_what_answers_something_else_does_not(name: str) -> None:
    assert not carries(name)


@pytest.mark.parametrize("name", ["NO_COLOR", "LC_ALL", "PYTHONPATH", "PATH", "CI", "TERM"])
def test_variables_of_terminals_and_tools_are_harmless(name: str) -> None:
    assert is_harmless_variable(name)


@pytest.mark.parametrize("name", ["HOME", "NPM_TOKEN", "AWS_PROFILE", "USER", ""])
def test_others_are_not(name: str) -> None:
    assert not is_harmless_variable(name)

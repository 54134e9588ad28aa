"""The tables of names."""

import pytest

from pratique.analysis.chains import vocabulary
from pratique.analysis.chains.acts import Act
from pratique.analysis.facts import Capability, HiddenKind, PayloadKind, Taint
from pratique.analysis.languages.javascript.apis import APIS
from pratique.analysis.languages.python.apis import CAPABILITIES


@pytest.mark.parametrize(
    ("table", "kinds"),
    [
        (vocabulary.BY_CAPABILITY, Capability),
        (vocabulary.BY_TAINT, Taint),
        (vocabulary.BY_PAYLOAD, PayloadKind),
        (vocabulary.BY_HIDDEN, HiddenKind),
    ],
)
def test_every_kind_of_fact_has_its_row(table: object, kinds: object) -> None:
    assert set(kinds) == set(table)  # type: ignore[call-overload]  # an enumeration and a mapping


@pytest.mark.parametrize(
    ("api", "act"),
    [
        ("requests.post", Act.SENDS),
        ("requests.get", Act.FETCHES),
        ("axios.post", Act.SENDS),
        ("https.get", Act.FETCHES),
        ("curl", Act.FETCHES),
        ("socket.socket.connect", Act.SOCKET),
        ("os.walk", Act.WALKS),
        ("fs.rmSync", Act.DELETES),
        ("winreg.SetValueEx", Act.REGISTRY_WRITE),
        ("pynput.keyboard.Listener", Act.KEYS),
    ],
)
def test_a_name_means_what_it_does(api: str, act: Act) -> None:
    assert act in vocabulary.BY_API[api]


def test_a_package_that_can_also_move_the_mouse_is_no_screenshot() -> None:
    assert "pyautogui" not in vocabulary.BY_MODULE
    assert Act.SCREEN in vocabulary.BY_API["pyautogui.screenshot"]


def test_uploads_and_downloads_are_told_apart() -> None:
    assert Act.FETCHES not in vocabulary.BY_API["requests.post"]
    assert Act.SENDS not in vocabulary.BY_API["requests.get"]


@pytest.mark.parametrize("api", ["os.remove", "shutil.rmtree", "fs.unlink", "requests.post", "axios.post"])
def test_the_names_are_those_of_the_readers(api: str) -> None:
    assert api in CAPABILITIES or api in APIS
    assert api in vocabulary.BY_API

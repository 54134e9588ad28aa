import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.errors import ParseError, Reference
from pratique.lockfiles.npm.yarn.yarn_lock import parse
from tests.lockfiles.locks import assert_lawful, sample

V1 = "# yarn lockfile v1\n"
BERRY = "__metadata:\n  version: 8\n"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("yarn-v1.lock", "yarn.lock v1"),
        ("yarn-berry-v4.lock", "yarn.lock v4"),
        ("yarn-berry-v6.lock", "yarn.lock v6"),
        ("yarn-berry-v8.lock", "yarn.lock v8"),
        ("yarn-berry-v10.lock", "yarn.lock v10"),
    ],
)
def test_the_content_tells_which_yarn_wrote_it(name: str, expected: str) -> None:
    assert expected == parse(sample(name)).format


@pytest.mark.parametrize("text", [V1, f"# hello\r\n{V1}\r\n\r\n", BERRY, f"# hello\n\n{BERRY}"])
def test_a_lock_without_entries_is_a_lock(text: str) -> None:
    assert () == parse(text.encode()).packages


@pytest.mark.parametrize(
    "text",
    [
        'a@1:\n  version "1"\n',
        "# yarn lockfile v2\n",
        "# yarn lockfile v11\n",
        "{}",
        "a@npm:1:\n  version: 1\n",
        "__metadata:\n  cacheKey: 8\n",
        "__metadata:\n  version: 3\n",
        "__metadata:\n  version: 11\n",
        "__metadata:\n  version: [8]\n",
        "__metadata: 8\n",
    ],
)
def test_an_unknown_version_is_never_guessed(text: str) -> None:
    with pytest.raises(ParseError, match=r"supported versions are (v1|4 to 10)") as caught:
        parse(text.encode())
    assert Reference.LOCK_UNKNOWN_VERSION is caught.value.reference


@pytest.mark.parametrize("text", [V1 + BERRY, BERRY + V1, f'{V1}\n"__metadata":\n  version "8"\n'])
def test_the_marks_of_both_formats_are_refused(text: str) -> None:
    with pytest.raises(ParseError, match="headers of two formats"):
        parse(text.encode())


@pytest.mark.parametrize("data", [b"", b"\n \n"])
def test_an_empty_file_is_told_as_empty(data: bytes) -> None:
    with pytest.raises(ParseError, match="is empty"):
        parse(data)


@pytest.mark.parametrize("start", [V1, BERRY])
def test_merge_conflicts_are_refused(start: str) -> None:
    text = f'{start}<<<<<<< HEAD\na@1:\n  version "1"\n=======\na@1:\n  version "2"\n>>>>>>> x\n'
    with pytest.raises(ParseError, match="merge conflict"):
        parse(text.encode())


@pytest.mark.fuzz
@given(
    start=st.sampled_from([V1, BERRY]),
    data=st.binary(max_size=60) | st.text(alphabet='a@:"^1. \nversionpm{}[]', max_size=100).map(str.encode),
)
def test_any_bytes_behind_a_mark_give_a_lock_or_an_error(start: str, data: bytes) -> None:
    try:
        lock = parse(start.encode() + data)
    except ParseError:
        return
    assert_lawful(lock)

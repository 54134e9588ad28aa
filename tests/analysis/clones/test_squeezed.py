"""The shape of a file that a copy keeps."""

from pratique.analysis.clones.squeezed import key


def test_folders_blanks_and_digits_do_not_count() -> None:
    assert key("src/a/core.py", b"x = 1\r\n") == key("lib/core.py", b"x  =  22\n")


def test_the_name_and_the_characters_count() -> None:
    assert key("core.py", b"x = 1\n") != key("main.py", b"x = 1\n")
    assert key("core.py", b"x = 1\n") != key("core.py", b"y = 1\n")

"""Editing a top-level mapping of a YAML file in its text. More of it: test_pnpm."""

import time

from pratique.cli.scripts.approvals.yaml_mapping import YamlMapping


def test_an_entry_is_set_and_another_removed() -> None:
    mapping = YamlMapping("a:\n  x: true # c\n  y: 1\nb: 2\n", "a", path="f")

    assert {"x": True, "y": "1"} == mapping.entries
    assert "a:\n  x: false # c\nb: 2\n" == mapping.edited({"x": False, "y": None})
    assert "a:\n  x: true # c\n  y: 1\nb: 2\n" == mapping.edited({})


def test_words_of_yaml_are_quoted() -> None:
    words = ("y", "null", "true", "1e3", "0x10", "-", "a: b", "it's", "x", "@a/b")
    text = YamlMapping(None, "a", path="f").edited(dict.fromkeys(words, True))

    assert set(words) == set(YamlMapping(text, "a", path="f").entries)
    assert all(line.startswith("  '") for line in text.splitlines()[1:])


def test_a_large_file_is_edited_in_linear_time() -> None:
    entries = {f"name-{number}@1.0.0": True for number in range(5_000)}
    begin = time.process_time()
    text = YamlMapping(None, "a", path="f").edited(entries)
    YamlMapping(text, "a", path="f").edited(dict.fromkeys(entries, False))

    assert time.process_time() - begin < 5

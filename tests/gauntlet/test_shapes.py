"""The shapes of bad code mean what they are made of, so that a replay judges code that works."""

import shutil
import subprocess
from collections.abc import Callable
from functools import partial

import pytest

from gauntlet import shapes

_PLAIN = """
const words = ['one', 'two three', "it's"];
function joined(list, between) {
  let text = '';
  for (let i = 0; i < list.length; i++) { text += (i ? between : '') + list[i]; }
  return text;
}
const told = { first: joined(words, '-'), second: words.map(function (word) { return word.length; }) };
console.log(told['first'], told.second.join('+'), 'marker'.toUpperCase());
"""
_SAID = "one-two three-it's 3+9+4 MARKER\n"
_MADE: dict[str, Callable[..., str]] = {
    "obfuscated": shapes.obfuscated,
    "obfuscated and encoded": partial(shapes.obfuscated, encoded=True, prefix="a0"),
    "a bundle": partial(shapes.bundle, size=20_000),
    "heavy": partial(shapes.heavy, size=10_000),
}


def said(source: str) -> str:
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed")
    ran = subprocess.run(
        [node, "-"], input=source, capture_output=True, text=True, timeout=60, check=True
    )  # Ours, and it only prints.
    return ran.stdout


@pytest.mark.parametrize("make", [shapes.squeezed, shapes.minified, *_MADE.values()])
def test_code_in_another_shape_says_the_same(make: Callable[[str], str]) -> None:
    assert _SAID == said(_PLAIN)
    assert _SAID == said(make(_PLAIN))


@pytest.mark.parametrize("make", _MADE.values(), ids=_MADE)
def test_a_seed_gives_the_same_bytes_again_and_another_seed_others(make: Callable[..., str]) -> None:
    assert make(_PLAIN, seed=3) == make(_PLAIN, seed=3)
    assert make(_PLAIN, seed=3) != make(_PLAIN, seed=4)


def test_no_word_of_the_source_stands_in_what_is_encoded() -> None:
    made = shapes.obfuscated(_PLAIN, encoded=True)
    assert not any(word in made for word in ("two three", "marker", "joined"))

"""`allowBuilds` of pnpm."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.cli.scripts.approvals import Decision
from pratique.cli.scripts.approvals.pnpm import FORM
from pratique.errors import ParseError
from tests.cli.scripts.approvals.texts import decisions

BEFORE = """\
packages:
- 'packages/*'   # all of them
allowBuilds:  # asked in the review
  # about aaa
  aaa: true # yes

  # about x
  x: set this to true or false
  "y": false
  'zed@1.0.0 || 2.0.0': true
overrides: {a: 1.10}
"""
AFTER = """\
packages:
- 'packages/*'   # all of them
allowBuilds:  # asked in the review
  '@acme/tool@1.0.0': false
  # about aaa
  aaa: true # yes

  # about x
  x@1.0.0: true
  "y": true
  'zed@1.0.0 || 2.0.0': true
overrides: {a: 1.10}
"""


def test_only_the_lines_of_the_decisions_change() -> None:
    wanted = [Decision("x", "1.0.0", True), Decision("@acme/tool", "1.0.0", False), Decision("y", None, True)]

    assert AFTER == FORM.write(BEFORE, wanted)
    assert AFTER == FORM.write(AFTER, wanted)
    assert AFTER.replace("\n", "\r\n") == FORM.write(BEFORE.replace("\n", "\r\n"), wanted)


def test_what_is_not_decided_is_no_decision() -> None:
    found = FORM.read(BEFORE)

    assert "x" not in {one.name for one in found}
    assert Decision("zed", "2.0.0", True) in found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("# only\n", "# only\nallowBuilds:\n  x@1.0.0: true\n"),
        ("a: 1", "a: 1\nallowBuilds:\n  x@1.0.0: true\n"),
        ("a: |\n  text", "a: |\n  text\nallowBuilds:\n  x@1.0.0: true\n"),
        ("allowBuilds:", "allowBuilds:\n  x@1.0.0: true\n"),
        ("allowBuilds: # c\na: 1\n", "allowBuilds: # c\n  x@1.0.0: true\na: 1\n"),
        ("allowBuilds: {}\n", "allowBuilds:\n  x@1.0.0: true\n"),
        ("allowBuilds: {'x': true, y: false} # c\n", "allowBuilds: # c\n  x@1.0.0: true\n  'y': false\n"),
        ("'allowBuilds':\n    y: true", "'allowBuilds':\n    x@1.0.0: true\n    y: true"),
        ("allowBuilds:\n    w: true", "allowBuilds:\n    w: true\n    x@1.0.0: true\n"),
        ("a: |+\n  text\n\n", "a: |+\n  text\n\nallowBuilds:\n  x@1.0.0: true\n"),
        ("---\na: 1\n", "---\na: 1\nallowBuilds:\n  x@1.0.0: true\n"),
        ("allowBuilds:\n  'x@1.0.0' : false  # c\n", "allowBuilds:\n  'x@1.0.0' : true  # c\n"),
        ("allowBuilds:\n  x@1.0.0: 'no # way' # c", "allowBuilds:\n  x@1.0.0: true # c"),
    ],
)
def test_the_mapping_is_found_in_each_way_to_write_it(text: str, found: str) -> None:
    assert found == FORM.write(text, [Decision("x", "1.0.0", True)])
    assert found == FORM.write(found, [Decision("x", "1.0.0", True)])


@pytest.mark.parametrize(
    "text",
    [
        "a: &b 1\nc: *b\n",
        "allowBuilds: &b\n  x: true\n",
        "allowBuilds:\n  <<: {x: true}\n",
        "allowBuilds:\n  x: !!bool true\n",
        "allowBuilds:\n  x: true\n  'x': false\n",
        "allowBuilds:\n  a: true\nallowBuilds:\n  x: true\n",
        "allowBuilds: [x]\n",
        "allowBuilds: yes please\n",
        "allowBuilds:\n  - x\n",
        "- a\n",
        "just text\n",
        "a: [\n",
        "%YAML 1.1\n---\na: 1\n",
        "a: 1\n---\nb: 1\n",
        "a: \x07\n",
        "a: 1\x85allowBuilds: {x: true}\n",
        "a: \ud800\n",
        "a: " + "[" * 100_000,
        "a: 1\n" * 2_000_000,
    ],
    ids=range(19),
)
def test_odd_yaml_is_refused_with_a_hint(text: str) -> None:
    for act in (lambda: FORM.read(text), lambda: FORM.write(text, [Decision("x", "1.0.0", True)])):
        with pytest.raises(ParseError, match=r"pnpm-workspace\.yaml is neither read nor changed") as caught:
            act()
        assert "correct pnpm-workspace.yaml" in caught.value.hint


@pytest.mark.parametrize(
    "text",
    [
        "{allowBuilds: {a: true}}\n",
        "{a: 1}\n",
        "  a: 1\n",
        "a: 1\n...\n",
        "allowBuilds: {a: true,\n  x: true}\n",
        "allowBuilds: {a: set me}\n",
        "allowBuilds:\n  {a: true}\n",
        "allowBuilds:\n  ? x@1.0.0\n  : false\n",
        "allowBuilds:\n  x@1.0.0:\n    false\n",
        'allowBuilds:\n  "x@1.0.\\x30": false\n',
        "allowBuilds:\n  x@1.0.0: |\n    text\n",
        "allowBuilds:\n  x@1.0.0: {a: 1,\n    b: 2}\n",
    ],
)
def test_a_layout_that_cannot_be_edited_is_read_and_left_alone(text: str) -> None:
    FORM.read(text)
    with pytest.raises(ParseError, match=r"pnpm-workspace\.yaml is not changed") as caught:
        FORM.write(text, [Decision("x", "1.0.0", True)])
    assert "by hand" in caught.value.hint or "on its own line" in caught.value.hint


BLOCKS = (
    "packages:\n- a\n- 'b' # c\n",
    "# a comment: alone\n",
    "catalog:\n  react: ^18.0.0\n\n\n",
    "script: |\n  allowBuilds:\n    y: true\n",
    "'quoted: key': \"a # b\"\n",
    "flow: {a: [1, 2], b: ~}\n",
    "settings:\n    deep:\n        allowBuilds:\n            x: true\n",
    "\n",
)
LINES = (
    "  # about\n",
    "  a: true\n",
    "  x: false # no\n",
    "  '@acme/tool@1.0.0': true\n",
    "\n",
    "  'zz': ask me\n",
)


@given(data=st.data())
def test_all_other_lines_stay_as_they_are(data: Any) -> None:
    blocks = data.draw(st.lists(st.sampled_from(BLOCKS), unique=True))
    place = data.draw(st.integers(0, len(blocks)))
    entries = data.draw(st.none() | st.lists(st.sampled_from(LINES), unique=True))
    own = [] if entries is None else ["allowBuilds:\n", *entries]
    end = data.draw(st.sampled_from(("\n", "\r\n")))
    before = "".join([*blocks[:place], *own, *blocks[place:]]).replace("\n", end)
    if data.draw(st.booleans()):
        before = before.rstrip()
    first, second = data.draw(decisions()), data.draw(decisions())
    once = FORM.write(before, first)
    twice = FORM.write(once, second)
    renamed = {one.name for one in second}

    assert set(first) <= set(FORM.read(once))
    assert once == FORM.write(once, first)
    assert {one for one in first if one.name not in renamed} | set(second) <= set(FORM.read(twice))
    assert twice == FORM.write(twice, second)
    kept = [line for block in blocks for line in block.splitlines() if line.strip()]
    assert kept == [line for line in twice.splitlines() if line.strip() and line in kept]
    assert (entries or []).count("  # about\n") == twice.splitlines().count("  # about")
    assert "\r\n" not in before or "\n" not in twice.replace("\r\n", "")


@given(st.text(alphabet="allowBuilds:x@1.0 \n#'\"{}[]-tru&*!|>?%\r\t,", max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    wanted = (Decision("x", "1.0.0", True), Decision("y", None, False))
    for before in (text, f"allowBuilds:\n{text}"):
        try:
            FORM.read(before)
            after = FORM.write(before, wanted)
        except ParseError:
            continue
        assert set(wanted) <= set(FORM.read(after))
        assert after == FORM.write(after, wanted)

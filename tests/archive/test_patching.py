"""Patches in memory: what is accepted is what git and the clients do, all else is refused."""

import contextlib
import random
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pratique.archive.patching import apply
from pratique.core.tree import File, Omission, Tree
from pratique.errors import ParseError

FILE = "one\ntwo\nthree\nfour\nfive\nsix\nseven\n"
_PATCH = """\
diff --git a/f.js b/f.js
index 1111111..2222222 100644
--- a/f.js
+++ b/f.js
@@ -2,3 +2,4 @@ one
 two
-three
+THREE
+more
 four
"""
_INDEXED = _PATCH.partition("---")[0]
_TOP = _PATCH.partition("@@")[0]


def _tree(**files: str) -> Tree:
    return Tree(tuple(File(name.replace("_", "."), text.encode()) for name, text in files.items()))


def _texts(tree: Tree, patch: str) -> dict[str, str]:
    return {path: file.data.decode() for path, file in apply(tree, patch.encode()).items()}


def _why(tree: Tree, patch: str | bytes) -> str:
    with pytest.raises(ParseError) as caught:
        apply(tree, patch if isinstance(patch, bytes) else patch.encode())
    assert caught.value.reference.value == "patch-not-judged"
    return caught.value.message


def test_lines_are_changed() -> None:
    assert {"f.js": "one\ntwo\nTHREE\nmore\nfour\nfive\nsix\nseven\n", "g.js": "x"} == _texts(
        _tree(f_js=FILE, g_js="x"), _PATCH
    )


def test_space_at_the_end_of_a_line_does_not_count_and_stays() -> None:
    assert (
        "one\r\ntwo\r\nTHREE\nmore\nfour\r\n"
        == _texts(_tree(f_js="one\r\ntwo\r\nthree\r\nfour\r\n"), _PATCH)["f.js"]
    )


def test_files_are_added_removed_renamed_and_made_executable() -> None:
    patch = """\
diff --git a/new.js b/new.js
new file mode 100755
index 0000000..1111111
--- /dev/null
+++ b/new.js
@@ -0,0 +1,2 @@
+a
+b
\\ No newline at end of file
diff --git a/empty.js b/empty.js
new file mode 100644
index 0000000..e69de29
diff --git a/old.js b/old.js
deleted file mode 100644
index 1111111..0000000
diff --git a/f.js b/lib/f.js
similarity index 100%
rename from f.js
rename to lib/f.js
diff --git a/run.js b/run.js
old mode 100644
new mode 100755
"""
    found = apply(_tree(old_js="x", f_js=FILE, run_js="r"), patch.encode())
    assert {"new.js": b"a\nb", "empty.js": b"", "lib/f.js": FILE.encode(), "run.js": b"r"} == {
        path: file.data for path, file in found.items()
    }
    assert {"new.js", "run.js"} == {path for path, file in found.items() if file.executable}


def test_a_hunk_that_fits_elsewhere_alone_is_refused() -> None:
    moved = "zero\n" + FILE
    assert "line 5: the lines from 2 on differ from those of the package" == _why(_tree(f_js=moved), _PATCH)


def test_line_numbers_that_differ_are_refused_since_bun_follows_the_second() -> None:
    assert "line numbers of the hunk do not agree" in _why(_tree(f_js=FILE), _PATCH.replace("+2,4", "+5,4"))


def test_a_client_that_searches_finds_the_only_place() -> None:
    moved = "zero\n" + FILE
    found = apply(_tree(f_js=moved), _PATCH.encode(), searches=True)["f.js"].data.decode()
    assert "zero\none\ntwo\nTHREE\nmore\nfour\nfive\nsix\nseven\n" == found
    with pytest.raises(ParseError, match="differ from those of the package"):
        apply(_tree(f_js=moved + FILE), _PATCH.encode(), searches=True)
    with pytest.raises(ParseError, match="differ from those of the package"):
        apply(_tree(f_js="x\n"), _PATCH.encode(), searches=True)


def test_a_hunk_that_yarn_would_apply_elsewhere_is_refused() -> None:
    # yarn looks at the line after the stated one first.
    patch = _TOP + "@@ -1,2 +1,3 @@\n x\n+evil\n x\n"
    assert "also matches at another location" in _why(_tree(f_js="x\nx\nx\n"), patch)
    assert "x\nevil\nx\n" == _texts(_tree(f_js="x\nx\n"), patch)["f.js"]


def test_the_empty_line_behind_the_last_line_end_is_a_place_for_yarn() -> None:
    patch = _TOP + "@@ -1,2 +1,3 @@\n \n+evil\n \n"
    assert "also matches at another location" in _why(_tree(f_js="\n\n"), patch)


def test_a_search_that_takes_too_long_is_refused() -> None:
    many = 2_300
    patch = _TOP + f"@@ -1,{many + 1} +1,1 @@\n top\n" + "-d\n" * many
    patch += f"@@ -{3 * many + 2},{many + 1} +{2 * many + 2},{many} @@\n" + " x\n" * many + "-end\n"
    text = "top\n" + "d\n" * many + "x\n" * 3 * many + "end\n"
    assert "takes too long" in _why(_tree(f_js=text), patch)


@pytest.mark.parametrize(
    ("patch", "why"),
    [
        ("", "changes no file"),
        ("From: me\n\n" + _PATCH, "line 1: the patch has a line that `git diff` does not write"),
        ("semver exclusivity ^1\n" + _PATCH, "`git diff` does not write"),
        (_PATCH + "-- \n2.39\n", "`git diff` does not write"),
        (_PATCH + "\n", "`git diff` does not write"),
        (_PATCH.replace("b/f.js", "b/g.js"), "headers of a patch section contradict"),
        (_PATCH.replace("+++ b/f.js", "+++ b/g.js"), "headers of a patch section contradict"),
        (_PATCH.replace("--- a/f.js\n", ""), "headers of a patch section contradict"),
        (_PATCH.replace("--- a/f.js\n", "--- a/f.js\n--- a/f.js\n"), "`git diff` does not write"),
        (_PATCH.replace("f.js", "../f.js"), "not a plain relative path"),
        (_PATCH.replace("f.js", "lib//f.js"), "not a plain relative path"),
        (_PATCH.replace("f.js", 'f".js'), "not a plain relative path"),
        (_PATCH.replace("f.js", "h.js"), "h.js is not in the package"),
        (_PATCH + _PATCH, "changes a file twice"),
        (_PATCH.replace("-2,3 ", "-2,4 "), "the stated number of lines"),
        (_PATCH.replace("-2,3 ", "-2,2 "), "the stated number of lines"),
        (_PATCH.replace("+more", "+++ more"), "the stated number of lines"),
        (_PATCH.replace("@@ -2,3 +2,4 @@", "@@ nowhere @@"), "no line numbers"),
        (_PATCH.replace("+more\n", "+more\n\\ No newline at end of file\n"), "last line end"),
        (_PATCH + "\\ No newline at end of file\n", "last line end"),
        (_TOP + "@@ -0,0 +1,1 @@\n+x\n", "do not agree"),
        (_INDEXED + "Binary files a/f.js and b/f.js differ\n", "changes a binary file"),
        (_INDEXED + "GIT binary patch\n", "changes a binary file"),
        ("diff --git a/f.js b/f.js\n", "headers of a patch section contradict"),
        ("diff --git a/l b/l\nnew file mode 120000\nindex 0000000..1111111\n", "a mode other than"),
        ("diff --git a/f.js b/f.js\nnew file mode 100644\n", "already exists"),
        ("diff --git a/f.js/x b/f.js/x\ncopy from f.js\n", "`git diff` does not write"),
        (_PATCH.encode() + b"\xff", "not UTF-8 text"),
    ],
)  # fmt: skip
def test_what_clients_may_read_in_two_ways_is_refused(patch: str | bytes, why: str) -> None:
    assert why in _why(_tree(f_js=FILE), patch)


def test_files_that_are_no_text_or_were_not_read_are_refused() -> None:
    binary = Tree((File("f.js", FILE.encode() + b"\xff\n"),))
    assert "not UTF-8 text" in _why(binary, _PATCH)
    assert "too large" in _why(Tree((), (Omission("f.js", "large"),)), _PATCH)


_LINES = st.lists(st.sampled_from(["", "a", "b", "c", "d  ", "x\t", "\u00e9", "-- q", "++ q"]), max_size=14)
_ENDS = st.sampled_from(["", "\n"])
_TEXTS = st.builds(lambda lines, end: "\n".join(lines) + end, _LINES, _ENDS)
_TREES = st.dictionaries(st.sampled_from(["f.js", "g h.js", "lib/k.js"]), _TEXTS, max_size=3)


def _write(folder: Path, files: dict[str, str]) -> None:
    for path in folder.glob("[!.]*"):
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    for name, text in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(text.encode())


def _read(folder: Path) -> dict[str, bytes]:
    every = (path for path in folder.rglob("*") if path.is_file())
    named = {path.relative_to(folder).as_posix(): path for path in every}
    return {name: path.read_bytes() for name, path in named.items() if not name.startswith(".git/")}


def _git(folder: Path, *words: str, data: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(["git", *words], cwd=folder, input=data, capture_output=True, check=False)


def _id(folder: Path, files: dict[str, str]) -> str:
    _write(folder, files)
    _git(folder, "add", "-A")
    return _git(folder, "write-tree").stdout.decode().strip()


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    folder = tmp_path_factory.mktemp("patching")
    _git(folder, "init", "-q")
    return folder


_FOR_CLIENTS = (
    "the hunk also matches at another location, and package managers differ on which location they use",
    "the two line numbers of the hunk do not agree",
    "a hunk does not have the stated number of lines",
)
"""Why a patch of git is refused: the file was or becomes empty, or a line looks like a header."""


@settings(max_examples=40, deadline=None)
@given(
    before=_TREES,
    after=_TREES,
    damage=st.integers(0, 2**32),
    context=st.sampled_from(["-U3", "-U1"]),
    searches=st.booleans(),
)
def test_what_is_accepted_is_what_git_does(
    place: Path, before: dict[str, str], after: dict[str, str], damage: int, context: str, searches: bool
) -> None:
    old, new = _id(place, before), _id(place, after)
    patch = _git(place, "diff", "-M", context, old, new).stdout
    tree = Tree(tuple(File(path, text.encode()) for path, text in before.items()))
    if patch:
        found: dict[str, str] | str
        try:
            found = {path: file.data.decode() for path, file in apply(tree, patch).items()}
        except ParseError as error:
            found = error.message.partition(": ")[2]
        assert found in (after, *_FOR_CLIENTS)
    lines = patch.split(b"\n")
    dice = random.Random(damage)
    for _ in range(dice.randrange(1, 3)):
        if len(lines) < 2:
            break
        one, two = dice.randrange(len(lines)), dice.randrange(len(lines))
        lines[one:one] = [lines[two]] if dice.random() < 0.5 else []
        if dice.random() < 0.5:
            del lines[two]
    damaged = b"\n".join(lines)
    try:
        mine = {path: file.data for path, file in apply(tree, damaged, searches=searches).items()}
    except ParseError:
        return
    _write(place, before)
    if _git(place, "apply", "--whitespace=nowarn", "-", data=damaged).returncode == 0:
        assert _read(place) == mine


@given(st.binary(max_size=400))
def test_any_bytes_give_files_or_are_refused(data: bytes) -> None:
    with contextlib.suppress(ParseError):
        apply(_tree(f_js=FILE), _PATCH.encode() + data)

import pytest

from pratique.core.lock import ROOT, Include, IncludeKind, Lock, SourceKind
from pratique.errors import ParseError
from pratique.lockfiles.pypi.pip.requirements import parse
from pratique.lockfiles.reading.document import MOST_ENTRIES
from tests.lockfiles.locks import SHA256, assert_lawful, by_key, sample


def requirements(text: str) -> Lock:
    lock = parse(text.encode())
    assert_lawful(lock)
    return lock


def test_an_export_of_uv_is_read_whole() -> None:
    lock = parse(sample("requirements-export.txt"))
    assert_lawful(lock)
    assert ("requirements.txt", (), ()) == (lock.format, lock.problems, lock.registries)
    entries = by_key(lock)
    assert 19 == len(entries)
    assert {"idna==3.10": SourceKind.URL, "plain": SourceKind.PATH, "gitlib": SourceKind.GIT} == {
        key: entry.source for key, entry in entries.items() if entry.source is not SourceKind.REGISTRY
    }
    colorama = entries["colorama==0.4.6"]
    assert ('sys_platform == "win32"',) == colorama.markers
    # Which of the two hashes is that of the wheel is not told.
    assert [(None, 1), (None, 1)] == [(file.filename, len(file.digests)) for file in colorama.files]
    assert ["idna-3.10-py3-none-any.whl"] == [file.filename for file in entries["idna==3.10"].files]
    lines = sample("requirements-export.txt").decode().split("\n")
    assert all(entry.package.name in lines[(entry.line or 0) - 1] for entry in lock.packages)


def test_an_entry_without_an_exact_version_has_none() -> None:
    lock = requirements("Foo_Bar>=1\nbaz")
    assert [("foo-bar", None, (ROOT,)), ("baz", None, (ROOT,))] == [
        (entry.key, entry.version, entry.parents) for entry in lock.packages
    ]


def test_what_the_file_takes_in_is_told_and_not_read() -> None:
    lock = requirements("-r base.txt\n-c ../c.txt\n-r a.txt -r b.txt\n")
    assert (
        Include("base.txt", IncludeKind.REQUIREMENTS, 1),
        Include("../c.txt", IncludeKind.CONSTRAINTS, 2),
        Include("a.txt", IncludeKind.REQUIREMENTS, 3),
    ) == lock.includes


@pytest.mark.parametrize("path", ["https://files.example/r.txt", "/etc/r.txt", "file:r.txt", '""'])
def test_files_from_elsewhere_are_not_taken_in(path: str) -> None:
    lock = requirements(f"-r {path}\nfoo")
    assert ((), [1]) == (lock.includes, [problem.line for problem in lock.problems])


def test_addresses_of_options_are_without_credentials() -> None:
    lock = requirements(
        "-i https://me:pw@a.example/simple\n--extra-index https://b.example\n-f ./wheels\n--no-binary :all:"
    )
    assert ["https://a.example/simple", "https://b.example", "./wheels", ":all:"] == [
        option.value for option in lock.options
    ]
    assert () == lock.problems


def test_options_that_pip_does_not_heed_beside_a_requirement_are_a_problem() -> None:
    lock = requirements(
        f"foo==1 --extra-index-url https://b.example --hash={SHA256} --config-settings=a=b\n-e . --pre"
    )
    assert () == lock.packages[0].options.extra
    assert [1, 2] == [problem.line for problem in lock.problems]
    assert 1 == len(lock.packages[0].digests)


def test_a_malformed_hash_is_a_problem_and_the_entry_stands() -> None:
    lock = requirements("foo==1 --hash=sha256:x")
    assert [("foo==1", ())] == [(entry.key, entry.files) for entry in lock.packages]
    assert [1] == [problem.line for problem in lock.problems]


def test_one_name_may_stand_several_times() -> None:
    lock = requirements("foo==1; os_name=='a'\nfoo==1; os_name=='b'\nfoo==2; os_name=='c'")
    assert ["foo==1", "foo==1 #2", "foo==2"] == [entry.key for entry in lock.packages]


def test_an_editable_is_a_path_or_repository() -> None:
    lock = requirements("-e ./libs/My Lib\n-e git+https://git.example/x#egg=foo\n-e .")
    assert [("my", SourceKind.PATH), ("foo", SourceKind.GIT), (".", SourceKind.PATH)] == [
        (entry.package.name, entry.source) for entry in lock.packages
    ]
    assert ["-e ./libs/My Lib"] == [problem.what for problem in lock.problems]


def test_an_address_whose_name_no_index_could_have_is_a_problem() -> None:
    lock = requirements("https://files.example/main.zip#egg=!!")
    assert ((), [1]) == (lock.packages, [problem.line for problem in lock.problems])


def test_a_folder_whose_name_no_index_could_have_has_a_dot_for_a_name() -> None:
    assert ["."] == [entry.package.name for entry in requirements("./libs/!!").packages]


@pytest.mark.parametrize(
    "bad", ["foo==${V}", "foo bar", "foo===a/b", "--nonsense", "@ x", "x @ git+https://h/$(id)`"]
)
def test_a_bad_line_is_a_problem_and_the_others_stand(bad: str) -> None:
    lock = requirements(f"good==1\n{bad}\n")
    assert "good==1" == lock.packages[0].key
    if "git+" not in bad:
        assert [(bad, 2)] == [(problem.what, problem.line) for problem in lock.problems]


@pytest.mark.parametrize(
    "data",
    [
        "\ufefffé==1".replace("fé", "foo").encode(),
        "foo==1 # é".encode("utf-16"),
        "foo==1 # é".encode("utf-32"),
        b"\xfe\xff" + "foo==1".encode("utf-16-be"),
        b"# -*- coding: latin-1 -*-\nfoo==1 # \xe9",
        b"#!x\n# vim: set fileencoding=ISO_8859_1 :\nfoo==1 # \xe9",
        "foo==1 # é".encode(),
    ],
)
def test_encodings_are_those_of_pip(data: bytes) -> None:
    assert ["foo==1"] == [entry.key for entry in parse(data).packages]


@pytest.mark.parametrize(
    ("data", "match"),
    [
        (b"foo==1 # \xe9", "is not utf-8"),
        (b"# coding: utf-7\nfoo==1", "declares the encoding 'utf-7'"),
        (b"# coding: rot13\nfoo==1", "declares the encoding 'rot13'"),
        (b"\xff\xfef", "is not utf-16-le"),
        (b"foo\n<<<<<<< HEAD\nbar", "merge conflict"),
        (b"--pre\n" * (MOST_ENTRIES + 1), "more than 200000 requirements"),
        (bytes(16 * 1024**2 + 1), "more than 16777216"),
        ((b"a" * 8000 + b"\n") * 600, "too much text"),
    ],
)
def test_bytes_that_are_no_such_file_are_refused(data: bytes, match: str) -> None:
    with pytest.raises(ParseError, match=match):
        parse(data)

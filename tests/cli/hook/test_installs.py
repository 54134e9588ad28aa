"""What the words of a client name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.cli.hook.clients import CLIENTS, client_of
from pratique.cli.hook.installs import Install, Package, read_client
from pratique.cli.hook.options import Said


def read(line: str, folder: str = "") -> Install:
    first, *rest = line.split()
    client = client_of(first)
    assert client is not None
    return read_client(client, [Said(word) for word in rest], folder)


@pytest.mark.parametrize(
    ("line", "targets"),
    [
        ("npm i a@1 -D @s/b@^2 c@next", ["npm:a@1", "npm:@s/b@^2", "npm:c@next"]),
        ("npm create vite@latest", ["npm:create-vite@latest"]),
        ("npm init @s", ["npm:@s/create"]),
        ("npm init @s/x@1", ["npm:@s/create-x@1"]),
        ("yarn create x", ["npm:create-x"]),
        ("npx -p a -p b c", ["npm:a", "npm:b"]),
        ("pip install a==1 b>=1,<2 c;x", ["pypi:a==1", "pypi:b>=1,<2", "pypi:c"]),
        ("uvx a@1.0 b", ["pypi:a==1.0"]),
        ("uvx --with a b", ["pypi:a", "pypi:b"]),
        ("gem install a -v 7 b:1", ["gem:a@7", "gem:b@1"]),
        ("bundle add a", ["gem:a"]),
        ("pipx run --spec a b", ["pypi:a"]),
    ],
)
def test_packages_are_targets_of_inspect(line: str, targets: list[str]) -> None:
    found = read(line)
    assert targets == [one.target for one in found.packages]
    assert () == (*found.projects, *found.doubts)


@pytest.mark.parametrize(
    ("line", "projects"),
    [
        ("npm install", ("",)),
        ("npm ci", ("",)),
        ("npm -C x ci", ("x",)),
        ("yarn", ("",)),
        ("bundle", ("",)),
        ("uv sync --project x", ("x",)),
        ("npm i ./x", ("./x",)),
        ("pip install -e .", ("",)),
        ("pip install -r x/requirements.txt", ("x",)),
        ("pip install -rrequirements.txt", ("",)),
        ("pip install /x/y", ("/x/y",)),
    ],
)
def test_an_installation_without_names_is_that_of_a_project(line: str, projects: tuple[str, ...]) -> None:
    found = read(line)
    assert projects == found.projects
    assert () == (*found.packages, *found.doubts)


@pytest.mark.parametrize(
    "line", ["npm i a*", "npm i ./x.tgz", "pip install x.whl", "npm i jsr:@a/b", "npm i a/b"]
)
def test_what_is_no_package_of_a_registry_is_a_doubt(line: str) -> None:
    assert read(line).doubts


def test_a_program_of_the_project_is_preferred_only_where_the_client_does_so() -> None:
    assert [True] == [one.runs for one in read("npx a").packages]
    assert [False] == [one.runs for one in read("pnpm dlx a").packages]
    assert [False] == [one.runs for one in read("npx -p a b").packages]
    assert [False] == [one.runs for one in read("npm i a").packages]


def test_more_than_a_hundred_packages_are_a_doubt() -> None:
    found = read("npm i " + " ".join(f"a{number}" for number in range(101)))
    assert 100 == len(found.packages)
    assert found.doubts


def test_installations_add_up_without_repetition() -> None:
    one = Install((Package("npm", "a"),), ("x",), ("y",))
    assert one == one + one


@pytest.mark.fuzz
@given(st.sampled_from(CLIENTS), st.lists(st.text(max_size=20), max_size=8))
def test_no_words_raise(client: object, words: list[str]) -> None:
    read_client(client, [Said(word) for word in words])  # type: ignore[arg-type]


@pytest.mark.parametrize("option", ["-r x/r.txt", "--requirement x/r.txt", "--requirement=x/r.txt"])
def test_a_list_of_pipx_is_no_package(option: str) -> None:
    found = read(f"pipx inject a {option} b")
    assert ["pypi:a", "pypi:b"] == [one.target for one in found.packages]
    assert ("x",) == found.projects

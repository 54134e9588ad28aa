import shlex

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.respond.actions.commands import CLIENTS, PROXIES, Client, filled, for_windows, is_copyable

CELLS = [
    (client, step, getattr(client, step))
    for client in CLIENTS
    for step in ("purge", "uninstall", "pin", "relock")
    if getattr(client, step)
]


@pytest.mark.parametrize(("client", "step", "templates"), CELLS, ids=[f"{c.name} {s}" for c, s, _ in CELLS])
def test_each_cell_of_the_table_gives_whole_commands(
    client: Client, step: str, templates: tuple[str, ...]
) -> None:
    lines = filled(templates, name="calm", bad="1.0.1", good="1.0.0")
    assert len(templates) == len(lines)
    for line in lines:
        assert "{" not in line.replace("${", "")
        assert shlex.split(line)
    if step == "pin":
        assert any("calm" in line and "1.0.0" in line for line in lines)
    if step == "uninstall":
        assert any("calm" in line for line in lines)


def test_only_gem_has_no_lock() -> None:
    assert ["gem"] == [client.name for client in CLIENTS if not client.relock]


def test_each_proxy_has_a_command_or_a_sentence() -> None:
    for name, templates in PROXIES.items():
        assert 1 == len(filled(templates, name="calm", bad="1.0.1", target="calm@1.0.1")), name


@pytest.mark.parametrize("text", ["@scope/name", "calm", "1.0.0-rc.1+build", "1!2.0"])
def test_ordinary_names_and_versions_can_be_pasted(text: str) -> None:
    assert is_copyable(text)


@pytest.mark.parametrize(
    "text", ["", "-rf", "a b", "a;b", "$(id)", "a'b", "a\nb", "a`b", "a|b", "é", "a" * 300]
)
def test_what_a_shell_reads_otherwise_cannot(text: str) -> None:
    assert not is_copyable(text)
    assert () == filled(("npm uninstall {name}",), name=text, bad="1.0.0")


@pytest.mark.fuzz
@given(st.text(max_size=30), st.text(max_size=30))
def test_a_hostile_name_is_one_word_or_in_no_command(name: str, version: str) -> None:
    for line in filled(("gem uninstall {name} --version {bad}",), name=name, bad=version):
        assert ["gem", "uninstall", name, "--version", version] == shlex.split(line)


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("rm -rf node_modules", "Remove-Item -Recurse -Force node_modules"),
        ("rm -f vendor/cache/a-1.gem", "Remove-Item -Force vendor/cache/a-1.gem"),
        ("echo 'calm==1.0.0' >> constraints.txt", "Add-Content constraints.txt 'calm==1.0.0'"),
        ("npm cache clean --force", "npm cache clean --force"),
    ],
)
def test_windows_has_its_own_words_for_files(line: str, shown: str) -> None:
    assert shown == for_windows(line)


def test_the_overrides_of_pnpm_are_two_lines_on_windows_too() -> None:
    [line] = filled(
        next(c.pin for c in CLIENTS if c.name == "pnpm"), name="@a/calm", bad="1.0.1", good="1.0.0"
    )
    assert "Add-Content pnpm-workspace.yaml 'overrides:', '  \"@a/calm\": \"1.0.0\"'" == for_windows(line)

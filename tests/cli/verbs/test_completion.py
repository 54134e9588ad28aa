"""`pratique completion`, and what a shell is told when it asks."""

import os
import runpy
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest

from pratique.analysis.rules import RULES
from pratique.cli import VERBS, pratique
from pratique.cli.output.exit_codes import Exit
from pratique.cli.verbs.completion import FILES, PROGRAM, SHELLS, VARIABLE, command
from pratique.core.reason import ReasonCode
from pratique.errors import UsageError

BIN = Path(sys.executable).parent


def needs(shell: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(shutil.which(shell) is None, reason=f"no {shell} here")


def script(shell: str, capsys: pytest.CaptureFixture[str]) -> str:
    assert 0 == command.main([shell], standalone_mode=False)
    return capsys.readouterr().out


def run(*words: str, variables: dict[str, str] | None = None) -> list[str]:
    """The lines that a program prints which has `pratique` on its path; the empty ones left out."""
    done = subprocess.run(
        words,
        env={**os.environ, "PATH": os.pathsep.join((str(BIN), os.environ["PATH"])), **(variables or {})},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert "" == done.stderr
    return [line for line in done.stdout.splitlines() if line]


def in_bash(text: str, *words: str) -> list[str]:
    """What bash offers for the last of these words, once it has read the script `text`."""
    asks = (
        f"{text}\nfunction compopt {{ :; }}\n"
        'COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _pratique_completion pratique\n'
        'printf "%s\\n" "${COMPREPLY[@]}"'
    )
    return run("bash", "--noprofile", "--norc", "-c", asks, "bash", PROGRAM, *words)


def in_zsh(text: str, *words: str) -> list[str]:
    """What zsh hands to its menu, as `value` or `value:help`; the menu itself wants a terminal."""
    asks = (
        "function compdef { [[ $2 == pratique ]] || print wrong }\n"
        "function _describe { print -l -- ${(P)3} }\nfunction compadd { print -l -- $completions }\n"
        f"{text}\nwords=(pratique $@); CURRENT=$#words; _pratique_completion"
    )
    return run("zsh", "-f", "-c", asks, "zsh", *words)


def in_fish(text: str, *words: str) -> list[str]:
    """What fish offers, as `value` or `value<tab>help`."""
    asks = f"{text}\ncomplete --do-complete '{' '.join((PROGRAM, *words))}'"
    return run("fish", "--no-config", "-c", asks)


def asked(kind: str, words: str, position: int | str) -> list[str]:
    """What `pratique` answers to a shell, and its exit code as the last line."""
    told = {VARIABLE: f"{kind}_complete", "COMP_WORDS": words, "COMP_CWORD": str(position)}
    return run("bash", "-c", f"{PROGRAM}; echo $?", variables=told)


@needs("bash")
def test_bash_completes_verbs_options_and_values(capsys: pytest.CaptureFixture[str]) -> None:
    text = script("bash", capsys)
    assert list(VERBS) == in_bash(text, "")
    assert ["--digest"] == in_bash(text, "cache", "import", "--di")
    assert ["zsh"] == in_bash(text, "completion", "z")


@needs("bash")
def test_bash_runs_nothing_that_was_typed(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    assert [] == in_bash(script("bash", capsys), "completion", "$(touch pwned)`touch pwned`")
    assert [] == list(tmp_path.iterdir())


@needs("zsh")
def test_zsh_completes_verbs_with_their_help_and_rules(capsys: pytest.CaptureFixture[str]) -> None:
    text = script("zsh", capsys)
    assert [f"check:{VERBS['check']}"] == in_zsh(text, "che")
    assert ["hidden-characters"] == in_zsh(text, "explain", "hidden-c")


@needs("fish")
def test_fish_completes_verbs_options_and_rules(capsys: pytest.CaptureFixture[str]) -> None:
    text = script("fish", capsys)
    assert [f"check\t{VERBS['check']}"] == in_fish(text, "che")
    assert ["hidden-characters"] == in_fish(text, "explain", "hidden-c")


def test_a_verb_is_offered_without_importing_any() -> None:
    """A shell asks on each press of the key, and a verb like `check` takes a second to import."""
    told = {VARIABLE: "bash_complete", "COMP_WORDS": "pratique c", "COMP_CWORD": "1"}
    asks = "import sys; sys.argv[0] = 'pratique'; sys.excepthook = print\nfrom pratique.cli import main\nmain()\n"
    shows = "print(sorted(name for name in sys.modules if name.startswith('pratique.cli.')))"
    lines = run(sys.executable, "-c", asks + shows, variables=told)
    assert [
        *(f"plain,{verb}" for verb in VERBS if verb.startswith("c")),
        "['pratique.cli.output', 'pratique.cli.output.exit_codes', 'pratique.cli.output.helping']",
    ] == lines


def test_all_that_can_be_explained_is_offered() -> None:
    parameter = next(p for p in _explain().params if p.name == "word")
    offered = {item.value for item in parameter.shell_complete(click.Context(_explain()), "")}
    assert {*(rule.id for rule in RULES), *ReasonCode, *(str(code.value) for code in Exit)} <= offered


def _explain() -> click.Command:
    found = pratique.get_command(click.Context(pratique), "explain")
    assert found is not None
    return found


@pytest.mark.parametrize("shell", SHELLS)
def test_the_script_of_each_shell_names_the_program_and_asks_it_its_own_way(
    shell: str, capsys: pytest.CaptureFixture[str]
) -> None:
    text = script(shell, capsys)
    assert f"{shell}_complete" in text
    assert VARIABLE in text
    assert "%(" not in text


@needs("bash")
def test_powershell_is_answered_in_threes_of_kind_value_and_help() -> None:
    """There is no PowerShell here: this is what its script is given, and how it takes it apart."""
    lines = asked("powershell", "pratique ch", 1)
    assert ["plain", "check"] == lines[:2]
    assert lines[2] == VERBS["check"]
    assert ["0"] == lines[3:]


@needs("bash")
@pytest.mark.parametrize("kind", ["fish", "zsh"])
def test_the_other_shells_are_told_the_verb_with_its_help(kind: str) -> None:
    # fish gives the word itself, not its place.
    position = 1 if kind == "zsh" else "che"
    *told, code = asked(kind, "pratique che", position)
    assert "0" == code
    assert "check" in "\n".join(told)
    assert VERBS["check"] in "\n".join(told)


def test_a_shell_that_is_not_known_is_refused() -> None:
    with pytest.raises(click.BadParameter, match="tcsh"):
        command.main(["tcsh"], standalone_mode=False)


def test_the_program_has_the_name_that_shells_complete() -> None:
    assert (BIN / PROGRAM).exists()
    assert f"_{PROGRAM.upper()}_COMPLETE" == VARIABLE


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's data folder, empty."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    return tmp_path


@pytest.mark.parametrize("shell", FILES)
def test_install_writes_the_script_once_and_uninstall_removes_it(
    shell: str, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = script(shell, capsys)
    file = data / FILES[shell]

    said = [
        shown(capsys, shell, option) for option in ("--install", "--install", "--uninstall", "--uninstall")
    ]

    assert [one.splitlines()[0] for one in said] == [
        f"{word}: {file}" for word in ("Installed", "Already installed", "Removed", "Not installed")
    ]
    assert [] == [path for path in data.rglob("*") if path.is_file()]
    shown(capsys, shell, "--install")
    assert text == file.read_text()


@pytest.mark.parametrize("shell", FILES)
def test_install_updates_an_older_script_and_leaves_a_strangers_file(
    shell: str, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = data / FILES[shell]
    file.parent.mkdir(parents=True)
    file.write_text(f"# {VARIABLE} of an older version")
    assert shown(capsys, shell, "--install").startswith("Updated: ")
    for option in ("--install", "--uninstall"):
        file.write_text("# mine")
        with pytest.raises(UsageError, match="was not written by Pratique"):
            command.main([shell, option], standalone_mode=False)
        assert "# mine" == file.read_text()


def test_zsh_is_given_the_line_for_its_path_and_powershell_the_one_for_its_profile(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert f"fpath=({data}/zsh/site-functions $fpath)" in shown(capsys, "zsh", "--install")
    with pytest.raises(UsageError) as caught:
        command.main(["powershell", "--install"], standalone_mode=False)
    assert "$PROFILE" in caught.value.hint


def test_a_folder_that_cannot_be_made_is_named(data: Path) -> None:
    (data / "fish").write_text("")
    with pytest.raises(UsageError, match="cannot install"):
        command.main(["fish", "--install"], standalone_mode=False)


@needs("fish")
def test_fish_finds_the_installed_script(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shown(capsys, "fish", "--install")
    found = "complete --do-complete 'pratique completion z'"
    assert ["zsh"] == run(
        "fish", "-c", found, variables={"HOME": str(data), "XDG_CONFIG_HOME": str(data / "c")}
    )


@needs("bash")
def test_bash_loads_the_installed_script(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shown(capsys, "bash", "--install")
    assert ["zsh"] == in_bash(f"source '{data}/{FILES['bash']}'", "completion", "z")


def test_the_scripts_of_the_wheel_are_current() -> None:
    root = Path(__file__).resolve().parents[3]
    made = runpy.run_path(str(root / "scripts/completions"))["made"]()
    assert made == {file: file.read_text(encoding="utf-8") for file in made}, "run `make docs`"


def shown(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert 0 == command.main(list(words), standalone_mode=False)
    return capsys.readouterr().out

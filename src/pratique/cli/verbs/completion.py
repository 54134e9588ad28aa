"""Defines `pratique completion`, which prints or installs the completion script for a shell.

The library click generates the scripts. Each script runs `pratique` with environment variables to get the
completions, so it remains correct when verbs and options change.
"""

import contextlib
import os
from collections.abc import Mapping
from pathlib import Path

import click
from click.shell_completion import get_completion_class

from pratique.cli.output.exit_codes import Exit
from pratique.errors import Reference, UsageError

SHELLS = ("bash", "zsh", "fish", "powershell")
PROGRAM = "pratique"
VARIABLE = "_PRATIQUE_COMPLETE"
"""The environment variable that triggers completion. click derives the name of the variable from the program's name."""
FILES: Mapping[str, str] = {
    "bash": "bash-completion/completions/pratique",
    "zsh": "zsh/site-functions/_pratique",
    "fish": "fish/vendor_completions.d/pratique.fish",
}
"""The path of each shell's script below the `share` folder of a prefix or below the user's data folder."""
_NEXT: Mapping[str, str] = {
    "bash": "New shells load the script if the package bash-completion is installed.",
    "zsh": "Add this line to ~/.zshrc, before compinit: fpath=({folder} $fpath)",
    "fish": "New shells load the script.",
}


@click.command(name="completion")
@click.argument("shell", type=click.Choice(SHELLS))
@click.option(
    "--install", "action", flag_value="install", help="Write the completion script into your data folder."
)
@click.option("--uninstall", "action", flag_value="uninstall", help="Remove the installed completion script.")
def command(shell: str, action: str | None) -> int:
    """Print or install the completion script for a shell.

    With --install, the completion script is written below $XDG_DATA_HOME (default: ~/.local/share), from where bash
    and fish load it. For zsh, the command prints a line that you must add to ~/.zshrc. To load the script without
    --install, add one of these lines to the startup file of your shell:

    \b
        ~/.bashrc                    eval "$(pratique completion bash)"
        ~/.zshrc, after compinit     eval "$(pratique completion zsh)"
        ~/.config/fish/config.fish   pratique completion fish | source
        $PROFILE (PowerShell)        pratique completion powershell | Out-String | Invoke-Expression
    """  # noqa: D301 - click's marker of lines that are not wrapped
    if action is None:
        click.echo(script(shell), nl=False)
        return Exit.CLEAR
    file = _place(shell)
    try:
        click.echo(_install(shell, file) if action == "install" else _uninstall(file))
    except (OSError, UnicodeDecodeError) as error:
        why = (error.strerror if isinstance(error, OSError) else None) or str(error)
        raise UsageError(
            Reference.USAGE,
            f"cannot {action} {file}: {why}",
            hint=f"load the output of `pratique completion {shell}` in your shell's startup file",
        ) from None
    return Exit.CLEAR


def script(shell: str) -> str:
    """Return the completion script for a shell.

    Raise UsageError if the installed version of click does not contain a script for the shell.
    """
    # The shell says its kind; `pratique` may be of any version that is installed.
    found = get_completion_class(shell)
    if found is None:
        raise UsageError(
            Reference.USAGE,
            f"the installed version of click does not support {shell}",
            hint="upgrade click to 8.5 or later",
        )
    # Not `source()`: it starts the bash of this machine to see its version, and the script may be for another.
    made = found(click.Command(PROGRAM), {}, PROGRAM, VARIABLE)
    # click 8.5 splits a description at each comma in fish, and keeps what is before the first one.
    template = made.source_template.replace('(string split "," ', '(string split --max 1 "," ')
    return template % made.source_vars()


def _place(shell: str) -> Path:
    """Return the path of a shell's script in the user's data folder."""
    if shell not in FILES:
        raise UsageError(
            Reference.USAGE,
            f"{shell} has no standard folder for completion scripts",
            hint="add the line from `pratique completion --help` to $PROFILE",
        )
    # The specification of XDG: a path that is not absolute is ignored.
    given = Path(os.environ.get("XDG_DATA_HOME", ""))
    return (given if given.is_absolute() else Path.home() / ".local" / "share") / FILES[shell]


def _install(shell: str, file: Path) -> str:
    text = script(shell)
    now = _ours(file)
    after = _NEXT[shell].format(folder=file.parent)
    if now == text:
        return f"Already installed: {file}\n{after}"
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        with part.open("x", encoding="utf-8", newline="\n") as opened:
            opened.write(text)
        part.replace(file)
    finally:
        with contextlib.suppress(FileNotFoundError):
            part.unlink()
    return f"{'Installed' if now is None else 'Updated'}: {file}\n{after}"


def _uninstall(file: Path) -> str:
    if _ours(file) is None:
        return f"Not installed: {file}"
    file.unlink()
    return f"Removed: {file}"


def _ours(file: Path) -> str | None:
    """Return the installed completion script, or None if it does not exist.

    Raise UsageError for a file that Pratique did not write.
    """
    try:
        text = file.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    if VARIABLE not in text:
        raise UsageError(
            Reference.USAGE,
            f"{file} was not written by Pratique, and is not changed",
            hint="first move the file away",
        )
    return text

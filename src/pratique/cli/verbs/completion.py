"""`pratique completion`: the script that lets a shell complete `pratique`.

The scripts are click's. Each asks `pratique` itself, through variables of the environment, so that it stays right when
verbs and options change.
"""

import click
from click.shell_completion import get_completion_class

from pratique.cli.output.exit_codes import Exit
from pratique.errors import Reference, UsageError

SHELLS = ("bash", "zsh", "fish", "powershell")
PROGRAM = "pratique"
VARIABLE = "_PRATIQUE_COMPLETE"
"""Where click looks for a shell's question; it is made from the program's name."""


@click.command(name="completion")
@click.argument("shell", type=click.Choice(SHELLS))
def command(shell: str) -> int:
    r"""Print the completion script for a shell.

    \b
    bash         eval "$(pratique completion bash)"               in ~/.bashrc
    zsh          eval "$(pratique completion zsh)"                in ~/.zshrc, after compinit
    fish         pratique completion fish | source                in ~/.config/fish/config.fish
    powershell   pratique completion powershell | Out-String | Invoke-Expression    in $PROFILE
    """
    # The shell says its kind; `pratique` may be of any version that is installed.
    found = get_completion_class(shell)
    if found is None:
        raise UsageError(
            Reference.USAGE, f"the click that is installed has no {shell}", hint="click 8.5 or newer has it"
        )
    # Not `source()`: it starts the bash of this machine to see its version, and the script may be for another.
    script = found(click.Command(PROGRAM), {}, PROGRAM, VARIABLE)
    click.echo(script.source_template % script.source_vars(), nl=False)
    return Exit.CLEAR

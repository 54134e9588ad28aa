"""The hook for people: shell functions that have each client's command line checked before the client runs."""

COMMANDS = (
    *("npm", "npx", "pnpm", "pnpx", "yarn", "bun", "bunx"),
    *("pip", "pip3", "uv", "uvx", "pipx", "poetry", "pdm", "pipenv", "gem", "bundle"),
)
"""The commands that get a function."""


def functions(program: str) -> str:
    """Return functions for bash and zsh. `program` are the words that start Pratique.

    A function with the keyword is defined even if an alias has the same name.
    """
    lines = [
        f'function {name} {{ {program} hook shell -- {name} "$@" && command {name} "$@"; }}'
        for name in COMMANDS
    ]
    return "\n".join(lines) + "\n"

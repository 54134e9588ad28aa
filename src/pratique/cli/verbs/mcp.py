"""Defines `pratique mcp`, which answers coding agents over the Model Context Protocol."""

import os
import sys

import click

from pratique.errors import Reference, UsageError


@click.command(name="mcp")
@click.option(
    "--folder",
    metavar="PATH",
    default=".",
    help="Working folder: the project of the agent. Default: the current folder. Lockfiles outside it are refused.",
)
@click.option(
    "--gate",
    metavar="URL",
    help="Reuse inspections from the gate at this URL, but compute the verdicts locally, with your own policy.",
)
@click.option(
    "--deadline",
    metavar="SECONDS",
    type=click.IntRange(1, 600),
    default=50,
    show_default=True,
    help="Time limit of a question. A question that is not answered in time has the verdict `unknown`.",
)
def command(*, folder: str, gate: str | None, deadline: int) -> int:
    """Answer the questions of a coding agent about packages, as an MCP server.

    The agent starts this command, and talks with it on standard input and output by the Model Context Protocol (MCP).
    The server has three tools: `judge` returns the verdict about a package, or about a lockfile and its change; `why`
    states the evidence; `nearest_allowed` finds an allowed release. Answers contain no text of packages, because an
    agent could take such text for an instruction. A failed check is never allowed: its verdict is `unknown`.

    `pratique help mcp` shows how to add the server to agents.
    """
    from pratique.cli.mcp.judge_link import Judge  # noqa: PLC0415 - `--help` does without
    from pratique.cli.mcp.server import Server  # noqa: PLC0415 - as above

    if not os.path.isdir(folder):  # noqa: PTH112 - Path raises for names that are too long
        raise UsageError(
            Reference.USAGE, "--folder is not a folder", hint="specify the folder of the project"
        )
    judge = Judge([folder, gate or ""])
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr  # nothing but messages may be written to the client
    Server(source, sink, judge, deadline_s=deadline).run()
    return 0

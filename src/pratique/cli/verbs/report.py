"""Defines `pratique report`, which writes a report of a malicious release for a registry or an advisory database."""

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pratique.cli.output.exit_codes import Exit
from pratique.errors import Reference, RegistryError, UsageError

if TYPE_CHECKING:
    from pratique.core.names import ReleaseRef
    from pratique.respond.behaviour.asking import Kept
    from pratique.respond.behaviour.value import Behaviour
    from pratique.respond.reporting.case import Case

TOKEN = "PRATIQUE_PYPI_TOKEN"  # noqa: S105 - the name of a variable
"""The environment variable with the user's API token for PyPI."""
_RECEIVERS = ("npm", "pypi", "rubygems", "osv", "ghsa")
_ACCEPTED = 202
_MOST_BYTES = 1024**3
_MOST_ANSWER_BYTES = 1024**2


@click.command(name="report")
@click.argument("receiver", type=click.Choice(_RECEIVERS))
@click.argument("targets", nargs=-1, required=True, metavar="RELEASE...")
@click.option(
    "--artifact", metavar="FILE", help="File of the release, if the local store does not have its bytes."
)
@click.option("--because", metavar="TEXT", default="", help="Your reason, which becomes the first paragraph.")
@click.option(
    "--reference", "references", multiple=True, metavar="URL", help="Page about the attack. May be repeated."
)
@click.option("--reporter", metavar="NAME", default="", help="Name to be credited (default: none).")
@click.option(
    "--every-version", "whole", is_flag=True, help="State that every version of the package is malicious."
)
@click.option(
    "--inspector", metavar="URL", default="", help="pypi: URL of PyPI's inspector, for the link to the file."
)
@click.option("--send", is_flag=True, help=f"pypi: send the report, with the API token in {TOKEN}.")
@click.option(
    "--to", "api", metavar="URL", default="", help="pypi: URL of PyPI, to which --send sends the report."
)
def command(  # noqa: PLR0913 - one argument for each option
    *,
    receiver: str,
    targets: tuple[str, ...],
    artifact: str | None,
    because: str,
    references: tuple[str, ...],
    reporter: str,
    whole: bool,
    inspector: str,
    send: bool,
    api: str,
) -> int:
    """Write a report of malicious releases of one package for a registry or an advisory database.

    The report describes what the release does, from the bytes in the local store or in FILE, which are analysed and
    never run. Hosts are defanged in text. Nothing is sent without --send, which only PyPI supports.

    RECEIVER is npm (values for its security form), pypi (JSON of an observation), rubygems (text of a mail), osv (MAL
    record for a collection of malicious packages) or ghsa (values for GitHub's advisory form).

    Exit code 3: the bytes are not on this machine, or could not be analysed, so that the report lacks the behaviour.
    """
    from pratique.cli.run.clock import now  # noqa: PLC0415 - `--help` is quick
    from pratique.respond.reporting.case import Case, description  # noqa: PLC0415 - as above

    refs = _releases(receiver, targets)
    _check_sending(receiver, send=send, api=api, inspector=inspector)
    found, missing = _described(refs, artifact)
    case = Case(
        package=refs[0].package,
        versions=tuple(dict.fromkeys(ref.version for ref in refs)),
        at=now(),
        because=because,
        behaviours=tuple(told for _, told in found),
        references=references,
        reporter=reporter,
        whole=whole,
    )
    for line in missing:
        click.echo(line, err=True)
    if not description(case):
        raise UsageError(
            Reference.USAGE,
            "the report would have no description",
            hint="give the bytes with --artifact FILE, or your reason with --because TEXT",
        )
    code = Exit.INCOMPLETE if missing else Exit.CLEAR
    if receiver == "pypi":
        _pypi(case, found, inspector, api if send else "")
    else:
        _by_hand(receiver, case)
    return code


def _releases(receiver: str, targets: tuple[str, ...]) -> "list[ReleaseRef]":
    from pratique.core.names import Ecosystem, ReleaseRef  # noqa: PLC0415 - `--help` is quick
    from pratique.ecosystems.target import parse_target  # noqa: PLC0415 - as above

    own = {"npm": Ecosystem.NPM, "pypi": Ecosystem.PYPI, "rubygems": Ecosystem.RUBYGEMS}.get(receiver)
    refs: list[ReleaseRef] = []
    for target in targets:
        found = parse_target(target, ecosystem=own)
        if not isinstance(found, ReleaseRef):
            raise UsageError(
                Reference.TARGET_INVALID, f"{target} is not a release", hint="write name@version or a purl"
            )
        refs.append(found)
    if len({ref.package for ref in refs}) > 1:
        raise UsageError(
            Reference.USAGE, "a report is about one package", hint="run the command once for each package"
        )
    if own is not None and refs[0].package.ecosystem is not own:
        raise UsageError(
            Reference.USAGE,
            f"{refs[0]} is not a release of {receiver}",
            hint="use the receiver of its registry, or osv or ghsa",
        )
    return refs


def _check_sending(receiver: str, *, send: bool, api: str, inspector: str) -> None:
    from pratique.respond.reporting.table import RECEIVERS  # noqa: PLC0415 - `--help` is quick

    if receiver != "pypi":
        if send:
            raise UsageError(
                Reference.USAGE, f"--send is not possible for {receiver}", hint=RECEIVERS[receiver].by_hand
            )
        if api or inspector:
            raise UsageError(Reference.USAGE, "--to and --inspector are options for pypi", hint="omit them")
    elif send:
        missing = [name for name, given in (("--to", api), ("--inspector", inspector)) if not given]
        if missing or not os.environ.get(TOKEN):
            names = ", ".join([*missing, *([] if os.environ.get(TOKEN) else [TOKEN])])
            raise UsageError(
                Reference.USAGE,
                f"--send needs {names}",
                hint="PyPI accepts reports only with your own API token",
            )


def _described(
    refs: "list[ReleaseRef]", artifact: str | None
) -> "tuple[list[tuple[Kept, Behaviour]], list[str]]":
    """Return the behaviour of each artifact, and a line for each release without bytes or analysis."""
    from pratique.cli.run.behaviours import analysed, described  # noqa: PLC0415 - as above
    from pratique.respond.behaviour.asking import of_data  # noqa: PLC0415 - as above

    if artifact is None:
        return described(refs)
    path = Path(artifact)
    return analysed([of_data(_read(path), path.name, refs[0].package.ecosystem, refs[0])], [])


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(_MOST_BYTES + 1)
    except OSError as error:
        raise UsageError(
            Reference.FILE_UNREADABLE, f"{path} cannot be read: {error.strerror}", hint="check the path"
        ) from None
    if len(data) > _MOST_BYTES:
        raise UsageError(Reference.BODY_TOO_LARGE, f"{path} is larger than 1 GiB", hint="check the path")
    return data


def _by_hand(receiver: str, case: "Case") -> None:
    from pratique.respond.reporting import osv  # noqa: PLC0415 - `--help` is quick
    from pratique.respond.reporting.table import RECEIVERS  # noqa: PLC0415 - as above

    click.echo(RECEIVERS[receiver].write(case), nl=False)
    where = f" ({osv.path(case)})" if receiver == "osv" else ""
    click.echo(f"Nothing was sent: {RECEIVERS[receiver].by_hand}{where}.", err=True)


def _pypi(case: "Case", found: "list[tuple[Kept, Behaviour]]", inspector: str, api: str) -> None:
    from pratique.report.formats.json_text import indented  # noqa: PLC0415 - `--help` is quick
    from pratique.respond.reporting import pypi  # noqa: PLC0415 - as above

    path = pypi.inspector_path(case)
    if found:
        kept, told = found[0]
        member = told.detections[0].places[0].path if told.detections else ""
        path = pypi.inspector_path(case, kept.load(), kept.part.filename, member)
    body = indented(pypi.observation(case, inspector.rstrip("/") + path))
    click.echo(body, nl=False)
    if not api:
        why = "" if inspector else " `inspector_url` is only the path: --inspector adds the address."
        click.echo(f"Nothing was sent: --send sends it to {pypi.api_path(case)}.{why}", err=True)
        return
    asyncio.run(_send(api.rstrip("/") + pypi.api_path(case), body.encode("ascii"), pypi.CONTENT_TYPE))
    click.echo("PyPI accepted the report.", err=True)


async def _send(url: str, body: bytes, content_type: str) -> None:
    from pratique import __version__  # noqa: PLC0415 - `--help` is quick
    from pratique.errors import ParseError  # noqa: PLC0415 - as above
    from pratique.net.client.address import origin, parse  # noqa: PLC0415 - as above
    from pratique.net.client.authorization import Authorization  # noqa: PLC0415 - as above
    from pratique.net.client.http import Http, HttpSettings  # noqa: PLC0415 - as above
    from pratique.net.client.proxies import from_environment  # noqa: PLC0415 - as above
    from pratique.net.client.route import Route  # noqa: PLC0415 - as above
    from pratique.net.registries.forwarding import Passing  # noqa: PLC0415 - as above

    async def whole() -> AsyncIterator[bytes]:
        yield body

    try:
        configured = {origin(parse(url))}
    except ParseError as error:
        raise UsageError(Reference.USAGE, f"--to: {error.message}", hint=error.hint) from None
    passing = Passing(
        method="POST",
        url=url,
        headers={"Content-Type": content_type, "User-Agent": f"pratique/{__version__}"},
        authorization=Authorization.bearer(os.environ[TOKEN]),
        body=whole(),
        length=len(body),
        most_sent_bytes=_MOST_ANSWER_BYTES,
        most_bytes=_MOST_ANSWER_BYTES,
    )
    notes: list[str] = []
    async with Http(HttpSettings(), configured=configured) as http:
        answer = await http.pass_on(passing, route=Route(proxies=from_environment(os.environ, notes)))
    if answer.status != _ACCEPTED:
        raise RegistryError(
            Reference.REGISTRY_FAILED,
            f"PyPI did not accept the report ({answer.status})",
            hint="check the token, and that your account may send observations",
        )

"""Defines `pratique provenance`, which verifies the signatures and attestations of an artifact."""

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import click

from pratique.cli.output.exit_codes import Exit
from pratique.cli.output.terminal import wants_colour, width
from pratique.cli.run import known_bad as known
from pratique.cli.run.newest import settled
from pratique.cli.run.options import given
from pratique.cli.run.session import open_session
from pratique.cli.run.settings import read_settings, tell_settings
from pratique.cli.run.target import Targets
from pratique.cli.run.trust_files import bytes_of, read_root
from pratique.core.assessment import Target
from pratique.core.names import Ecosystem
from pratique.core.provenance import Provenance
from pratique.ecosystems.interface import LocalPath
from pratique.errors import Reference, RegistryError, UsageError
from pratique.history.provenance.document import MOST_BYTES
from pratique.history.provenance.judging import built_commits, judge_attestations
from pratique.history.provenance.keys import read_keys
from pratique.history.provenance.reading import Attested, read_attestations
from pratique.history.provenance.subject import Held
from pratique.history.provenance.wanted import Wanted
from pratique.intake.history.provenance import ProvenanceQuestions, Trust
from pratique.net.client.digests import compute
from pratique.report.formats import json_text as json
from pratique.report.text import style
from pratique.report.verbs import provenance

T = TypeVar("T")

_MOST_ARTIFACT_BYTES = 1 << 30
_SUFFIXES = {".tgz": Ecosystem.NPM, ".gem": Ecosystem.RUBYGEMS}
"""The ecosystem of each archive suffix. All other archives are Python packages."""

_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.command(name="provenance")
@click.argument("target", metavar="TARGET|FILE")
@click.option(
    "--bundle",
    type=_FILE,
    help="File with the attestations to verify, in the format of the registry or as a Sigstore bundle.",
)
@click.option(
    "--keys",
    type=_FILE,
    help="File with the public keys of the npm registry, in the format of /-/npm/v1/keys (default:"
    " download the keys).",
)
@click.option(
    "--trust-root",
    type=_FILE,
    help="Path of Sigstore's trusted_root.json, which is needed to verify attestations.",
)
@click.option(
    "--repository", metavar="URL", help="Require that the attestation specifies this source repository."
)
@click.option(
    "--workflow",
    metavar="PATH",
    help="Require that the attestation specifies this build workflow, such as .github/workflows/release.yml.",
)
@click.option(
    "--issuer",
    metavar="URL",
    help="Require that the signer's certificate specifies this identity provider (issuer).",
)
@click.option(
    "--ecosystem",
    type=click.Choice([e.value for e in Ecosystem]),
    help="Ecosystem of local files and of package names without a prefix such as pypi:.",
)
@click.option("--offline", is_flag=True, default=None, help="Use cached data only; send no requests.")
@click.option(
    "--platform",
    metavar="NAME",
    help="Verify the package files for the given platform, such as linux-x86_64.",
)
@click.option(
    "--all-artifacts", is_flag=True, default=None, help="Verify the package files for all platforms."
)
@click.option(
    "--format", "-f", "format_", type=click.Choice(["text", "json"]), default="text", help="Output format."
)
@click.option(
    "--color", type=click.Choice(["auto", "always", "never"]), default="auto", help="Colour (default: auto)."
)
def command(target: str, *, format_: str, color: str, **arguments: Any) -> int:
    """Verify the signatures and attestations of a release or a file.

    TARGET is a release, in the same syntax as for `pratique inspect`; FILE is a local archive, which requires
    --bundle. The command verifies the signatures of the npm registry and the attestations of npm and PyPI. For each
    step of the verification, the output shows whether the data was verified or only read.

    Exit code 1: the release is known to be bad, a signature is invalid, or the signer differs from --repository,
    --workflow or --issuer; 3: a signature or attestation could not be verified, or the release has none.
    """
    wanted_signer = _wanted(arguments)
    files = _Files.of(arguments)
    wanted = arguments["ecosystem"]
    said: list[known.Said] = []
    found = Targets(ecosystem=wanted).parse(target)
    if isinstance(found, LocalPath):
        answers: tuple[Provenance, ...] = (_local(found, files, wanted),)
    else:
        settings = read_settings(None, given(arguments))

        async def run() -> tuple[Provenance, ...] | list[Target]:
            async with open_session(settings) as session:
                tell_settings(settings, session.problems)
                questions = ProvenanceQuestions(
                    registry=session.questions.registry,
                    upstreams=session.upstreams,
                    platform=session.platform,
                    trust=files.trust,
                    everything=settings.check.all_artifacts,
                    given=files.attested,
                )
                ref = await settled(session, found, name=target)
                said.append(known.said(session, ref))
                try:
                    return await questions.of_release(ref, name=target)
                except RegistryError as error:
                    return await known.instead(session, [ref], error)

        told = asyncio.run(run())
        if isinstance(told, list):
            return known.write(told, settings, format_=format_, color=color)
        answers = told
        said[0].warn()
    answers = tuple(wanted_signer.require(answer) for answer in answers)
    if format_ == "json":
        click.echo(json.indented(provenance.document(answers)), nl=False)
    else:
        click.echo(
            style.render(provenance.lines(answers), colour=wants_colour(color), width=width()), nl=False
        )
    code = of_answers(answers)
    return said[0].exit(code) if said else code


def of_answers(answers: tuple[Provenance, ...]) -> Exit:
    """Return the exit code. An invalid signature takes precedence over a signature that is missing."""
    if any(answer.refused for answer in answers):
        return Exit.STOPPED
    return Exit.CLEAR if answers and all(answer.complete for answer in answers) else Exit.INCOMPLETE


def _wanted(arguments: dict[str, Any]) -> Wanted:
    """Return the required signer. Raise UsageError for an option with an empty value."""
    values = {name: arguments.pop(name) for name in ("repository", "workflow", "issuer")}
    for name, value in values.items():
        if value is not None and not value.strip():
            raise UsageError(
                Reference.USAGE, f"--{name} is empty", hint=f"specify the {name}, or omit --{name}"
            )
    return Wanted(**values)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Files:
    """The files given on the command line."""

    trust: Trust
    attested: tuple[Attested, ...] | None

    @classmethod
    def of(cls, arguments: dict[str, Any]) -> "_Files":
        """Read the files that are given as options.

        Raise UsageError for an unreadable file, and ParseError for invalid content.
        """
        root, keys, bundle = (arguments[name] for name in ("trust_root", "keys", "bundle"))
        return cls(
            trust=Trust(
                root=read_root(root),
                keys=None if keys is None else read_keys(bytes_of(keys, most=MOST_BYTES)),
            ),
            attested=None if bundle is None else read_attestations(bytes_of(bundle, most=MOST_BYTES)),
        )


def _local(path: LocalPath, files: _Files, ecosystem: str | None) -> Provenance:
    if files.attested is None:
        raise UsageError(
            Reference.USAGE,
            "no registry is queried for a local file",
            hint="pass the attestations with --bundle, or specify the release, such as name@1.0.0",
        )
    where = Path(path.path)
    data = bytes_of(where, most=_MOST_ARTIFACT_BYTES)
    if len(data) > _MOST_ARTIFACT_BYTES:
        raise UsageError(Reference.BODY_TOO_LARGE, f"{where} is larger than 1 GiB", hint="not an artifact")
    held = Held(
        ecosystem=Ecosystem(ecosystem) if ecosystem else _SUFFIXES.get(where.suffix.lower(), Ecosystem.PYPI),
        ref=None,
        filename=where.name,
        digests=compute(data),
    )
    proofs = judge_attestations(files.attested, held, root=files.trust.root, keys=files.trust.keys)
    return Provenance(
        name=path.path,
        ref=None,
        filename=where.name,
        digests=held.digests,
        hashed_here=True,
        proofs=proofs,
        not_asked=(
            "registry signatures and the previous release, because a local file is not listed by a registry",
        ),
        built=built_commits(proofs),
    )

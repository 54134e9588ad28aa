"""Advises on requirements files, written by hand or compiled, and on lockfiles of unknown origin."""

from pratique.core.audit import FixAdvice, Remedy
from pratique.intake.audit.fix.command import Words
from pratique.intake.audit.fix.situation import Situation
from pratique.intake.audit.fix.snippets import pin_line
from pratique.intake.audit.fix.tool import Kind

_COMPILED = (
    "pip-compile",
    "uv pip compile",
    "uv export",
    "pipenv requirements",
    "poetry export",
    "pdm export",
)
_OPTIONS = (
    "--all-extras",
    "--allow-unsafe",
    "--generate-hashes",
    "--no-annotate",
    "--no-emit-index-url",
    "--no-emit-trusted-host",
    "--no-strip-extras",
    "--strip-extras",
    "--universal",
)
_MOST_HEAD = 2_000


def pinned(at: Situation, version: str) -> FixAdvice:
    """Return the advice to change a pin in a requirements file, or to run the tool that compiles the file."""
    limit = at.holding.lock.constraints.get(at.name)
    order = at.case.order
    if limit is not None and order is not None and order.compare(limit, version) != 0:
        return at.advice(
            Remedy.BLOCKED,
            f"{version} fixes the problem, but a constraints file of {at.holding.path} pins it to {limit}",
            version=version,
        )
    pin = pin_line(at.name, version)
    head = at.files.text(at.holding.path)[:_MOST_HEAD].lower()
    maker = next((name for name in _COMPILED if name in head), None)
    if maker is None:
        return at.advice(
            Remedy.DIRECT,
            f"{version} fixes the problem{at.step(version)}: pin that version",
            version=version,
            write=pin,
            file=at.holding.path,
        )
    return at.advice(
        Remedy.DIRECT,
        f"{version} fixes the problem{at.step(version)}: `{maker}` generated the file, so generate it again with {pin}",
        version=version,
        run=_compiled(at, maker, pin),
    )


def _compiled(at: Situation, maker: str, pin: str) -> str:
    """Return the command that compiles a requirements file again; "" if its input file is missing.

    The command repeats the options in the file's header that are known and take no value.
    """
    if maker not in {"pip-compile", "uv pip compile"}:
        return ""
    text = at.files.text(at.holding.path)
    output = at.holding.path.rpartition("/")[2]
    told = text[:_MOST_HEAD].split()
    named = [word.rpartition("/")[2] for word in told if word.endswith((".in", ".toml"))]
    source = next(
        (one for one in (f"{output.removesuffix('.txt')}.in", *named) if at.files.exists(at.path(one))), ""
    )
    options = [option for option in _OPTIONS if option in told]
    if "--hash=" in text and "--generate-hashes" not in options:
        options.append("--generate-hashes")
    words = (*maker.split(), *options, "--upgrade-package", pin, "-o", output, source)
    return at.line(Words(words, (pin, output, source)))


def unasked(at: Situation) -> FixAdvice | None:
    """Return the advice for an inventory or a lockfile of unknown origin; None for other lockfiles."""
    if at.tool.kind is not Kind.OTHER:
        return None
    version = at.choice.versions[0]
    return at.advice(
        Remedy.DIRECT,
        f"{version} fixes the problem{at.step(version)}: request that version where {at.holding.path} is generated from",
        version=version,
    )

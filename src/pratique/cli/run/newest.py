"""Resolves a name, version, tag or range to a release, and prints the choice to standard error."""

from pratique.cli.output.terminal import note
from pratique.cli.run.session import Session
from pratique.core.names import Ecosystem, PackageRef, ReleaseRef
from pratique.ecosystems.newest import Chosen, choose, is_version
from pratique.errors import Reference, RegistryError
from pratique.history.names import resembles
from pratique.history.names.popular import DamagedError
from pratique.intake.questions import no_such
from pratique.report.parts.escape import escape

LATEST = "latest"
_REGISTRIES = {Ecosystem.NPM: "npm", Ecosystem.PYPI: "PyPI", Ecosystem.RUBYGEMS: "RubyGems"}

Asked = PackageRef | ReleaseRef


async def settled(session: Session, asked: Asked, *, name: str) -> ReleaseRef:
    """Resolve `name`, parsed as `asked`, to a release.

    Raise RegistryError if the registry does not serve the release, unless the release is known to be bad. The hint of
    the error suggests a similar package name.
    """
    package, wanted = parts(asked)
    try:
        listing = await session.questions.registry.listing(package)
        found = choose(listing, wanted)
        if found is None:
            raise no_such(listing, package.at(wanted or LATEST))
    except RegistryError as error:
        by_name = package.at(wanted or LATEST)
        if session.questions.known_bad(by_name):
            return by_name
        raise with_near_name(error, package) from error
    tell_choice(found, asked, name=name)
    return found.release.ref


def parts(asked: Asked) -> tuple[PackageRef, str | None]:
    """Return the package, and the version, tag or range if given."""
    return (asked.package, asked.version) if isinstance(asked, ReleaseRef) else (asked, None)


def tell_choice(chosen: Chosen, asked: Asked, *, name: str) -> None:
    """Print the chosen release and the reason, unless `asked` contains the exact version."""
    package, wanted = parts(asked)
    if wanted is not None and is_version(package, wanted):
        return
    release = chosen.release
    when = f", published {release.published.at:%Y-%m-%d}" if release.published else ""
    others = "" if ":" in name or "@" in name or "=" in name else _others(package)
    note(f"{escape(name)}: {escape(str(release.ref))} ({_why(chosen, package)}{when}){others}")


def _why(chosen: Chosen, package: PackageRef) -> str:
    return f"{_REGISTRIES[package.ecosystem]}, {escape(chosen.why)}"


def _others(package: PackageRef) -> str:
    prefixes = (f"{one.value}:{package.name}" for one in Ecosystem if one is not package.ecosystem)
    return f"; for the same name in another registry: {escape(' or '.join(prefixes))}"


def with_near_name(error: RegistryError, package: PackageRef) -> RegistryError:
    """Return the error with a hint that suggests a popular package with a similar name."""
    if error.reference is not Reference.REGISTRY_NOT_FOUND:
        return error
    try:
        found = resembles(package)
    except (DamagedError, OSError):
        return error
    if found is None:
        return error
    prefix = "" if package.ecosystem is Ecosystem.NPM else f"{package.ecosystem.value}:"
    return RegistryError(
        error.reference, error.message, hint=f"did you mean {prefix}{found.like.name}? {error.hint}"
    )

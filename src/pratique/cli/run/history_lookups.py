"""Creates the lookups that the settings enable, for history signals that need data from outside the registry listings."""

from pathlib import Path

from pratique.config import Settings
from pratique.ecosystems import ECOSYSTEMS
from pratique.ecosystems.interface import Platform
from pratique.intake.history.lookups import Lookups
from pratique.intake.history.provenance import ProvenanceQuestions, Trust
from pratique.net.client.http import Http
from pratique.net.dns.domain_existence import Domains, Server, read_server, servers_of_machine
from pratique.net.registries.public_names import PublicNames
from pratique.net.registries.registry import RegistryClient
from pratique.net.registries.upstreams import Upstreams

RESOLV_CONF = Path("/etc/resolv.conf")
_MOST_BYTES = 64 * 1024


def lookups_of(
    settings: Settings, *, http: Http, registry: RegistryClient, upstreams: Upstreams, platform: Platform
) -> Lookups:
    """Return the allowed lookups: attestations always, DNS and public names if enabled.

    The caller must close the returned lookups.
    """
    domains = public = None
    if settings.history.email_domains and not settings.run.offline:
        domains = Domains(resolvers(settings))
    if settings.history.private_names:
        public = PublicNames(http, upstreams, ecosystems=ECOSYSTEMS, offline=settings.run.offline)
    provenance = ProvenanceQuestions(registry=registry, upstreams=upstreams, platform=platform, trust=Trust())
    return Lookups(provenance=provenance, domains=domains, public=public, upstreams=upstreams)


def resolvers(settings: Settings) -> tuple[Server, ...]:
    """Return the DNS resolvers from the settings or, if none are set, the resolvers of this machine."""
    if settings.history.resolvers:
        return tuple(server for text in settings.history.resolvers if (server := read_server(text)))
    try:
        with RESOLV_CONF.open("rb") as file:
            return servers_of_machine(file.read(_MOST_BYTES).decode("utf-8", "replace"))
    except OSError:
        return ()

"""Which registry a package is really taken from."""

from pratique.cli.project.registry_of_package import TakenFrom
from pratique.cli.run.session import read_upstreams
from pratique.cli.run.settings import read_settings
from pratique.core.names import Ecosystem, PackageRef
from pratique.ecosystems import ECOSYSTEMS
from tests.cli.running import Machine

CALM = PackageRef(Ecosystem.NPM, "calm")


def test_no_address_and_the_public_one_mean_the_registry_that_stands_in_for_it(machine: Machine) -> None:
    taken_from = TakenFrom(read_upstreams(read_settings(None, {}), None))
    public = ECOSYSTEMS[Ecosystem.NPM].default_registry()
    assert machine.registry.npm_url == taken_from(CALM, None) == taken_from(CALM, public)


def test_an_address_that_is_not_configured_stays_what_it_is(machine: Machine) -> None:
    taken_from = TakenFrom(read_upstreams(read_settings(None, {}), None))
    assert "https://other.example/" == taken_from(CALM, "https://other.example/")

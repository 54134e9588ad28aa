"""A registry on this machine that speaks the true npm, PyPI and RubyGems protocols, with faults on demand.

    with LoopbackRegistry(npm=[NpmPackage(name="left-pad", releases=(NpmRelease(version="1.0.0"),))]) as registry:
        registry.npm_url, registry.pypi_url, registry.gem_url, registry.requests

Packages are plain values; `put_npm`, `put_pypi` and `put_gem` replace one while the registry runs. `registry.fault(path, ...)`
makes one path misbehave. `mirror=True` answers as a caching mirror does: times of its own, nobody's names.
`LoopbackProxy` is a forward proxy.
"""

from tests.loopback.faults import (
    Fault,
    GzipBomb,
    Redirect,
    RedirectLoop,
    Replaced,
    Slow,
    Status,
    Truncated,
)
from tests.loopback.gem_packages import GemFile, GemPackage, gem_file
from tests.loopback.npm_stage import NpmStage, NpmStaged
from tests.loopback.packages import (
    NpmPackage,
    NpmRelease,
    PypiFile,
    PypiProject,
    sdist_file,
    wheel_file,
)
from tests.loopback.proxy import LoopbackProxy, Proxied
from tests.loopback.registry import LoopbackRegistry, Seen

__all__ = [
    "Fault",
    "GemFile",
    "GemPackage",
    "GzipBomb",
    "LoopbackProxy",
    "LoopbackRegistry",
    "NpmPackage",
    "NpmRelease",
    "NpmStage",
    "NpmStaged",
    "Proxied",
    "PypiFile",
    "PypiProject",
    "Redirect",
    "RedirectLoop",
    "Replaced",
    "Seen",
    "Slow",
    "Status",
    "Truncated",
    "gem_file",
    "sdist_file",
    "wheel_file",
]

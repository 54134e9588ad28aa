"""Performs all network access: the only HTTP client, the registry configuration of npm, pip and other tools, and the registries.

`npmrc.load`, `pip_conf.load` and `uv.load` read the user's and the machine's configuration; `upstreams.build` creates `Upstreams`
from them; `RegistryClient` sends requests only to those, through `Http`.
"""

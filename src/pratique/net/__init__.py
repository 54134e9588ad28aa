"""The network door: the one HTTP client, what npm and pip are configured to ask, and the registries themselves.

`npmrc.load`, `pip_conf.load` and `uv.load` read the user's and the machine's configuration; `upstreams.build`
makes `Upstreams` of them; `RegistryClient` asks those, through `Http`, and nobody else.
"""

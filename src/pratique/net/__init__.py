"""Contains all network access: the HTTP client, the registry configuration of other tools, and the registries.

`npmrc.load`, `pip_conf.load` and `uv.load` read the user's and the machine's configuration; `upstreams.build` creates
`Upstreams` from this configuration. `RegistryClient` sends requests only to these upstreams, through `Http`.
"""

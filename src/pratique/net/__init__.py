"""Contains all network access: the HTTP client, the registry configuration of other tools, and the registries.

`configuration.all_clients.read_upstreams` reads the user's and the machine's configuration, and returns `Upstreams`.
`RegistryClient` sends requests only to the registries in `Upstreams`, through `Http`.
"""

"""Settings in project files that decide which bytes are installed or that run at install.

A lock names what is judged; these files decide whether a client takes it from there: registries and mirrors,
hooks and plugins of the client, the client itself, patches, overrides, build tools. `keys` is the table.
"""

"""Finds settings in project files that decide which bytes are installed or run at install.

A lock lists the artifacts that are judged. These files decide whether a client installs exactly those: registries and
mirrors, hooks and plugins of the client, the client itself, patches, overrides, build tools. `keys` contains the table.
"""

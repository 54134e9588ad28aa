"""Finds settings in project files that affect which bytes are installed, or which code runs at install time.

A lock lists the artifacts that are judged. These settings decide whether a package manager installs exactly those artifacts:
registries and mirrors, hooks and plugins, patches, overrides, build tools, and the package manager itself. `keys` contains the
table of settings.
"""

"""Finds settings in project files that affect which bytes are installed, or which code runs at install time.

A lockfile lists the artifacts that are judged. A package manager may install other artifacts because of settings for registries and
mirrors, hooks and plugins, patches, overrides, build tools, or the package manager itself. `keys` contains the table of settings.
"""

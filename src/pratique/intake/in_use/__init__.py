"""Tracks the packages that a project already uses: adopted releases, accepted code, installed packages."""

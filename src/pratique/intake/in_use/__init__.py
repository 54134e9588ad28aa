"""Tracks what a project already uses: adopted releases, accepted code, and installed packages."""

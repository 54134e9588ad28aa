"""Tracks what a project already uses: releases in its lockfiles at the first check, accepted code, and installed packages."""

"""Reads folders with installed packages, and the files that show or survive an installation, one module each.

Each reader yields an `Entry` for each package of one folder that the walk visits, and `Unread` for what it cannot read.
"""

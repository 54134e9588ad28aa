"""Matches the packages of a project against the advisory index, and advises on fixes."""

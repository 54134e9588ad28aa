"""Decides about releases and files, according to the policy."""

"""Stores data of every run: artifacts, inspections, listings, allowed and blocked files."""

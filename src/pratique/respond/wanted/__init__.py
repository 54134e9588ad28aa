"""Parses what an exposure search looks for: releases, advisories, vendors' tables, digests and indicators."""

"""Answers whether an organisation was exposed to bad releases, and what to do next.

`wanted` parses what to search for, `places` searches in one kind of place each, and `exposure` joins the sightings to one answer.
"""

"""Twins: one behaviour written in every language and put in every place, with one expectation for all."""

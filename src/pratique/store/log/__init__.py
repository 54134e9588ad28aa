"""Moves old decisions out of the database into files of one month, and reads the decisions from both places."""

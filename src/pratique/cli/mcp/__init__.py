"""Answers coding agents over the Model Context Protocol: the server, and the process that judges for it."""

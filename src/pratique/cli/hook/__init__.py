"""Implements `pratique hook`: which packages a command line installs, and whether the agent may run it."""

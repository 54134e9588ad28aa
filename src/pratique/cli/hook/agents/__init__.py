"""The supported agents. Each module knows one agent: its hook's input and output, and its settings."""

from importlib import import_module

from pratique.cli.hook.agents.interface import Agent

NAMES = ("claude", "codex", "copilot", "cursor", "gemini", "windsurf")
"""All agents; the module of each has the same name."""


def agent_of(name: str) -> Agent:
    """Return an agent; its module is imported now, to keep the hook fast."""
    agent: Agent = import_module(f"{__name__}.{name}").AGENT
    return agent

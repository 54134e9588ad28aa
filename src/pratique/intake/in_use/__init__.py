"""What a project uses already: adopted releases, accepted code, and what is installed."""

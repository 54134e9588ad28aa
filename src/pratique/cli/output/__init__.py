"""Where answers go: formats, files, the terminal, the exit code."""

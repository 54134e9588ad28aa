"""Creates the parts of a run: settings, session and targets."""

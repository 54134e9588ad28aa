"""The judging pipeline shared by the command line, the gate and the watcher."""

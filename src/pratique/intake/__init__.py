"""The judging pipeline: gather, inspect, match, decide, store. The command line, the gate and the watcher all use it."""

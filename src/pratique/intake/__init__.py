"""Contains the judging pipeline that the command line, the gate and the watcher share."""

"""THE ROAD: gather, inspect, match, decide, remember. Command line, gate and watcher all come through here."""

"""The terminal's commands, one module for those that belong together; `cli.py` is their door."""

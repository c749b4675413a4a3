"""The parts of the Programme page, each a module; `views/programme.py` shows the one asked for."""

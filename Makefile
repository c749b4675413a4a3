# Thin: everything is in scripts/setup.py, which works where there is no make.
PYTHON ?= python3

.PHONY: run test setup check lock

run:    ; @$(PYTHON) scripts/setup.py run $(if $(EDITION),--edition "$(EDITION)")
test:   ; @$(PYTHON) scripts/setup.py test
setup:  ; @$(PYTHON) scripts/setup.py
check:  ; @$(PYTHON) scripts/setup.py check
lock:   ; @.venv/bin/python scripts/lock.py

"""`python -m hechos` is the command line."""

from __future__ import annotations

from hechos.cli import main

if __name__ == "__main__":
    main()

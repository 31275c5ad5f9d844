"""Lets ``python -m reassure_sim.cli`` stand for ``reassure``."""

from . import main

if __name__ == "__main__":
    main()

"""The browser side: Solara pages, and a server that keeps everything on this machine."""

from reassure_sim.dashboard.server import environment

# Before anything below this package can import solara, which reads its settings once, at import.
environment.prepare()

"""How Solara is told to be offline, quiet and careful: environment variables that it reads once, when imported."""

import os
from pathlib import Path

ASSETS = Path(__file__).parents[1] / "assets"
"""The front-end files that Solara would otherwise fetch from a public address."""

ASSETS_URL = "/_assets"
"""Where the server offers `ASSETS`."""

KERNELS = 256
"""Pages that may be open at one time. A session costs about half a megabyte; the processor is the limit."""

PROMISES = {
    # Nothing leaves the machine.
    "SOLARA_TELEMETRY_MIXPANEL_ENABLE": "False",
    "SOLARA_TELEMETRY_SERVER_USER_ID": "none",
    # Solara's own proxy would ask the network for a missing file, and it deletes a package's folder when a browser
    # asks for the bare folder. So it is off, and the page points to our read-only copy.
    "SOLARA_ASSETS_PROXY": "False",
    "SOLARA_ASSETS_CDN": ASSETS_URL,
    "SOLARA_ASSETS_FONTAWESOME_ENABLED": "False",
    # A folder that exists: otherwise Solara makes one in the user's home.
    "SOLARA_HOME": str(ASSETS),
    "SOLARA_SESSION_HTTP_ONLY": "True",
    # Solara lets a page beyond this number wait without a word, so the guard has to count no further.
    "SOLARA_KERNEL_MAX_COUNT": str(KERNELS),
    "SOLARA_MODE": "production",
    # Given, so that no header of a request can set it.
    "SOLARA_ROOT_PATH": "",
    "SOLARA_APP": "reassure_sim.dashboard.app",
    "SOLARA_THEME_TITLE": "reassure_sim",
    "SOLARA_THEME_SHOW_BANNER": "False",
    "SOLARA_THEME_LOADER": "plain",
}
"""Settings that no one may loosen by accident."""

HABITS = {
    # How long a page may be away (a closed lid) and find its state again.
    "SOLARA_KERNEL_CULL_TIMEOUT": "10m",
}
"""Settings that a user may have set otherwise."""


def prepare() -> None:
    """Set the environment for Solara; without effect on a Solara that is already imported."""
    os.environ.update(PROMISES)
    for name, setting in HABITS.items():
        os.environ.setdefault(name, setting)

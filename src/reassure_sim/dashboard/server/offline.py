"""Whether every front-end file that a page asks for is here: ``python -m reassure_sim.dashboard.offline`` tells."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from .environment import ASSETS


def missing() -> list[str]:
    """Return the files that Solara's page or our style sheets name and that are not among our assets."""
    return sorted({str(path) for path in _asked() if not (ASSETS / path).is_file()})


def _asked() -> Iterator[Path]:
    """Yield every file that is asked for, by its path among the assets."""
    spec = find_spec("solara")
    for folder in (spec.submodule_search_locations or []) if spec else []:
        for template in Path(folder, "server", "templates").glob("*.j2"):
            for address in re.findall(r"\{\{ *cdn *\}\}/([^\"]+)\"", template.read_text(encoding="utf-8")):
                # in production, with Vuetify 2, these two are not asked for
                if "vuetify3" not in address and "app{{ipywidget_major_version}}.js" not in address:
                    yield Path(address.replace("{{ipywidget_major_version}}", "8"))
    for sheet in ASSETS.rglob("*.css"):
        for font in re.findall(r"url\((\w+\.woff2)", sheet.read_text(encoding="utf-8")):
            yield sheet.relative_to(ASSETS).parent / font


if __name__ == "__main__":
    print("\n".join(missing()))

"""The documentation as a site: ``sphinx-build -W -b html docs build/site``. Nothing in it is loaded from elsewhere."""

from __future__ import annotations

from typing import Any

import reassure_sim

project = "reassure_sim"
author = "The reassure_sim developers"
copyright = "the reassure_sim developers, MIT licence"
version = release = reassure_sim.__version__

extensions = ["myst_parser", "sphinx.ext.autodoc"]
exclude_patterns = ["mesa/*.py", "mesa/*.ipynb"]
myst_heading_anchors = (
    4  # a link like model.md#7-submodels leads to the same place here and in a view of the repository
)
nitpicky = True

autodoc_member_order = "bysource"
autodoc_typehints = "none"  # docstrings say shapes, units and ranges; signatures name the types
autodoc_default_options = {"members": True}
autodoc_preserve_defaults = True

html_favicon = "figures/icon.svg"
html_theme = "furo"
html_title = f"reassure_sim {version}"
html_copy_source = False
html_show_sphinx = False
html_theme_options = {"footer_icons": []}


def setup(app: Any) -> None:
    """Leave out of the API what has no words of its own: fields of tuples, and what a base class brings."""
    app.connect("autodoc-skip-member", lambda app, what, name, thing, skip, options: skip or _wordless(name, thing))


def _wordless(name: str, thing: object) -> bool:
    return name == "model_config" or type(thing).__name__ == "_tuplegetter"

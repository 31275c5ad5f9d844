"""From what stands on a sheet to paper: one HTML file, or a PDF by typst; the same sheet gives the same bytes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from .figures import TEMPLATES, machine

PAPERS: Mapping[str, tuple[str, str]] = {"a4": ("a4", "A4"), "letter": ("us-letter", "letter")}
"""Sizes of paper, each as typst and as CSS call it."""

MISSING = "PDF needs typst, which is not installed. Type: pip install 'reassure-sim[teach]'"


def can_pdf() -> bool:
    """Tell whether PDF can be made on this machine."""
    try:
        import typst  # noqa: F401
    except ImportError:  # missing, or there and broken
        return False
    return True


def html(content: Mapping[str, Any], paper: str) -> str:
    """Return a sheet as one page of HTML that asks for nothing else; all texts are escaped."""
    template = machine().get_template("plan.html.j2" if content["kind"] == "plan" else "sheet.html.j2")
    return template.render(**content, paper=PAPERS[paper][1]) + "\n"


def pdf(content: Mapping[str, Any], paper: str) -> bytes:
    """Return a sheet as PDF, without a date.

    Raises:
        ImportError: typst is not installed.
    """
    import typst

    source = TEMPLATES / ("plan.typ" if content["kind"] == "plan" else "sheet.typ")
    # The sheet goes in as data and never as markup, so nothing in it can be anything but text.
    data = json.dumps({**content, "paper": PAPERS[paper][0]}, ensure_ascii=False, sort_keys=True)
    made = typst.compile(source, root=TEMPLATES, sys_inputs={"data": data}, ignore_system_fonts=True, format="pdf")
    return bytes(made)

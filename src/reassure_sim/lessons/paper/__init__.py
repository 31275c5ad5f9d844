"""A lesson on paper: worksheet, key and plans, from the very link and lesson, in black and white."""

from .bundle import contents, files
from .plan import PLANS, plan
from .printing import MISSING, PAPERS, can_pdf, html, pdf
from .sheet import is_near, sheet
from .source import Source, address, noted, source

__all__ = [
    "MISSING",
    "PAPERS",
    "PLANS",
    "Source",
    "address",
    "can_pdf",
    "contents",
    "files",
    "html",
    "is_near",
    "noted",
    "pdf",
    "plan",
    "sheet",
    "source",
]

"""Worksheet and key of what is on screen, at addresses of their own: the same words as the link, page, and paper."""

from __future__ import annotations

import functools

from anyio import CapacityLimiter, WouldBlock
from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from reassure_sim.experiment.links import read
from reassure_sim.experiment.view import PATHS_OF, State
from reassure_sim.lessons import SHIPPED, load, said
from reassure_sim.lessons.paper import MISSING, PAPERS, can_pdf, html, is_near, pdf, sheet

from ..words import languages
from . import reach
from .plain import AGAIN

KINDS = {"html": "text/html; charset=utf-8", "pdf": "application/pdf"}
LOCK = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
"""A sheet loads nothing and runs nothing."""

_ROOM = CapacityLimiter(200)
"""Sheets that may be asked for at one time; one takes a third of a second, and whoever finds no room may ask again."""

_ONE = CapacityLimiter(1)
"""A class may ask all at once, and it is the same sheet. In a thread of its own: the others send the pages' files."""


async def worksheet(request: Request) -> Response:
    """Return the worksheet of a view, as PDF or HTML."""
    return await _paper(request, "worksheet")


async def key(request: Request) -> Response:
    """Return the key to the worksheet of a view, as PDF or HTML."""
    return await _paper(request, "key")


async def _paper(request: Request, name: str) -> Response:
    form, asked = request.path_params["form"], request.query_params
    if form not in KINDS:
        return PlainTextResponse("", 404)
    if form == "pdf" and not can_pdf():
        return PlainTextResponse(f"{MISSING}\n", 501)
    page, paper = asked.get("page", "play"), asked.get("paper", "a4")
    words = [part for part in request.url.query.split("&") if not part.startswith(("page=", "paper="))]
    view, _ = read(PATHS_OF.get(page, "/"), "&".join(words), languages())
    here = f"{request.url.scheme}://{request.url.netloc}"
    at = reach.OTHERS[0] if is_near(here) and reach.OTHERS else here  # a code that others can follow, if they can
    try:
        _ROOM.acquire_on_behalf_of_nowait(request)
    except WouldBlock:
        return PlainTextResponse("Many sheets are asked for just now. Try again.\n", 503, {"Retry-After": str(AGAIN)})
    try:
        made = await run_sync(_made, view, name, form, paper if paper in PAPERS else "a4", at, limiter=_ONE)
    finally:
        _ROOM.release_on_behalf_of(request)
    named = f'inline; filename="{name}.{form}"'
    headers = {"content-disposition": named, "content-security-policy": LOCK, "x-content-type-options": "nosniff"}
    return Response(made, media_type=KINDS[form], headers=headers)


@functools.lru_cache(maxsize=64)
def _made(view: State, name: str, form: str, paper: str, at: str) -> bytes:
    title = said(load(SHIPPED / "the_cycle.yaml").title, view.lang)
    content = sheet(view, view.lang, key=name == "key", title=title, at=at)
    return pdf(content, paper) if form == "pdf" else html(content, paper).encode()

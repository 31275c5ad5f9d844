"""The experiment file of what is on screen, at an address of its own: the same words as the link, and the page."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import PlainTextResponse

from reassure_sim.experiment.errors import ExperimentError
from reassure_sim.experiment.sharing import from_link
from reassure_sim.experiment.view import PATHS_OF


def config(request: Request) -> PlainTextResponse:
    """Return the file as a download; what a file cannot say stands in comments on top."""
    page = request.query_params.get("page", "play")
    words = [part for part in request.url.query.split("&") if not part.startswith("page=")]
    try:
        text, notes = from_link(f"{PATHS_OF.get(page, '/')}?{'&'.join(words)}")
    except ExperimentError as error:
        return PlainTextResponse(f"{error}\n", 400)
    said = "".join(f"# {' '.join(note.split())}\n" for note in notes)
    return PlainTextResponse(
        said + text,
        media_type="application/yaml",
        headers={"content-disposition": f'attachment; filename="reassure-{page if page in PATHS_OF else "play"}.yaml"'},
    )

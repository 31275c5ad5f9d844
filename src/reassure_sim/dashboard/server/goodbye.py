"""How a page takes its leave: its kernel ends at once, and not when it would be culled."""

from __future__ import annotations

from solara.server import kernel_context
from solara.server.server import get_session_id_cookie
from starlette.requests import Request
from starlette.responses import Response


def goodbye(request: Request) -> Response:
    """Close the page that says so, if the kernel is its own; Solara's answer to an unknown page is a crash."""
    context = kernel_context.contexts.get(request.path_params["kernel"])
    page = request.query_params.get("session_id")
    if context and page in context.page_status and get_session_id_cookie(request.cookies) == context.session_id:
        context.page_close(page)
    return Response()


def end(kernel: str) -> None:
    """End a kernel whose page is away."""
    context = kernel_context.contexts.get(kernel)
    if context:
        context.close()

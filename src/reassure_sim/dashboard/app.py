"""The pages and what they share: header, notes about the link, footer, and a calm word when something fails."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import solara

from ..experiment.links import PATHS_OF, State, link, read
from .life import WARM
from .map import Map
from .play import Play
from .society import Society
from .words import languages, words

LOOK = Path(__file__).parent / "look.css"


@solara.component_vue("head.vue", vuetify=False)
def Head(words: dict[str, Any], pages: list[dict[str, str]], page: str, event_go: Callable[[str], None]) -> None:
    """Show the title and the way to the other pages."""


@solara.component_vue("notes.vue", vuetify=False)
def Notes(notes: list[str], words: dict[str, Any], event_dismiss: Callable[[Any], None]) -> None:
    """Show what of a link could not be followed, as plain text."""


@solara.component
def Shell() -> None:
    """Show the page that the address names; one component for all, so that a visit's memory outlives a page."""
    router = solara.use_router()
    address = (router.path, router.search)
    state, notes = solara.use_memo(lambda: read(*address, languages()), [address])
    dismissed, set_dismissed = solara.use_state(("", ""))
    said = words(state.lang)
    titles = said["page"]

    def go(view: State) -> None:
        target = link(view)
        if target != link(state):
            router.push(target)

    def turn_to(page: Any) -> None:
        if page in PATHS_OF:
            go(state._replace(page=page))

    solara.Title(f"{titles[state.page]} · {titles['title']}")
    solara.Style(LOOK)
    with solara.Div(classes=["reassure"]):
        pages = [{"name": page, "label": titles[page], "link": link(state._replace(page=page))} for page in PATHS_OF]
        Head(words=dict(titles), pages=pages, page=state.page, event_go=turn_to)
        if notes and dismissed != address:
            Notes(notes=notes, words=dict(titles), event_dismiss=lambda _: set_dismissed(address))
        with solara.Div(classes=["content"]):
            Ready(state, said, go).key(state.page)
        solara.HTML(tag="footer", unsafe_innerHTML=titles["framing"])


@solara.component
def Ready(state: State, said: Mapping[str, Any], go: Callable[[State], None]) -> None:
    """Show the page once the model is loaded, and a word of patience until then."""
    # Reading what comes of the waiting is what brings this component back when it is over.
    waited = solara.lab.use_task(lambda: WARM.wait(60.0), dependencies=[], prefer_threaded=True)
    if not (waited.finished or WARM.is_set()):
        solara.HTML(
            tag="p", classes=["warming"], unsafe_innerHTML=said["page"]["warming"], attributes={"role": "status"}
        )
    elif state.page == "map":
        Map(state, said, go)
    elif state.page == "society":
        Society(state, said, go)
    else:
        Play(state, said, go)


@solara.component
def Layout(children: list[Any]) -> None:
    """Show the page and nothing of Solara's own around it."""
    solara.Div(children=children)


routes = [
    solara.Route(
        "/" if address == "/" else address.strip("/"), component=Shell, layout=Layout if address == "/" else None
    )
    for address in PATHS_OF.values()
]

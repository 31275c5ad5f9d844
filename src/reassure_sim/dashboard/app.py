"""The pages and what they share: header, notes about the link, footer, and a calm word when something fails."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import solara

from ..experiment.links import LONGEST, link, read
from ..experiment.view import PATHS_OF, State
from ..lessons.paper import can_pdf
from ..year.life import WARM
from .asked import is_one_of
from .calm import Calm
from .head import CLASS_LINK, Head, Held, Notes, glossary, settings
from .head.class_link import invitation, lock_told
from .pages import PAGES
from .parts import parts
from .words import languages, words

HERE = Path(__file__).parent
LOOK = "\n".join(path.read_text(encoding="utf-8") for path in (HERE / "look.css", *sorted(HERE.glob("*/**/look.css"))))
"""The looks of everything: what all pages share first, then those of each room."""

PAPER = {"paper": "pdf" if can_pdf() else "html"}
"""In which form sheets are handed out here."""


@solara.component
def Shell() -> None:
    """Show the page that the address names; one component for all, so that a visit's memory outlives a page."""
    router = solara.use_router()
    address = (router.path, router.search)
    state, notes = solara.use_memo(lambda: read(*address, languages()), [address])
    dismissed, set_dismissed = solara.use_state(("", ""))
    refused, set_refused = solara.use_state("")
    invited, invite = solara.use_state(None)
    said = words(state.lang)
    titles = said["page"]

    def go(view: State) -> None:
        # The one way by which any page opens another view, so the one place that keeps the locks of a class link.
        target = link(view)
        why = "full" if len(target) > LONGEST else "" if state.allows(view) else "kept"
        set_refused(why)
        if not why and target != link(state):
            router.push(target)

    def turn_to(page: Any) -> None:
        if is_one_of(page, PATHS_OF):
            go(state.opened(page))

    def set_up(asked: Any) -> None:
        wanted = settings(asked, languages())
        if wanted:
            go(state._replace(**wanted))

    invited_to = solara.use_memo(lambda: invitation(invited, state, said), [invited, state])
    told = [note.told(said["notes"]) for note in notes] if dismissed != address else []
    told += [titles["full"].format(most=LONGEST)] if refused == "full" else []
    told += [said["class_link"]["kept"]] if refused == "kept" else []

    def dismiss(_: Any) -> None:
        set_dismissed(address)
        set_refused("")

    solara.Title(f"{titles[state.page]} · {titles['title']}")
    solara.Style(LOOK)
    with solara.Div(classes=["reassure"]):
        Head(
            words={**said["head"], "class": {**said["class_link"], "copied": said["head"]["copied"]}} | PAPER,
            pages=[{"name": page, "label": titles[page], "link": link(state.opened(page))} for page in PATHS_OF],
            view={"page": state.page, "lang": state.lang, "size": state.size, "look": state.look, "link": link(state)}
            # whoever came by a class link has the questions, and not the answers at a click
            | {"sheets": ["worksheet"] if state.held else ["worksheet", "key"]},
            languages={name: words(name)["page"]["language"] for name in languages()},
            glossary=glossary(said),
            invitation=invited_to,
            components={**parts("text"), **CLASS_LINK},
            event_go=turn_to,
            event_set_up=set_up,
            event_invite=invite,
        )
        if state.held:
            Held(told=lock_told(state, said), words=dict(said["class_link"]))
        if told:
            Notes(notes=told, words=dict(titles), event_dismiss=dismiss)
        with solara.Div(classes=["content"], attributes={"role": "main", "id": "content"}):
            Calm(state, said, go, Ready).key(state.page)
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
        return
    PAGES[state.page](state, said, go)


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

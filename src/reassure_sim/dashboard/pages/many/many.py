"""Many: whether it is luck, from many lives of the same couple."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import solara

from ....experiment.sharing import MANY
from ....experiment.view import LUCK, NO_USE, STRATEGY, USES, State
from ....scenario import PRESETS
from ...asked import is_one_of, is_whole
from ...calm import Sorry, attempt
from ...parts import parts
from ...parts.couples import couples
from ...parts.question import question
from ...server import work
from . import lives
from .picture import MEASURES, picture
from .shares import answer
from .whose import using, whose

HERE = Path(__file__).parent
PICTURES = {f"the-{name}": (HERE / f"{name}.vue").read_text(encoding="utf-8") for name in ("shares", "fan", "dots")}


@solara.component_vue("many.vue", vuetify=False)
def Lives(
    words: dict[str, Any],
    form: dict[str, Any],
    groups: str,
    progress: dict[str, Any],
    components: dict[str, str],
    event_choose: Callable[[str], None],
    event_use: Callable[[str], None],
    event_begin: Callable[[Any], None],
    event_cancel: Callable[[Any], None],
    event_open: Callable[[dict[str, int]], None],
) -> None:
    """Show whose lives they are, the progress, the answer and the pictures."""


@solara.component
def Many(state: State, words: Mapping[str, Any], go: Callable[[State], None]) -> None:
    """Show what becomes of the same couple with other luck, and let the visitor open any of its lives in Play."""
    views = [state] if state.use == NO_USE else [state, state._replace(use=NO_USE)]
    key = tuple(map(lives.couple_of, views))
    shown, set_shown = solara.use_state((key, [lives.kept(view) for view in views]))
    status, set_status = solara.use_state(("", 0))
    stop = solara.use_ref(threading.Event())
    who = work.visitor()
    said = words["many"]
    total = MANY * len(views)

    def begin(_: Any = None) -> None:
        stop.current.set()
        event = stop.current = threading.Event()
        set_status(("running", 0))

        def tell(name: str, done: int) -> None:
            if stop.current is event and not event.is_set():
                set_status((name, done))

        def live() -> None:
            found = []
            try:
                for place, view in enumerate(views):
                    if lives.kept(view) is None:
                        for done in lives.run(view, who, event):
                            tell("running", place * MANY + done)
                    found.append(lives.kept(view))
            except work.BusyError:
                tell("busy", 0)
            except Exception:
                tell("failed", 0)
                raise
            else:
                if not event.is_set():
                    set_shown((key, found))
                    tell("finished", total)

        threading.Thread(target=live, name="many", daemon=True).start()

    def arrive() -> Callable[[], None]:
        found = [lives.kept(view) for view in views]
        if None in found:
            begin()
        else:
            set_shown((key, found))
            set_status(("", 0))
        return lambda: stop.current.set()

    solara.use_effect(arrive, [key])

    def cancel(_: Any) -> None:
        stop.current.set()
        set_status(("cancelled", status[1]))

    def choose(name: Any) -> None:
        if is_one_of(name, PRESETS):
            go(state._replace(preset=name, couple=0, changes=()))

    def use(name: Any) -> None:
        if is_one_of(name, USES):
            go(state._replace(use=name))

    def show(asked: Any) -> None:
        group, life = (asked.get("group"), asked.get("life")) if isinstance(asked, dict) else (None, None)
        if is_whole(group, 0, len(views)) and is_whole(life, 0, MANY):
            go(views[group]._replace(page="play", seed=int(lives.seeds_of(state)[life])))

    ready = [group for group in shown[1] if group is not None] if shown[0] == key else []
    whole = len(ready) == len(views)

    def draw() -> str:
        titles = [using(state, words), said["without"]] if len(views) > 1 else [""]
        return json.dumps(
            [
                {"title": title, "answer": answer(group.runs, state.seed, words), **picture(group, words)}
                for title, group in zip(titles, ready if whole else [], strict=False)
            ],
            separators=(",", ":"),
        )

    drawn = solara.use_memo(lambda: attempt(draw), [key, whole, state.lang])
    missing = sum(lives.kept(view) is None for view in views)
    price = solara.use_memo(lambda: attempt(lambda: round(lives.seconds(missing))), [key])
    if drawn is None or price is None:
        Sorry(state, words, go)
        return
    cost = said["cost"].format(lives=total, seconds=said["second"] if price <= 1 else said["seconds"].format(n=price))
    told = words["page"]["busy"] if status[0] == "busy" else said[status[0]] if status[0] else ""
    question({**said, "lead": said["lead"].format(lives=MANY)})
    Lives(
        words={
            **said,
            "decimal": words["units"]["decimal"],
            "names": _names(words),
            "regimes": words["regimes"],
            "frame": words["frame"],
        },
        form={
            "couples": couples(state, words),
            "preset": "" if state.couple else state.preset,
            "whose": whose(state, words) if state.couple or state.changes else "",
            "uses": [{"name": name, "label": words["strategies"][name]["name"]} for name in USES],
            "use": state.use,
            "shut": words["class_link"]["locked"] if state.held and not state.turns(STRATEGY) else "",
            "kept": words["class_link"]["locked"] if state.held and not state.turns(LUCK) else "",
            "cost": cost,
            "seed": state.seed,
            "lives": MANY,
        },
        groups=drawn,
        progress={
            "state": "whole" if whole else status[0],
            "running": status[0] == "running" and not whole,
            "share": status[1] / total,
            "text": told.format(done=status[1], lives=total),
        },
        components={**parts("frame", "text", "badge"), **PICTURES},
        event_choose=choose,
        event_use=use,
        event_begin=begin,
        event_cancel=cancel,
        event_open=show,
    )


def _names(words: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """Return the words for what can be looked at, and of whom."""
    measures = {name: words["many" if name == "relief" else "curves"][name] for name in MEASURES}
    return {"measures": measures, "persons": {who: words["curves"][who] for who in lives.PERSONS}}

"""Ten thousand broken links: each is answered with a page, and none with a failure of the server's."""

import asyncio
import json
import random
from collections import Counter
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest

pytest.importorskip("solara", reason="needs the dashboard extra")

from solara.server.websocket import WebsocketWrapper

from reassure_sim.dashboard.parts import knobs
from reassure_sim.dashboard.server.serve import application
from reassure_sim.dashboard.server.talk import MARK
from reassure_sim.dashboard.words import languages, words
from reassure_sim.dashboard.year.picture import payload
from reassure_sim.experiment.links import link, read, unlocked
from reassure_sim.experiment.view import (
    CELLS,
    DAYS,
    GUESSES,
    LIVES,
    LOCKABLE,
    OTHERS,
    PATHS_OF,
    START,
    USES,
    State,
    follow,
)
from reassure_sim.parameters import NUMBERS
from reassure_sim.scenario import PRESETS
from reassure_sim.year import life

pytestmark = pytest.mark.filterwarnings("ignore")

LINKS = 10_000
NASTY = (
    "", "-1", "0", "1e309", "nan", "-inf", "9" * 400, "0x10", "٣", "%00", "%ff%fe", "%", "%zz", "\x00", "\u202e",
    "../../etc/passwd", "..%2f..%2fetc%2fpasswd", "<script>hit=1</script>", "{{7*7}}", "${7*7}", "'\";--", "a" * 3000,
    "%0d%0aSet-Cookie:%20x=1", "[]", "null", "true", "1;2", "1,5", " 5", "5 ", "+5", "1_000", "☃",
)  # fmt: skip
NOISE = "&=?%./0-;#+ein\x00\x7f\u2603<>{}\"'\\"


def view(luck: random.Random) -> State:
    """Return some view that a link can say."""
    number = lambda path: (path, knobs.value_at(path, luck.randrange(knobs.PLACES + 1)))  # noqa: E731
    changes, differ = (tuple(sorted(map(number, luck.sample(sorted(NUMBERS), luck.randrange(5))))) for _ in "ab")
    return START._replace(
        page=luck.choice(list(PATHS_OF)), preset=luck.choice(sorted(PRESETS)), changes=changes, differ=differ,
        seed=luck.randrange(2**32), day=luck.randint(1, DAYS), use=luck.choice(USES), since=luck.randrange(DAYS),
        other=luck.choice(OTHERS), other_use=luck.choice(USES), about=luck.choice(GUESSES), told=luck.randrange(2),
        guess="".join(f"{luck.randrange(100):02}" for _ in range(luck.randrange(14))), lang=luck.choice(languages()),
        cells=luck.choice(CELLS), lives=luck.choice(LIVES), couple=luck.randrange(3), week=luck.randrange(53),
        only=unlocked(luck.sample(LOCKABLE, luck.randrange(6))), held=luck.randrange(2),
        without=luck.choice(("", f"{luck.randrange(9999)}-{luck.choice('ab')}-seek")),
    )  # fmt: skip


def broken(luck: random.Random) -> tuple[str, str]:
    """Return path and query of a link that somebody has tampered with."""
    path, _, query = link(view(luck)).partition("?")
    for _ in range(luck.randrange(1, 4)):
        pairs = query.split("&")
        match luck.randrange(7):
            case 0:
                letters = list(query)
                for _ in range(luck.randrange(1, 8)):
                    letters[luck.randrange(len(letters))] = luck.choice(NOISE)
                query = "".join(letters)
            case 1:
                at = luck.randrange(len(pairs))
                pairs[at] = f"{pairs[at].partition('=')[0]}={luck.choice(NASTY)}"
                query = "&".join(pairs)
            case 2:
                query = "&".join([*pairs, *pairs[: luck.randrange(9)]])
            case 3:
                luck.shuffle(pairs)
                query = "&".join(pairs)
            case 4:
                query = f"{query}&{luck.choice(NASTY)}={luck.choice(NASTY)}"
            case 5:
                query = query[: luck.randrange(len(query) + 1)] or "v"
            case 6:
                path = luck.choice((path + "/", path + luck.choice(NASTY), "/" + luck.choice(NASTY), "/config.yaml"))
    return path, query


@pytest.fixture(scope="module")
def app() -> Iterator[Any]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("IPYTHONDIR", "")
        yield application()


async def ask(app: Any, path: str, query: str, **headers: str) -> tuple[int, dict[str, str], str]:
    """Return what the whole server answers, with nothing in between."""
    said: list[Any] = []
    given = {"host": "127.0.0.1:1", "accept": "text/html"} | headers
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "scheme": "http",
        "path": path, "raw_path": quote(path).encode(), "query_string": query.encode("utf-8", "replace"),
        "root_path": "", "headers": [(name.encode(), text.encode("latin-1", "replace")) for name, text in given.items()],
        "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 1),
    }  # fmt: skip

    async def receive() -> Any:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        said.append(message)

    await app(scope, receive, send)
    body = b"".join(message.get("body", b"") for message in said[1:])
    return said[0]["status"], {name.decode(): text.decode() for name, text in said[0]["headers"]}, body.decode()


def test_ten_thousand_broken_links_are_answered(app: Any) -> None:
    luck, statuses = random.Random(6), Counter[int]()

    async def all_of_them() -> None:
        for number in range(LINKS):
            path, query = broken(luck)
            status, headers, body = await ask(app, path, query)
            statuses[status] += 1
            assert status in (200, 400, 404, 307), (number, path, query)
            assert MARK not in body, (number, path, query)
            assert "x=1" not in headers.get("set-cookie", ""), (number, path, query)
            assert headers.get("x-content-type-options") == "nosniff" or status == 307, (number, path, query)

    asyncio.run(all_of_them())
    assert statuses[200] > LINKS // 2


def test_thousands_of_broken_links_are_views_and_some_of_them_are_drawn() -> None:
    luck = random.Random(7)
    for number in range(LINKS // 5):
        path, query = broken(luck)
        state, notes = read(path, query, languages())
        scenario, _ = follow(state)
        assert scenario.days == DAYS and len(notes) <= 4, (path, query)
        if number % 100 == 0:
            drawn = payload(life.of(scenario, state.seed, state.luck), words(state.lang))
            assert "NaN" not in drawn and "<script" not in drawn, (path, query)


class Line(WebsocketWrapper):
    """A line to a browser that writes down what it is told."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def send_text(self, data: str) -> None:
        self.said.append(data)

    def send_bytes(self, data: bytes) -> None:
        self.said.append(data.decode("utf-8", "replace"))

    def close(self) -> None:
        pass

    async def receive(self) -> str:
        raise NotImplementedError


@pytest.mark.parametrize("name", PATHS_OF)
def test_every_page_is_drawn_for_broken_links_too(app: Any, name: str) -> None:
    import ipyvuetify
    from solara.server import app as apps
    from solara.server.kernel_context import initialize_virtual_kernel

    life.warm()
    apps.apps["__default__"].check()
    luck = random.Random(name)
    for number in range(3):
        query = broken(luck)[1]
        line = Line()
        opened = initialize_virtual_kernel("session", f"{name}{number}", line)
        with opened:
            opened.container = ipyvuetify.Html(tag="div")
            apps.load_themes({"light": {}, "dark": {}}, False)
            apps.load_app_widget(None, apps.apps["__default__"], f"{PATHS_OF[name]}?{query}")
        said = "".join(line.said)
        opened.close()
        assert "comm_open" in said and MARK not in said, query
        sorry = [json.dumps(words(language)["page"]["sorry"])[1:-1] for language in languages()]
        assert not any(f'"value": "{text}"' in said or f'innerHTML": "{text}"' in said for text in sorry), query

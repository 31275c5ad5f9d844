"""Two pages that stand without the dashboard: no room, and no such page; in the reader's language, on one sheet."""

from __future__ import annotations

from html import escape
from urllib.parse import parse_qs

from starlette.datastructures import Headers
from starlette.types import Scope

from ...experiment.view import PATHS_OF
from ..words import FIRST, languages, words

AGAIN = 30
"""Seconds after which the page that found no room asks again by itself."""

PAGE = """<!doctype html>
<html lang="{lang}"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">{head}
<style>
body {{ margin: 0; min-height: 100vh; display: grid; place-items: center; background: #faf8f4; color: #26303a;
  font: 1.125rem/1.6 system-ui, sans-serif; }}
main {{ max-width: 34rem; padding: 1.5rem; }}
a {{ display: inline-block; margin: 0 .5rem .5rem 0; padding: .5rem 1rem; border: 2px solid; border-radius: .5rem;
  color: #1f4e79; }}
</style></head>
<body><main><h1>{title}</h1><p>{said}</p><p>{links}</p></main></body></html>
"""


def crowded(scope: Scope) -> str:
    """Return the page that says that there is no room; it asks again by itself."""
    lang = language(scope)
    again = f'<a href="">{escape(words(lang)["page"]["try_again"])}</a>'
    return _page(lang, "crowded", again, f'<meta http-equiv="refresh" content="{AGAIN}">')


def absent(scope: Scope) -> str:
    """Return the page that says that there is no such page, and which there are."""
    lang = language(scope)
    named = words(lang)["page"]
    links = (f'<a href="{path}?lang={lang}">{escape(named[page])}</a>' for page, path in PATHS_OF.items())
    return _page(lang, "absent", "".join(links))


def language(scope: Scope) -> str:
    """Return the language that the link asks for, or else the browser, or else the first that there is."""
    asked = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("lang", [])
    accepted = Headers(scope=scope).get("accept-language", "").split(",")
    asked += [part.partition(";")[0].partition("-")[0].strip().lower() for part in accepted]
    return next((name for name in asked if name in languages()), FIRST)


def _page(lang: str, name: str, links: str, head: str = "") -> str:
    said = words(lang)["page"]
    return PAGE.format(lang=lang, title=escape(said["title"]), said=escape(said[name]), links=links, head=head)

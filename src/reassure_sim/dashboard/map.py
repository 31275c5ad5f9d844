import solara
from typing import Any
@solara.component
def Map(state: Any, words: Any, go: Any) -> None:
    solara.Text("map")

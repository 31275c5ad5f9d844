"""A stand-in page: something to serve until the real pages are there."""

import solara


@solara.component
def Page() -> None:
    """Show one heading, one slider and the number it stands for."""
    days = solara.use_reactive(30)
    solara.Title("reassure_sim")
    with solara.Column():
        solara.HTML(tag="h1", unsafe_innerHTML="reassure_sim")
        solara.SliderInt("Days", value=days, min=1, max=365)
        solara.Text(f"{days.value} days")

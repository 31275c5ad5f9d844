"""Twenty couples in Mesa's own viewer: ``solara run docs/mesa/solara_viz.py``.

A small example for those who know SolaraViz. A step is a day; a slider takes effect when Reset begins the year anew,
with the same luck. The dashboard of this package does more (``reassure dashboard``).
"""

from __future__ import annotations

import solara
from mesa.visualization import Slider, SolaraViz, make_plot_component
from mesa.visualization.utils import update_counter

import reassure_sim as rs

START = {"anxiety": 0.78, "avoidance": 0.74}
SLIDERS = {
    "anxiety": Slider("Anxiety of a, who asks", START["anxiety"], min=0.0, max=1.0, step=0.01, dtype=float),
    "avoidance": Slider("Avoidance of b, who answers", START["avoidance"], min=0.0, max=1.0, step=0.01, dtype=float),
}
ASKED, _ = make_plot_component("asked")
TRUST, _ = make_plot_component("mean_trust")


class Couples(rs.ReassuranceModel):
    """Twenty lives of one couple, a day a step, with the numbers that the sliders set."""

    def __init__(self, anxiety: float, avoidance: float, seed: int = 7) -> None:
        couple = rs.Scenario.preset("anxious_avoidant").with_({"a.anxiety": anxiety, "b.avoidance": avoidance})
        super().__init__(couple, couples=20, seed=seed)

    def step(self) -> None:
        """Live one day."""
        for _ in range(self.per_day):
            super().step()


@solara.component
def Sentence(model: Couples) -> None:
    """Say in words what the plots show last, for those who do not see them."""
    update_counter.get()  # read, so that this is drawn again after each step
    days = model.datacollector.get_model_vars_dataframe()
    if len(days):
        last = days.iloc[-1]
        solara.Text(f"Day {len(days)}: {last['asked']:.0f} requests, mean trust {last['mean_trust']:.4f}.")


@solara.component
def Page() -> None:
    """Show one model for each visitor: at module level, all of them would share it."""
    model = solara.use_reactive(solara.use_memo(lambda: Couples(**START), []))
    SolaraViz(model, components=[], model_params=SLIDERS, name="Twenty couples")
    with solara.Columns():  # not as ``components``: SolaraViz's grid fetches a script from a public address
        ASKED(model.value)
        TRUST(model.value)
    Sentence(model.value)

"""Every study rerun, and a page that shows them: ``python experiments/gallery.py [-o FOLDER] [NAME ...]``.

Each config is run into ``results/NAME`` (runs that are there already are kept) and its study opened on the results.
The page is ``docs/gallery.md`` with its pictures in ``docs/figures``, or both in FOLDER. The exit code is 0 when every
thing to notice shows; else 3, with a line for each that does not and each study that failed.
"""

from __future__ import annotations

import argparse
import importlib
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from study import FAILED, Reading, read

from reassure_sim.experiment import loads

TOP = Path(__file__).parent.parent
STUDIES = sorted(path.stem for path in (TOP / "experiments").glob("e[0-9][0-9]_*.py"))
HEAD = """# Gallery of studies

Each study asks one question of the model. It is a config in `configs/` and a short program in `experiments/`, whose
things to notice are checked on the run: here each is marked as it came out. What holds here holds in the model; what
the model is good for is told in [limits.md](limits.md) and [evidence.md](evidence.md).

All studies and this page again: `python experiments/gallery.py`.
"""


def run(name: str, results: Path) -> Path:
    """Run a study's config, as far as it is not there already; return its results folder; raise OSError if it fails."""
    folder = results / name
    words = ["run", str(TOP / "configs" / f"{name}.yaml"), "-o", str(folder)]
    done = subprocess.run([sys.executable, "-m", "reassure_sim.cli", *words], capture_output=True, text=True)
    if done.returncode:
        raise OSError(" ".join(done.stderr.split()))
    return folder


def entry(reading: Reading, picture: str) -> str:
    """Return a study's part of the page; ``picture``: the address of its picture from there."""
    name, parts = reading.name, reading.parts
    question = loads((TOP / "configs" / f"{name}.yaml").read_text(encoding="utf-8")).question
    marks = ("does not hold", "holds")
    noticed = "\n".join(f"{n}. **{marks[holds]}**: {said}" for n, (said, holds) in enumerate(reading.noticed, 1))
    return f"""
## {name[:3]} {reading.title}

*{question}* {parts["What is it?"]}

![{reading.told}]({picture})

*Figure.* {reading.told} {parts["How it works"]}

{noticed}

*Things to try.* {parts["Things to try"]}

*Extending.* {parts["Extending"]}

*References.* {parts["References"]}

*Again.* `reassure run configs/{name}.yaml`, `python experiments/{name}.py results/{name}`
"""


def gallery(names: Sequence[str], results: Path, page: Path, pictures: Path) -> list[str]:
    """Run and open studies, write the page and the pictures; return a line for each thing that does not show.

    A study that fails is such a line, on the page as well, and does not stop the others.
    """
    text, missing = HEAD, []
    for name in names:
        try:
            reading = read(importlib.import_module(name), run(name, results))
        except Exception as error:  # whatever a study stumbles over, the others are to be shown
            missing.append(f"{name}: failed: {type(error).__name__}: {error}")
            text += f"\n## {name}\n\nThis study failed.\n"
            continue
        picture = reading.save(pictures, dpi=100)
        text += entry(reading, picture.relative_to(page.parent).as_posix())
        missing += [f"{name}: does not hold: {said}" for said in reading.missing]
        print(f"{name}: {len(reading.noticed) - len(reading.missing)} of {len(reading.noticed)} hold", flush=True)
    page.write_text(text, encoding="utf-8")
    return missing


def main() -> None:
    """Read the command line, make the gallery, and end with 0, or 3 when something to notice does not show."""
    parser = argparse.ArgumentParser(description="Rerun the studies and make the page that shows them.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"one of {', '.join(STUDIES)}; all if none is given")
    parser.add_argument("-o", metavar="FOLDER", type=Path, help="where page and pictures go; docs if not given")
    asked = parser.parse_args()
    if strange := [name for name in asked.names if name not in STUDIES]:
        parser.error(f"read {strange[0]}, allowed are {', '.join(STUDIES)}")
    if asked.names and asked.o is None:
        parser.error("docs/gallery.md shows all studies; for some of them give another folder with -o")
    folder = asked.o or TOP / "docs"
    (folder / "figures").mkdir(parents=True, exist_ok=True)
    missing = gallery(asked.names or STUDIES, Path("results"), folder / "gallery.md", folder / "figures")
    print(folder / "gallery.md", *missing, sep="\n")
    sys.exit(FAILED if missing else 0)


if __name__ == "__main__":
    main()

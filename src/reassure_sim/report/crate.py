"""What a bundle of results says of itself to machines: an RO-Crate with the run that made it.

RO-Crate Metadata Specification 1.1 (https://w3id.org/ro/crate/1.1), on which the profile Process Run Crate 0.5
(https://w3id.org/ro/wfrun/process/0.5) stands.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import quote

from ..experiment import ExperimentError
from .citation import AUTHORS, TITLE
from .citation import licence as software_licence

NAME = "ro-crate-metadata.json"
CRATE = "https://w3id.org/ro/crate/1.1"
PROCESS = "https://w3id.org/ro/wfrun/process/0.5"
CONTEXT = (f"{CRATE}/context", {"sha256": "http://schema.org/sha256"})
"""What the words mean: those of the specification, and schema.org's word for a hash, which is younger than it."""

SPDX = "https://spdx.org/licenses/"

FORMATS = {
    "csv": "text/csv",
    "txt": "text/plain",
    "py": "text/x-python",
    "R": "text/x-r",
    "json": "application/json",
    "jsonl": "application/jsonl",
    "yaml": "application/yaml",
    "html": "text/html",
    "svg": "image/svg+xml",
    "png": "image/png",
    "parquet": "application/vnd.apache.parquet",
    "graphml": "application/graphml+xml",
}
"""Media types by the end of a name."""


class Part(NamedTuple):
    """A file of a bundle: its path in it, what it is, its bytes and their hash; whether the run read or made it."""

    path: str
    what: str
    size: int
    sha256: str
    role: str = ""  # "object": the run read it; "result": the run made it


def crate(manifest: Mapping[str, Any], parts: Sequence[Part], licence: str = "") -> bytes:
    """Return the text of ``ro-crate-metadata.json``.

    manifest: that of the results. licence: of the data, an SPDX name or an address; "" where none is chosen, which
    the crate then says.

    Raises:
        ExperimentError: the licence is neither (2).
    """
    name = str(manifest["experiment"])
    question = str(manifest.get("question") or "")
    version, model = str(manifest["package"]["version"]), str(manifest["model_version"])
    many = f"{int(manifest['runs_done']):,} simulated {manifest['unit']}"
    entities: list[dict[str, Any]] = [
        {
            "@id": NAME,
            "@type": "CreativeWork",
            "conformsTo": {"@id": CRATE},
            "about": {"@id": "./"},
        },
        {
            "@id": "./",
            "@type": "Dataset",
            "name": f"Results of the experiment {name}",
            "description": f"{question} {many} of reassure_sim.".strip(),
            "datePublished": str(manifest["written"])[:10],
            "license": {"@id": _licence(licence)["@id"]},
            "conformsTo": {"@id": PROCESS},
            "hasPart": [{"@id": _id(part)} for part in parts],
            "mentions": {"@id": "#run"},
        },
        _licence(licence),
        {"@id": PROCESS, "@type": ["CreativeWork", "Profile"], "name": "Process Run Crate", "version": "0.5"},
        {
            "@id": "#run",
            "@type": "CreateAction",
            "name": f"The run of {name}",
            "description": f"{many}; seeds, versions and machine stand in manifest.json.",
            "instrument": {"@id": "#reassure_sim"},
            "object": _one_or_many([{"@id": _id(part)} for part in parts if part.role == "object"]),
            "result": [{"@id": _id(part)} for part in parts if part.role == "result"],
            "endTime": str(manifest["written"]).replace("Z", "+00:00"),
            "actionStatus": "http://schema.org/CompletedActionStatus",
        },
        {
            "@id": "#reassure_sim",
            "@type": "SoftwareApplication",
            "name": TITLE,
            "softwareVersion": version,
            "description": f"Version {version} of the package, version {model} of the model.",
            "license": {"@id": f"{SPDX}{software_licence()}"},
            "author": {"@id": "#developers"},
        },
        {"@id": "#developers", "@type": "Organization", "name": AUTHORS},
        {"@id": f"{SPDX}{software_licence()}", "@type": "CreativeWork", "name": f"{software_licence()} licence"},
        *(_file(part) for part in parts),
    ]
    graph = list({entity["@id"]: entity for entity in entities}.values())  # both licences may be the same one
    return (json.dumps({"@context": CONTEXT, "@graph": graph}, indent=2, ensure_ascii=False) + "\n").encode()


def _licence(licence: str) -> dict[str, Any]:
    """Return the entity of the data's licence."""
    if not licence:
        say = "The licence of these data has not been chosen yet. Until it is, all rights are reserved."
        return {"@id": "#licence", "@type": "CreativeWork", "name": "No licence chosen yet", "description": say}
    if re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9.+-]{0,60}", licence):
        return {"@id": f"{SPDX}{licence}", "@type": "CreativeWork", "name": f"{licence} licence"}
    if re.fullmatch(r"https?://[\x21-\x7e]{3,200}", licence):
        return {"@id": licence, "@type": "CreativeWork", "name": licence}
    say = f"--licence reads {licence!r}, allowed is an SPDX name like CC-BY-4.0, or an address"
    raise ExperimentError(2, say, "reassure export --help")


def _file(part: Part) -> dict[str, Any]:
    """Return the entity of a file."""
    ending = part.path.rpartition(".")[2]
    known = {"encodingFormat": FORMATS[ending]} if ending in FORMATS else {}
    told = {"name": part.path, "description": part.what, "contentSize": str(part.size), "sha256": part.sha256}
    return {"@id": _id(part), "@type": "File", **told, **known}


def _one_or_many(values: list[dict[str, str]]) -> Any:
    """Return a value that stands alone without its list, as RO-Crates are written."""
    return values[0] if len(values) == 1 else values


def _id(part: Part) -> str:
    return quote(part.path)

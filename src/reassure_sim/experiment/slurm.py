"""A job-array script for SLURM: one shard of an experiment a task, and a job that merges them."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

from .errors import ExperimentError

MOST_SHARDS = 1000
"""Tasks of an array that every cluster takes with its usual settings."""

_ALLOWED = {
    "--time": (r"(\d+-)?\d{1,3}:\d\d:\d\d", "HH:MM:SS or D-HH:MM:SS, like 04:00:00"),
    "--mem": (r"[1-9]\d*[KMGT]?", "a whole number with K, M, G or T, like 4G"),
    "--partition": (r"[\w.-]+(,[\w.-]+)*", "names of partitions, divided by commas"),
}
_SCRIPT = """\
#!/usr/bin/env bash
# {what}, in {shards} shards.
#
#     bash {script}      submits the array, and a job that merges the shards when they have ended
#     sbatch {script}    submits the array alone
#
# Type it where {file} can be found. Submitted again, it goes on from what is saved.
#SBATCH --job-name={name}
#SBATCH --array=1-{shards}
#SBATCH --cpus-per-task={cpus}
#SBATCH --time={time}
#SBATCH --mem={mem}
{partition}#SBATCH --output=%x-%A_%a.log
#SBATCH --open-mode=append
#SBATCH --requeue
# A minute before the time is up the task is told to save and stop.
#SBATCH --signal=B:TERM@60
set -euo pipefail

if [[ -n "${{SLURM_ARRAY_TASK_ID:-}}" ]]; then
    # exec: so that the signal reaches reassure itself
    exec {run} --shard "${{SLURM_ARRAY_TASK_ID}}/{shards}" --workers "${{SLURM_CPUS_PER_TASK:-1}}"
fi
array=$(sbatch --parsable "$0")
# afterany: a shard with a failed run is merged too; one that is not finished is named by the merge
sbatch --dependency="afterany:${{array%%;*}}" --job-name={merged} --time={time} --mem={mem} \\
    {on}--output=%x-%j.log --wrap={merge}
"""


def script(
    name: str,
    file: Path,
    out: Path,
    written: Path | None = None,
    *,
    shards: int = 16,
    cpus: int = 4,
    time: str = "04:00:00",
    mem: str = "4G",
    partition: str = "",
) -> str:
    """Return a bash script that runs the experiment ``name`` of a ``file`` into the folder ``out``.

    written: where the script will stand. shards: tasks of the array, 1 to ``MOST_SHARDS``; cpus: threads of each;
    time, mem, partition: as sbatch takes them.

    Raises:
        ExperimentError: one of them is nothing that sbatch would take (2).
    """
    for option, value in (("--time", time), ("--mem", mem), ("--partition", partition)):
        pattern, allowed = _ALLOWED[option]
        if not re.fullmatch(pattern, value, re.ASCII) and (value or option != "--partition"):
            raise ExperimentError(2, f"{option} reads {value!r}, allowed is {allowed}", "reassure slurm --help")
    for path in (file, out, *([written] if written else [])):
        if not str(path).isprintable():
            say = f"the path {str(path)!r} holds a character that no line of a script can hold"
            raise ExperimentError(2, say, "rename it, and type the same command again")
    on = f"--partition={partition}"
    return _SCRIPT.format(
        what=f"The experiment {name}",
        name=name,
        merged=f"{name}-merge",
        script=shlex.quote(str(written or "SCRIPT")),
        file=shlex.quote(str(file)),
        shards=shards,
        cpus=cpus,
        time=time,
        mem=mem,
        partition=f"#SBATCH {on}\n" if partition else "",
        on=f"{on} " if partition else "",
        run=shlex.join(["reassure", "run", str(file), "-o", str(out)]),
        merge=shlex.quote(shlex.join(["reassure", "merge", str(out)])),
    )

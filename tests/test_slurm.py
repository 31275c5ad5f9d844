"""The job-array script is sound bash, passes the signal on, and its tasks make the tables of one undisturbed run."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from command import reassure
from reassure_sim.experiment import ExperimentError, load, run
from reassure_sim.experiment.slurm import script

BASH = shutil.which("bash")
pytestmark = pytest.mark.skipif(BASH is None, reason="needs bash")
SMALL = """\
experiment: small
model: {preset: anxious_avoidant, days: 5}
design: [{name: line, kind: grid, over: {a.anxiety: {from: 0, to: 1, steps: 7}}}]
replicates: {n: 3}
"""
# What a cluster does, in few lines: `sbatch SCRIPT` runs every task of the array, `sbatch --wrap=...` runs a command.
SBATCH = """\
#!/usr/bin/env bash
set -euo pipefail
echo "sbatch $*" >> "$JOBS"
for word in "$@"; do
    case "$word" in --wrap=*) exec bash -c "${word#--wrap=}" ;; esac
done
job="${*: -1}"
last=$(sed -n 's/^#SBATCH --array=1-//p' "$job")
for ((task = 1; task <= last; task++)); do
    SLURM_ARRAY_TASK_ID=$task SLURM_CPUS_PER_TASK=1 bash "$job" >&2
done
echo "4711;cluster"
"""


def slurm(*words: str) -> int:
    return reassure("slurm", *words)


def cluster(folder: Path) -> dict[str, str]:
    """Return the environment of a machine that has ``sbatch`` and this ``reassure``."""
    tools = folder / "bin"
    tools.mkdir()
    (tools / "sbatch").write_text(SBATCH)
    (tools / "reassure").write_text(f'#!/usr/bin/env bash\nexec "{sys.executable}" -m reassure_sim.cli "$@"\n')
    for tool in tools.iterdir():
        tool.chmod(0o755)
    return {**os.environ, "PATH": f"{tools}:{os.environ['PATH']}", "JOBS": str(folder / "jobs")}


@pytest.mark.parametrize("place", ["a sweep's folder/exp (1).yaml", "плюс $HOME `x`/e.yaml", "plain.yaml"])
def test_the_script_is_sound_bash_whatever_the_paths_are(place: str, tmp_path: Path) -> None:
    text = script("small", Path(place), Path(place).parent / "out put", Path("my sweep.sh"), partition="long,short")
    (tmp_path / "job.sh").write_text(text)
    subprocess.run([str(BASH), "-n", "job.sh"], cwd=tmp_path, check=True)
    if shutil.which("shellcheck"):
        subprocess.run(["shellcheck", "job.sh"], cwd=tmp_path, check=True)
    head = [line for line in text.splitlines() if line.startswith("#SBATCH")]
    assert "#SBATCH --array=1-16" in head and "#SBATCH --partition=long,short" in head
    assert "#SBATCH --signal=B:TERM@60" in head and "#SBATCH --requeue" in head
    assert "set -euo pipefail" in text


def test_a_task_is_reassure_itself_so_that_it_hears_the_signal(tmp_path: Path) -> None:
    env = cluster(tmp_path)
    (tmp_path / "bin" / "reassure").write_text(
        "#!/usr/bin/env bash\ntrap 'echo heard >&2; exit 143' TERM\necho \"$*\"\nwhile :; do sleep 0.1; done\n"
    )
    (tmp_path / "job.sh").write_text(script("small", Path("e x.yaml"), Path("out"), shards=3))
    task = subprocess.Popen(
        [str(BASH), "job.sh"], cwd=tmp_path, env={**env, "SLURM_ARRAY_TASK_ID": "2", "SLURM_CPUS_PER_TASK": "5"},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert task.stdout is not None and task.stderr is not None
    assert task.stdout.readline() == "run e x.yaml -o out --shard 2/3 --workers 5\n"
    task.terminate()
    assert task.stderr.readline() == "heard\n" and task.wait(20) == 143
    task.stdout.close()
    task.stderr.close()


def test_the_tasks_and_the_merge_make_the_tables_of_an_undisturbed_run(tmp_path: Path) -> None:
    (tmp_path / "my exp.yaml").write_text(SMALL)
    run(load(tmp_path / "my exp.yaml"), tmp_path / "whole", 1)
    (tmp_path / "job.sh").write_text(script("small", Path("my exp.yaml"), Path("in shards"), shards=3))
    env = cluster(tmp_path)
    subprocess.run([str(BASH), "job.sh"], cwd=tmp_path, env=env, check=True, capture_output=True)
    asked = (tmp_path / "jobs").read_text().splitlines()
    assert len(asked) == 2 and "--dependency=afterany:4711 " in asked[1]
    for name in ("runs.csv", "summary.csv", "design.csv"):
        assert (tmp_path / "in shards" / name).read_bytes() == (tmp_path / "whole" / name).read_bytes(), name


def test_what_sbatch_would_not_take_is_refused(tmp_path: Path) -> None:
    for wrong in (
        {"time": "4h"},
        {"time": "01:00:00\n#SBATCH --wrap=x"},
        {"mem": "4 G"},
        {"mem": ""},
        {"partition": "a b"},
    ):
        with pytest.raises(ExperimentError, match="allowed is") as refused:
            script("small", Path("e.yaml"), Path("out"), **wrong)  # type: ignore[arg-type]
        assert refused.value.code == 2
    with pytest.raises(ExperimentError, match="no line of a script"):
        script("small", Path("e\n.yaml"), Path("out"))


def test_the_command_prints_the_script_or_writes_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("small.yaml").write_text(SMALL)
    assert slurm("small.yaml", "--shards", "4", "--time", "1-02:00:00", "--mem", "800M", "--cpus", "2") == 0
    out, err = capsys.readouterr()
    assert re.search(r"^#SBATCH --array=1-4$", out, re.M) and "-o results/small" in out and "Next: " in err
    assert slurm("small.yaml", "--write", "sweep.sh") == 0
    assert capsys.readouterr().err == "Next: bash sweep.sh\n" and Path("sweep.sh").read_text().startswith("#!")
    assert slurm("small.yaml", "--time", "soon") == 2 and "HH:MM:SS" in capsys.readouterr().err
    Path("small.yaml").write_text("experiment: small\n")
    assert slurm("small.yaml") == 64

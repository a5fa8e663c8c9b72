"""A contest: peers in environments of their own, measured step by step in processes of their own."""

import json
import os
import shutil
import statistics
import subprocess
import sys
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from zlib import crc32

from tests.bench.workload import questions

_REPOSITORY = Path(__file__).parents[2]
# What our encoder and parser need in a peer's environment.
_OURS = ("numpy", "tokenizers", "safetensors", "opencc", "pypdf", "python-docx")
_OURS += ("beautifulsoup4", "markdown-it-py", "msgspec", "Jinja2", "pypinyin")
_COLD_STARTS = 3
_LONGEST = 3600
_ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "RAYON_NUM_THREADS", "LANCE_CPU_THREADS"), "1")


@dataclass(slots=True)
class Measured:
    """What was measured of a peer at a size; `failed` says why something was not."""

    peer: str
    size: int
    figures: dict[str, float] = field(default_factory=dict)
    failed: str = ""


class Contest:
    """Environments, indexes and measurements below one folder."""

    def __init__(self, work: Path, data: Path) -> None:
        self._work = work
        self._data = data
        self._pythons: dict[tuple[str, ...], Path] = {}

    def measure(self, peer: str, size: int) -> Measured:
        """Measure a peer at a size."""
        found = Measured(peer, size)
        module = import_module(f"tests.bench.peers.{peer}")
        if size > module.LARGEST:
            found.failed = f"not tried beyond {module.LARGEST:,} passages"
            return found
        folder = self._work / str(size) / peer / "index"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        (folder.parent / "question.txt").write_text(questions(size, self._data)[0], encoding="utf-8")
        try:
            python = self._python(module.REQUIREMENTS)
            self._steps(found, python, folder)
        except subprocess.CalledProcessError as error:
            found.failed = (error.stderr or "").strip().rpartition("\n")[2][:200] or f"exit {error.returncode}"
        except subprocess.TimeoutExpired as error:
            found.failed = f"stopped after {error.timeout:.0f} s"
        shutil.rmtree(folder, ignore_errors=True)
        print(json.dumps({"peer": peer, "size": size, **found.figures, "failed": found.failed}), file=sys.stderr)
        return found

    def _steps(self, found: Measured, python: Path, folder: Path) -> None:
        built = self._run(python, found, "build", folder, threads={})
        found.figures |= {"build_s": built["seconds"], "disk_mb": built["disk_mb"], "build_mb": built["peak_mb"]}
        cold = [self._run(python, found, "cold", folder) for _ in range(_COLD_STARTS)]
        found.figures["cold_s"] = statistics.median(one["seconds"] for one in cold)
        found.figures["cold_mb"] = statistics.median(one["peak_mb"] for one in cold)
        warm = self._run(python, found, "warm", folder)
        found.figures |= {"p50_ms": warm["p50_ms"], "p95_ms": warm["p95_ms"], "warm_mb": warm["peak_mb"]}
        found.figures["add_s"] = self._run(python, found, "add", folder, threads={})["seconds"]

    def _run(
        self, python: Path, found: Measured, action: str, folder: Path, threads: dict[str, str] = _ONE_THREAD
    ) -> dict[str, float]:
        arguments = [found.peer, action, str(folder), str(found.size), str(self._data)]
        said = subprocess.run(
            [str(python), "-m", "tests.bench.run", *arguments],
            cwd=_REPOSITORY,
            env={**os.environ, "PYTHONPATH": str(_REPOSITORY), "TOKENIZERS_PARALLELISM": "true", **threads},
            capture_output=True,
            text=True,
            timeout=_LONGEST,
            check=True,
        )
        figures: dict[str, float] = json.loads(said.stdout.splitlines()[-1])
        return figures

    def _python(self, requirements: tuple[str, ...]) -> Path:
        """Return the interpreter of an environment with some packages; ours is the one that runs this."""
        if not requirements:
            return Path(sys.executable)
        if requirements not in self._pythons:
            name = f"{requirements[0].partition('==')[0]}-{crc32(repr(requirements).encode()):08x}"
            folder = self._work / "environments" / name
            python = folder / "bin" / "python"
            if not (folder / "installed").exists():
                subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True, capture_output=True, text=True)
                constraints = ["-c", str(_REPOSITORY / "constraints.txt")]
                command = [str(python), "-m", "pip", "install", "-q", *constraints, *requirements, *_OURS]
                subprocess.run(command, check=True, capture_output=True, text=True)
                (folder / "installed").touch()
            self._pythons[requirements] = python
        return self._pythons[requirements]

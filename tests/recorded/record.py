"""
Record what the program answers today; run by hand alone, from the folder of the project.

``PYTHONPATH=tests python -m recorded.record`` writes every answer anew, and so forgets what the
program answered before: an answer that changes on purpose belongs in `changed`. Only answers to
new requests and commands are added with ``--new``; ``--show http:planner-old`` prints one.

Everything is asked in several processes, each with another hash seed, in another order, in another
time zone, and what is recorded must be the same in all of them.
"""

import json
import lzma
import os
import random
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from recorded.answers import Asked, output
from recorded.commands import COMMANDS
from recorded.requests import REQUESTS

FILE = Path(__file__).parent / "answers.jsonl.xz"
IDS = (*(f"http:{name}" for name in REQUESTS), *(f"shell:{name}" for name in COMMANDS))
# Hash seeds and time zones.
PROCESSES = (
    ("1", "UTC"), ("23", "Asia/Shanghai"), ("456", "America/New_York"), ("7890", "Asia/Jakarta"),
)  # fmt: skip


def recorded() -> dict[str, str]:
    """The answers as they were recorded, by id."""
    lines = lzma.decompress(FILE.read_bytes()).decode().split("\n")
    found = (json.loads(line) for line in lines if line)
    return {each["id"]: each["answer"] for each in found}


def write(answers: Mapping[str, str]) -> None:
    """Keep the answers, one a line: ``xzcat`` shows them, and they differ line by line."""
    lines = (json.dumps({"id": i, "answer": answers[i]}, ensure_ascii=False) for i in IDS)
    FILE.write_bytes(lzma.compress("".join(f"{line}\n" for line in lines).encode(), preset=9))


def present(seed: int) -> dict[str, str]:
    """What the program answers now, asked in an order of its own."""
    order = list(IDS)
    random.Random(seed).shuffle(order)
    answers = {}
    with TemporaryDirectory() as folder:
        asked = Asked(Path(folder) / "campaign")
        for n, each in enumerate(order):
            kind, _, name = each.partition(":")
            if kind == "http":
                answers[each] = asked.answer(name)
            else:
                answers[each] = output(COMMANDS[name], Path(folder) / str(n))
    return answers


def present_in_child(seed: int) -> dict[str, str]:
    """The same from a process of its own."""
    hashes, zone = PROCESSES[seed]
    varied = {"PYTHONHASHSEED": hashes, "TZ": zone}
    done = subprocess.run(
        [sys.executable, "-m", "recorded.record", "--tell", str(seed)],
        env=os.environ | varied,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    answers: dict[str, str] = json.loads(done.stdout)
    return answers


def main(*asked: str) -> None:
    """Record, show or tell."""
    match asked:
        case ("--tell", seed):
            print(json.dumps(present(int(seed))))
        case ("--show", name):
            print(recorded()[name])
        case () | ("--new",):
            first, *others = (present_in_child(seed) for seed in range(len(PROCESSES)))
            unsteady = [name for name in IDS for other in others if first[name] != other[name]]
            if unsteady:
                sys.exit(f"not the same each time: {', '.join(dict.fromkeys(unsteady))}")
            write(first | (recorded() if asked else {}))
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main(*sys.argv[1:])

"""Networks as they were written before signs were read."""

import json
from pathlib import Path

from geodata.roads.folder import EARLIER, KNOWN, SINCE, description_sum


def turn_back(folder: Path) -> None:
    """Make a network that was written one of the earlier format."""
    told = json.loads((folder / KNOWN).read_text())
    for name in SINCE:
        (folder / f"{name}.npy").unlink()
        del told["checksums"][name]
    for name in ("signs", "aside"):
        del told["known"][name]
    told["format"] = EARLIER
    told["checksum"] = description_sum(told)
    (folder / KNOWN).write_text(json.dumps(told))

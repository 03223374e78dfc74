"""
What is asked on the command line: lines by id, run one after the other in a folder of their own.

The folder holds the campaign as ``var`` and the files of ``recorded/files``; the files that a line
writes are named ``out.*``, and their contents are part of the answer.
"""

from collections.abc import Mapping

NAMES = (
    "serve", "import", "coverage", "nearest", "export", "roads", "roads import", "roads info",
    "roads remove", "template", "map", "versions", "versions use", "demo", "settings",
)  # fmt: skip
BY_ROAD = "--travel roads --threshold-min 6"
HERE = "nearest 106.4945 29.5113"
COMMANDS: Mapping[str, tuple[str, ...]] = {
    "version": ("--version",),
    "help": ("--help",),
    **{f"help-{name.replace(' ', '-')}": (f"{name} --help",) for name in NAMES},
    "settings": ("settings",),
    "settings-json": ("settings --json",),
    "coverage": ("coverage",),
    "coverage-straight": ("coverage --travel straight --threshold-km 2",),
    "coverage-estimated": ("coverage --travel estimated --speed-kmh 20 --threshold-min 8",),
    "coverage-roads-of-the-old": (f"coverage {BY_ROAD} --group age_60_plus --from 2027-02-20",),
    "coverage-walk-json": ("coverage --travel roads --profile walk --threshold-km 1.5 --json",),
    "coverage-refused": ("coverage --threshold-km 0",),
    "coverage-of-nobody": ("coverage --group martians",),
    "nearest": (HERE,),
    "nearest-straight": (f"{HERE} --travel straight --k 3 --on 2027-02-20",),
    "nearest-walk-json": (f"{HERE} --travel roads --profile walk --json",),
    "nearest-at-sea": ("nearest 120 20 --travel roads",),
    "nearest-refused": ("nearest 106.5 91",),
    "export-fairs-csv": ("export fairs out.csv",),
    "export-demand-csv": ("export demand out.csv --datum gcj02",),
    "export-fairs-gpkg": ("export fairs out.gpkg",),
    "export-districts-geojson": ("export districts out.geojson --datum bd09",),
    "export-openings-xlsx": ("export openings out.xlsx",),
    "export-services-xlsx": ("export services out.xlsx",),
    "export-policies-csv": ("export policies out.csv",),
    "export-employers-geojson": ("export employers out.geojson",),
    "export-coverage-xlsx": (f"export coverage out.xlsx {BY_ROAD}",),
    "export-coverage-gpkg": ("export coverage out.gpkg --travel straight --threshold-km 2",),
    "export-coverage-csv": ("export coverage out.csv",),
    "export-gaps-geojson": ("export gaps out.geojson --travel roads --threshold-min 3",),
    "export-gaps-csv": ("export gaps out.csv --travel estimated --threshold-min 4",),
    "export-refused": ("export fairs out.shp",),
    "template-fairs": ("template fairs out.xlsx",),
    "template-policies": ("template policies out.xlsx",),
    "map": (f"map out.html {BY_ROAD} --lang en",),
    "map-straight": ("map out.html --travel straight --threshold-km 2 --measure gap",),
    "map-refused": ("map out.pdf",),
    "versions": ("versions",),
    "versions-json": ("versions --json",),
    "versions-use": ("versions use 1", "coverage", f"{HERE} --json", "export fairs out.csv"),
    "versions-use-2": ("versions use 2", f"coverage {BY_ROAD} --json"),
    "versions-use-none": ("versions use 9",),
    "import-fairs-good": ("import fairs fairs.csv --dry-run",),
    "import-fairs-good-json": ("import fairs fairs.csv --dry-run --json",),
    "import-fairs-bad": ("import fairs fairs-bad.csv --dry-run",),
    "import-fairs-bad-json": ("import fairs fairs-bad.csv --dry-run --json",),
    "import-openings-of-nobody": ("import openings openings.csv --dry-run",),
    "import-demand": ("import demand demand.geojson --dry-run",),
    "import-and-ask": ("import fairs fairs.csv", HERE, f"coverage {BY_ROAD}"),
    "export-and-import": ("export fairs out.xlsx", "import fairs out.xlsx --dry-run"),
    "roads-info": ("roads info",),
    "roads-info-json": ("roads info --json",),
    "roads-remove": ("roads remove river-town", "coverage", "roads info"),
    "roads-remove-none": ("roads remove elsewhere",),
    "roads-import-of-a-table": ("roads import fairs.csv",),
    "no-such-command": ("nonsense",),
    "no-such-option": ("coverage --nonsense",),
}

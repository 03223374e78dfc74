"""``python -m service`` is ``fairreach``."""

from service.cli import main

main(prog_name="fairreach")

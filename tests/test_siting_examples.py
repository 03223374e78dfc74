"""The worked examples of docs/siting.md, run as they stand there."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from service.cli import main

TEXT = (Path(__file__).parents[1] / "docs/siting.md").read_text(encoding="utf-8")
FILES = dict(re.findall(r"```csv (\S+)\n(.*?)```", TEXT, re.DOTALL))
RUNS = re.findall(r"```console\n\$ fairreach ([^\n]+)\n(.*?)```", TEXT, re.DOTALL)


@pytest.mark.parametrize(("command", "said"), RUNS, ids=[command for command, _ in RUNS])
def test_the_example_says_what_the_document_says(command, said, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name, content in FILES.items():
        Path(name).write_text(content)

    told = CliRunner().invoke(main, command.split()).stdout

    for line in said.splitlines():
        assert line in told


def test_every_model_has_an_example():
    shown = {command.split()[2] for command, _ in RUNS}

    assert shown == {
        "lscp", "mclp", "mclp-backup", "p-median", "p-center", "p-dispersion", "kolm-pollak",
    }  # fmt: skip

"""What is looked at before any reader: that there is a file, and that it is what its name says."""

import os

import pytest

from geodata.errors import FileRefused
from geodata.formats.reader import read_raw_table


def reason_of(path):
    with pytest.raises(FileRefused) as refusal:
        read_raw_table(path, most_rows=10, most_rows_xlsx=10)
    (problem,) = refusal.value.problems
    return problem.reason


def test_a_folder_is_refused(tmp_path):
    folder = tmp_path / "table.csv"
    folder.mkdir()

    assert "is a folder" in reason_of(folder)


def test_a_pipe_that_nobody_writes_to_is_not_waited_for(tmp_path):
    pipe = tmp_path / "table.csv"
    os.mkfifo(pipe)

    assert "a device" in reason_of(pipe)


def test_a_file_that_is_not_there_is_refused(tmp_path):
    assert "No such file" in reason_of(tmp_path / "table.csv")


def test_a_file_that_only_begins_blank_is_read(tmp_path):
    path = tmp_path / "table.csv"
    path.write_text(" " * 600 + "\nname,lon\nA,1\n")

    assert read_raw_table(path, most_rows=10, most_rows_xlsx=10).cells.iloc[2].tolist() == [
        "A",
        "1",
    ]

"""The count that guards `tests/typed.py`: mypy with nothing to look at is content too."""

import pytest

from .typed import looked_at


@pytest.mark.parametrize(
    ("report", "files"),
    [
        ("Success: no issues found in 393 source files\n", 393),
        ("Success: no issues found in 1 source file\n", 1),
        ("Found 9 errors in 2 files (checked 393 source files)\n", 393),
        ("Found 1 error in 1 file (errors prevented further checking)\n", 0),
        ("", 0),
    ],
)
def test_the_files_that_mypy_looked_at_are_counted(report, files):
    assert looked_at(report) == files

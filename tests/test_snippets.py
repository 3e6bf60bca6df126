"""What the pages tell a reader to write works as it is written."""

from .snippets import blocks, pytest_alone, write


def test_the_pytest_project_of_the_readme_passes(tmp_path):
    (block,) = blocks("README.md", "python")
    write(tmp_path, block)
    done = pytest_alone(tmp_path, "-q")
    assert done.code == 0, done.output
    assert "1 passed" in done.output

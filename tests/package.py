"""What is published, as a stranger gets it: python tests/package.py builds wheel and sdist, looks at them, and runs the
wheel's command in an empty place of an environment that holds nothing else."""

import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parent.parent
FOLDERS = ("harness", "conformance", "fixtures", "schemas", "reports")
PREFIX = "ocpp_conformance/"
NOT_PUBLISHED = {"reports/.gitignore"}
"""Files of the five folders that a wheel doesn't need."""
CASE = "TC_B_01_CSMS"


def main():
    with TemporaryDirectory() as name:
        place = Path(name)
        run(sys.executable, "-m", "build", "--outdir", place / "dist", ROOT)
        wheel, source = next((place / "dist").glob("*.whl")), next((place / "dist").glob("*.tar.gz"))
        run(sys.executable, "-m", "twine", "check", "--strict", wheel, source)
        troubles = [*differences("wheel", in_wheel(wheel)), *differences("sdist", in_source(source))]
        print(*troubles, sep="\n")
        if troubles:
            return 1
        try_out(wheel, place)
    return 0


def tracked():
    """The files of the five folders that git knows."""
    listed = subprocess.run(["git", "ls-files", "-z", *FOLDERS], cwd=ROOT, capture_output=True, check=True, text=True)
    return {name for name in listed.stdout.split("\0") if name and (ROOT / name).exists()} - NOT_PUBLISHED


def in_wheel(wheel):
    """Its files under the names that they have here, without its own metadata."""
    with zipfile.ZipFile(wheel) as archive:
        return {name.removeprefix(PREFIX) for name in archive.namelist() if name.startswith(PREFIX)}


def in_source(source):
    """Those of its files that lie in the five folders."""
    with tarfile.open(source) as archive:
        names = {member.name.split("/", 1)[-1] for member in archive.getmembers() if member.isfile()}
    return {name for name in names if name.startswith(tuple(f"{folder}/" for folder in FOLDERS))} - NOT_PUBLISHED


def differences(what, packed):
    """What the archive lacks of the files in git, and what it has that isn't there."""
    known = tracked()
    for name in sorted(known - packed):
        yield f"the {what} lacks {name}"
    for name in sorted(packed - known):
        yield f"the {what} has {name}, which git doesn't know"


def try_out(wheel, place):
    """Install it where nothing else is, and run a case in a folder that is empty."""
    venv.create(place / "venv", with_pip=True)
    bin_ = place / "venv" / ("Scripts" if sys.platform == "win32" else "bin")
    run(bin_ / "python", "-m", "pip", "install", "--quiet", wheel)
    empty = place / "empty"
    empty.mkdir()
    run(bin_ / "ocpp-conformance", "run", "--case", CASE, cwd=empty)
    page = empty / "reports/out/index.html"
    if CASE not in page.read_text("utf-8"):
        raise SystemExit(f"{page} doesn't name {CASE}")


def run(*command, cwd=None):
    """Run a command and show what it prints; ends here where it fails."""
    done = subprocess.run([str(word) for word in command], cwd=cwd, check=False)
    if done.returncode:
        raise SystemExit(f"{command[0]} ended with {done.returncode}")


if __name__ == "__main__":
    sys.exit(main())

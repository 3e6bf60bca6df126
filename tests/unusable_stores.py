"""Files that are no store of a bundled system."""

import sqlite3


def made(path, script):
    with sqlite3.connect(path) as db:
        db.executescript(script)
    db.close()


def no_database(path):
    path.write_text("a text that is long enough to be no database of any kind")


def of_another_program(path):
    made(path, "CREATE TABLE things (name)")

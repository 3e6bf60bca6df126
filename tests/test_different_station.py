"""A station that is right in other ways than the bundled one gets no red verdict: each would be a false alarm."""

from __future__ import annotations

from contextlib import ExitStack

from .different.processes import free_port, ours, stranger
from .different.verdicts import alarms, judged

PASSWORD = "a-password-of-its-own"

# a part of the suite, and how many of its cases run at least
PARTS = {
    "security": (("--edition", "2", "-k", "TC_A_"), 2),
    "provisioning": (("--edition", "2", "-k", "TC_B_"), 20),
    "published": (("--edition", "2", "-k", "TC_ and not TC_A_ and not TC_B_"), 5),
    "order": (("--block", "RPC", "-k", "RPC-CS-ORDER"), 3),
    "others": (("--block", "RPC", "-k", "not RPC-CS-ORDER"), 50),
    "sequences": (("-k", "FUZZ-CS-SEQUENCE"), 0),
}

# where transactions start and end, until a case sets that, and what of the suite runs: at least so many of its cases
CHARGING = {
    "power": ("PowerPathClosed/PowerPathClosed", "TC_C_", 4),
    "power, charging": ("PowerPathClosed/PowerPathClosed", "TC_E_0 or TC_E_1 or TC_E_3", 15),
    "card": ("Authorized/EVConnected", "TC_E_0", 7),
    "card, later": ("Authorized/EVConnected", "TC_E_1 or TC_F_0", 12),
    "cable": ("EVConnected/EVConnected", "TC_B_26 or TC_B_27 or TC_E_2 or TC_E_5", 8),
    "cable, from afar": ("EVConnected/EVConnected", "TC_F_1 or TC_G_1", 18),
}
# it signs nothing, always asks about a card, and has a socket that lets go of no cable by itself
BUILT_OTHERWISE = "not (TC_E_11 or TC_E_24 or TC_E_27 or TC_E_52)"


def test_no_alarm(tmp_path):
    """A station and a run for each part, side by side: a run waits more than it works."""
    _no_alarm(tmp_path, {part: ((), *rest) for part, rest in PARTS.items()})


def test_no_alarm_where_people_charge(tmp_path):
    """The same with a driver, and transactions."""
    _no_alarm(tmp_path, dict(_charging()))


def _charging():
    for part, (points, cases, least) in CHARGING.items():
        yield part, (("--points", points), ("-k", f"({cases}) and {BUILT_OTHERWISE}"), least)


def _no_alarm(tmp_path, parts):
    """A part: what the station is started with, what of the suite runs, and how many cases at least."""
    systems, runs = {}, {}
    with ExitStack() as stack:
        for part, (more, selection, _) in parts.items():
            (tmp_path / part).mkdir()
            port, driver = free_port(), free_port()
            arguments = ("--csms", f"ws://127.0.0.1:{port}/ocpp", "--password", PASSWORD, "--driver", str(driver))
            systems[part] = stack.enter_context(stranger("station.py", *arguments, *more))
            options = ("--listen", f"127.0.0.1:{port}", "--password", PASSWORD, *selection)
            driven = ("--driver", f"http://127.0.0.1:{driver}") if more else ()
            runs[part] = stack.enter_context(ours("run", *options, *driven, cwd=tmp_path / part))
        codes = {part: run.wait(300) for part, run in runs.items()}
        ends = {part: station.stop() for part, station in systems.items()}
    output = "\n".join(run.output for run in runs.values())
    assert {part: alarms(tmp_path / part) for part in parts} == {part: [] for part in parts}, output
    assert codes == dict.fromkeys(parts, 0), output
    assert all(judged(tmp_path / part) > least for part, (_, _, least) in parts.items()), output
    assert ends == dict.fromkeys(parts, 0)
    assert [station.lines for station in systems.values()] == [[]] * len(parts), "a traceback"

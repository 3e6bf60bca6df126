"""What a run of the matrix says against what was reviewed."""

from ocpp_conformance.harness.catalogue.seen import checked_by, exercised_by
from ocpp_conformance.harness.faults import FAULTS
from ocpp_conformance.harness.requirements import rule_ids
from ocpp_conformance.harness.rpc import Role

from . import expected, places, selection

BY_CHANCE = {"FR.01", "J-4.1.1-01", "J02.FR.16"}
"""Proven where an answer took long and the next CALL was due, or a meter was read twice: the machine decides."""


def look(jobs, pool, table, tell=lambda answer: None, prune=False, until=None):
    """The answers to the jobs. What is doubtful is looked at again, twice, with more patience: on a busy machine an
    honest answer can come too late. With `prune` the honest systems go first: what a case doesn't reach there, no fault
    in it can show. No job begins later than `until` (monotonic); the honest ones do."""
    # what is far off comes last; else nobody waits for a long one at the end
    jobs = sorted(jobs, key=lambda job: (job.get("far", False), -_size(job, table)))
    honest = [job for job in jobs if prune and job["fault"] is None and "edition" not in job]
    answers = pool.run([{**job, "patience": 1} for job in honest], tell)
    reached = {case: names for answer in answers for case, names in answer["reached"].items()}
    broken = [job for job in jobs if job not in honest]
    kept = list(selection.pruned(broken, table, reached)) if prune else broken
    answers += pool.run([{**job, "patience": 1} for job in kept], tell, until)
    if prune:
        print(f"{_pairs(broken) - _pairs(kept)} of {_pairs(broken)} pairs can't show anything")
    done = [(job, answer) for job, answer in zip([*honest, *kept], answers, strict=True) if answer is not None]
    jobs, answers = [job for job, _ in done], [{**answer, "left_out": job.get("left_out", [])} for job, answer in done]
    for patience in (2, 4):
        _look_again(jobs, answers, patience, pool, table, tell, until)
    return answers


def _look_again(jobs, answers, patience, pool, table, tell, until):
    """Put a second answer in the place of each that is doubtful."""
    doubts = {n: cases for n, answer in enumerate(answers) if (cases := _doubtful(answer, table))}
    for n, case in _unheard(answers):
        doubts[n] = {*doubts.get(n, ()), case}
    again = [{**jobs[n], "cases": [c for c in jobs[n]["cases"] if c in cases]} for n, cases in doubts.items()]
    seconds = pool.run([{**job, "patience": patience} for job in again], tell, until)
    for number, second in zip(doubts, seconds, strict=True):
        first = answers[number]
        if second is not None:
            all_of_it = doubts[number] == first["verdicts"].keys()
            answers[number] = {**second, "left_out": first["left_out"]} if all_of_it else _merged(first, second)


def _pairs(jobs):
    return sum(len(job["cases"]) for job in jobs)


def _doubtful(answer, table):
    """The cases of a job that are to run again: those that say something else than was reviewed, all of them where a
    rule does. Of a fault that nobody reviewed, those that came to no verdict."""
    name, verdicts = answer["fault"], answer["verdicts"]
    if name is not None and FAULTS[name].whole:
        return set(verdicts) if differences(answer, table) else set()
    if name is not None and name not in table:
        return {case for case, verdict in verdicts.items() if verdict == "inconclusive"}
    odd = {case for case, verdict in verdicts.items() if verdict == "harness error"} | _unlike(answer).keys()
    for _, now, then in _compared(answer, table.get(name, {})):
        if now - then - verdicts.keys():
            return set(verdicts)
        odd |= (now ^ then) & verdicts.keys()
    return odd


def _unheard(answers):
    """The answer and the case in which a place of the code was to speak that spoke nowhere."""
    recorded = places.load()
    for place in (places.in_code() | places.rules()) - _heard(answers) - recorded["silent"].keys():
        pair = recorded["shown_by"].get(place)
        for n, answer in enumerate(answers):
            if pair and [answer["fault"], answer["edition"]] == [pair[0], None] and pair[1] in answer["verdicts"]:
                yield n, pair[1]


def _unlike(answer):
    """Case → what it checks and exercises on the honest system and did not when it was seen last, or the other way
    round. Two readings of a meter in one millisecond prove no register: who looks again sees it."""
    found = {
        case: (sorted(set(checks) ^ checked_by(case)), sorted((set(exercises) ^ exercised_by(case)) - BY_CHANCE))
        for case, (checks, exercises) in answer["seen"].items()
    }
    return {case: each for case, each in found.items() if any(each)}


def _merged(first, second):
    """Two answers to one job; the second, to some of its cases, holds. What the rules found was no doubt."""
    told = second["verdicts"].keys()
    places = {**first["spoke"], **second["spoke"]}
    spoke = {p: [c for c in first["spoke"].get(p, ()) if c not in told] + second["spoke"].get(p, []) for p in places}
    return first | {
        "verdicts": first["verdicts"] | second["verdicts"],
        "messages": first["messages"] | second["messages"],
        "seen": first["seen"] | second["seen"],
        "spoke": {place: cases for place, cases in spoke.items() if cases},
    }


def _compared(answer, reviewed):
    """What an answer says and what was reviewed, for each kind of red that was reviewed name by name."""
    found = expected.outcome(answer)
    for key in (*expected.KINDS, "rules"):
        if expected.MOST not in reviewed.get(key, ()):
            yield key, set(found.get(key, ())), set(reviewed.get(key, ()))


def _size(job, table):
    """How many cases will wait in vain, more or less."""
    whole = job["fault"] in FAULTS and FAULTS[job["fault"]].whole
    lists = table.get(job["fault"], {})
    reds = {*lists.get("failed", ()), *lists.get("inconclusive", ())}
    return len(job["cases"]) if whole or expected.MOST in reds else len(reds.intersection(job["cases"]))


def differences(answer, table):
    """What one answer says against the expectations, a line each."""
    name, found = answer["fault"] or f"the honest {answer['role']}", expected.outcome(answer)
    name += f" (Edition {answer['edition']})" if answer["edition"] else ""
    errors = [case for case, verdict in answer["verdicts"].items() if verdict == "harness error"]
    lines = [f"{name}: harness error in {case}: {answer['messages'][case]}" for case in errors]
    for case, (checks, exercises) in _unlike(answer).items():
        lines += [f"{name}: {case} checks {checks}, or no longer"] if checks else []
        lines += [f"{name}: {case} exercises {exercises}, or no longer"] if exercises else []
    for case, rules in answer.get("read_back", {}).items():
        lines.append(f"{name}: judged from the recording of {case}, or live, but not both: {', '.join(rules)}")
    if answer["fault"] is not None and FAULTS[answer["fault"]].whole:
        noticed = found.keys() - {"advisory"}
        return lines if noticed else [*lines, f"{name}: nothing failed of {sorted(answer['verdicts'])}"]
    for key, now, then in _compared(answer, table.get(answer["fault"], {})):
        where = {id: f" (in {case})" for id, case in answer["broken_in"].items()} if key == "rules" else {}
        said = where or {case: f": {text}" for case, text in answer["messages"].items() if text}
        lines += [f"{name}: {each} is {key}{said.get(each, '')}" for each in sorted(now - then)]
        lines += [f"{name}: {each} is not {key}" for each in sorted((then - now) & answer["verdicts"].keys())]
    return lines


def gaps(cases, table, answers):
    """What proves nothing: a case that no fault kills, a fault that kills nothing, a place that never speaks."""
    shown = selection.detected(table)
    honest = [answer["verdicts"] for answer in answers if answer["fault"] is None]
    idle = {case for verdicts in honest for case, verdict in verdicts.items() if verdict == "not run"}
    lines = [f"{case} is killed by no fault" for case in cases if case not in shown and case not in idle]
    ids = {id for role in Role for id in rule_ids(role)}
    lines += [f"{case} is expected, but there is no such case" for case in shown if case not in {*cases, *ids}]
    lines += [f"{name} is expected, but there is no such fault" for name in table if name not in FAULTS]
    killed = {name for name, lists in table.items() if lists.keys() - {"inconclusive", expected.UNSEEN}}
    killed |= {answer["fault"] for answer in answers if answer["broken"]}  # also by a rule that only informs
    lines += [f"{name} kills nothing" for name, fault in FAULTS.items() if not fault.whole and name not in killed]
    silent = (places.in_code() | places.rules()) - _heard(answers) - places.load()["silent"].keys()
    return lines + [f"{place} never spoke" for place in sorted(silent)]


def _heard(answers):
    return {place for answer in answers for place in answer["spoke"]}

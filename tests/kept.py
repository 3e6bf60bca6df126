"""A plugin that says, after the last case of a run, how many recordings of cases are still there."""

import gc


def pytest_sessionfinish():
    from ocpp_conformance.harness.evidence import Recording

    gc.collect()
    print("\nrecordings kept:", sum(isinstance(each, Recording) for each in gc.get_objects()))

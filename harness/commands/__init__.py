"""What the verbs of `ocpp-conformance` start."""

"""Loads the plugin; nothing else belongs here."""

pytest_plugins = ["ocpp_conformance.harness.plugin"]

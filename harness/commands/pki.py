"""The command `pki`: certificates that have to be in a station before a run."""

from __future__ import annotations

import ipaddress
from pathlib import Path

import click

from ocpp_conformance.harness.transport.hosts import can_be_told


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--advertise-host", "host", required=True, metavar="NAME", help="by which the station reaches the run")
@click.option("--serial-number", default="SN-0001", show_default=True, help="of the station (A00.FR.511)")
@click.option("--force", is_flag=True, help="make all of them anew in a folder that has some")
def pki(folder: Path, host: str, serial_number: str, force: bool) -> None:
    """Make certificates for a station and for the CSMS of a run, and a README that says where each goes.

    Then: ocpp-conformance run --listen 0.0.0.0:9000 --pki FOLDER
    """
    from ocpp_conformance.harness.transport.pki_folder import ROOT, write  # brings cryptography along

    if not can_be_told(host):
        raise click.UsageError(f"--advertise-host {host}: give the name by which the station reaches this machine")
    if not 1 <= len(serial_number) <= 25:
        raise click.UsageError(f"--serial-number: {len(serial_number)} characters; 1 to 25 are allowed (Part 2)")
    if (folder / ROOT).exists() and not force:
        raise click.UsageError(f"{folder} has a PKI already; give another folder, or --force to make all of it anew")
    try:
        write(folder, host, serial_number)
    except OSError as error:
        raise click.UsageError(f"{folder}: can't be written ({error.strerror or error}); give another folder") from None
    if _is_address(host):
        click.echo(f"warning: {host} is an address; a station may demand a host name there (A00.FR.510)", err=True)
    click.echo(f"written: {folder}; {folder / 'README.md'} says which file goes where")


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True

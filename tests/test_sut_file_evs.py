"""`[iso15118]` of `sut.toml`: what a CSMS knows of EVs, and what is said of files that can't be used."""

from __future__ import annotations

from functools import partial

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from ocpp_conformance.harness.suite import Need
from ocpp_conformance.harness.suite.needs import unmet_of
from ocpp_conformance.harness.sut.plug_and_charge import of
from ocpp_conformance.harness.transport.certificates import new_root

from . import descriptions
from .descriptions import CSMS, forget_variables


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch):
    forget_variables(monkeypatch)


@pytest.fixture
def described(tmp_path):
    return partial(descriptions.described, tmp_path)


ISO_15118 = """
[iso15118]
emaid = "DE-OCP-C00000001"
chain = "mo.pem"
chain_keys = "mo.key"
responder = "192.0.2.1:8889"
exi_install = "gJgCAAAA"
"""


@pytest.fixture
def contract_cas(tmp_path):
    """The files of a mobility operator, beside `sut.toml`."""
    root = new_root("MO root")
    cas = [new_root("MO sub CA", signer=root), root]
    keys = [each.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode() for each in cas]
    (tmp_path / "mo.pem").write_text("".join(each.pem for each in cas))
    (tmp_path / "mo.key").write_text("".join(keys))
    return cas, keys


def test_what_a_csms_knows_of_evs_is_beside_the_file(described, contract_cas, tmp_path):
    given = described(CSMS + ISO_15118).iso15118
    assert (given.emaid, given.chain, given.responder) == (
        "DE-OCP-C00000001",
        tmp_path / "mo.pem",
        ("192.0.2.1", 8889),
    )
    known = of(given)
    assert (known.operator.root, known.exi_install) == (contract_cas[0][1].pem, "gJgCAAAA")
    assert described(CSMS).iso15118 is None


def test_cases_of_evs_are_not_run_without_what_they_need(described, contract_cas):
    needs = (Need.CONTRACTS, Need.CONTRACT_CAS, Need.V2G_ROOT, Need.EXI_INSTALL, Need.EXI_UPDATE)
    unmet = [each.what for each in unmet_of(needs, (), described(CSMS + ISO_15118))]
    assert unmet == [str(Need.V2G_ROOT), str(Need.EXI_UPDATE)]
    assert [each.what for each in unmet_of(needs, (), described(CSMS))] == [str(need) for need in needs]


def test_files_of_evs_that_can_not_be_used_are_told(described, contract_cas, tmp_path):
    (sub_ca, root), keys = contract_cas
    key, chain = tmp_path / "mo.key", tmp_path / "mo.pem"
    for path, text, said in (
        (key, keys[0], r"sut.toml:8: chain_keys = 'mo.key': the private key of CN=MO root is not there"),
        (chain, root.pem + sub_ca.pem, r"sut.toml:7: chain = 'mo.pem': the certificates must go from the CA"),
        (chain, "no certificate", r"sut.toml:7: chain = 'mo.pem': no certificates in PEM"),
    ):
        before = path.read_text()
        path.write_text(text)
        with pytest.raises(pytest.UsageError, match=said):
            described(CSMS + ISO_15118)
        path.write_text(before)
    chain.unlink()
    with pytest.raises(pytest.UsageError, match=r"sut.toml:7: chain = 'mo.pem': can't be read"):
        described(CSMS + ISO_15118)
    with pytest.raises(pytest.UsageError, match=r"sut.toml:5: chain_keys = 'mo.key': there is no chain"):
        described(CSMS + "[iso15118]\nchain_keys = 'mo.key'\n")

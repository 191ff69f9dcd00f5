"""Certificates open TLS within one network, to nobody else, whatever the clocks say."""

import contextlib
import ssl
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from netterm.store import certificates
from netterm.store.certificates import (
    CertificateRefused,
    admin_certificate,
    chain_pem,
    identity_certificate,
    identity_of,
    root_certificate,
    stranger_context,
    tls_context,
)


def key(number: int) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32)


def public(private_key: Ed25519PrivateKey) -> bytes:
    return private_key.public_key().public_bytes_raw()


@dataclass(frozen=True)
class Network:
    """A network with one admin, whose keys follow from one number."""

    number: int

    @property
    def root_key(self) -> Ed25519PrivateKey:
        return key(self.number)

    @property
    def admin_key(self) -> Ed25519PrivateKey:
        return key(self.number + 1)

    @property
    def root(self) -> bytes:
        return root_certificate(self.root_key, bytes([self.number]) * 16)

    @property
    def admin(self) -> bytes:
        return admin_certificate(self.root_key, self.root, public(self.admin_key))

    def chain(self, person: Ed25519PrivateKey) -> bytes:
        return chain_pem(identity_certificate(self.admin_key, self.admin, public(person)), self.admin)

    def context(self, server: bool, person: Ed25519PrivateKey) -> ssl.SSLContext:
        return tls_context(server, self.chain(person), person, chain_pem(self.root))


HERE, ELSEWHERE = Network(10), Network(20)
ANA, BEN = key(1), key(2)


class Link:
    """A TLS connection in memory."""

    def __init__(self, client: ssl.SSLContext, server: ssl.SSLContext) -> None:
        up, down = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.client = client.wrap_bio(down, up)
        self.server = server.wrap_bio(up, down, server_side=True)

    def connect(self) -> None:
        """Shake hands and let each side say a word; raises what the side that refuses raises."""
        steps: list[Callable[[], object]] = [self.client.do_handshake, self.server.do_handshake]
        while steps:
            steps = [step for step in steps if not done(step)]
        self.client.write(b"ping")
        assert self.server.read() == b"ping"
        self.server.write(b"pong")
        assert self.client.read() == b"pong"


def done(step: Callable[[], object]) -> bool:
    try:
        step()
    except ssl.SSLWantReadError:
        return False
    return True


def test_two_of_one_network_connect_and_know_each_other() -> None:
    link = Link(HERE.context(False, ANA), HERE.context(True, BEN))
    link.connect()
    assert link.client.version() == "TLSv1.3"
    seen_by_server, seen_by_client = link.server.getpeercert(True), link.client.getpeercert(True)
    assert seen_by_server is not None
    assert seen_by_client is not None
    assert identity_of(seen_by_server) == public(ANA)
    assert identity_of(seen_by_client) == public(BEN)


def test_an_admin_connects_with_a_certificate_they_gave_themselves() -> None:
    Link(HERE.context(False, HERE.admin_key), HERE.context(True, ANA)).connect()
    Link(HERE.context(False, ANA), HERE.context(True, HERE.admin_key)).connect()


def test_an_admin_made_by_an_admin_lets_people_in() -> None:
    second = admin_certificate(HERE.admin_key, HERE.admin, public(BEN))
    chain = chain_pem(identity_certificate(BEN, second, public(ANA)), second, HERE.admin)
    newcomer = tls_context(False, chain, ANA, chain_pem(HERE.root))
    Link(newcomer, HERE.context(True, HERE.admin_key)).connect()


def test_the_root_itself_lets_the_first_one_in() -> None:
    chain = chain_pem(identity_certificate(HERE.root_key, HERE.root, public(ANA)))
    Link(tls_context(False, chain, ANA, chain_pem(HERE.root)), HERE.context(True, BEN)).connect()


def test_while_a_root_is_replaced_both_are_trusted() -> None:
    both = tls_context(True, HERE.chain(BEN), BEN, chain_pem(HERE.root, ELSEWHERE.root))
    Link(HERE.context(False, ANA), both).connect()
    with pytest.raises(ssl.SSLCertVerificationError):  # the newcomer trusts the new root alone
        Link(ELSEWHERE.context(False, ANA), both).connect()


@pytest.mark.parametrize("client_trusts_all", [False, True])
def test_another_network_is_refused_by_both_sides(client_trusts_all: bool) -> None:
    client, server = ELSEWHERE.context(False, ANA), HERE.context(True, BEN)
    if client_trusts_all:  # so that it is the server who refuses
        client.verify_mode = ssl.CERT_NONE
    with pytest.raises(ssl.SSLCertVerificationError):
        Link(client, server).connect()


def test_a_client_without_a_certificate_is_refused() -> None:
    with pytest.raises(ssl.SSLError, match="PEER_DID_NOT_RETURN_A_CERTIFICATE"):
        Link(stranger_context(False).context, HERE.context(True, BEN)).connect()


def test_one_who_is_no_admin_lets_nobody_in() -> None:
    member = identity_certificate(HERE.admin_key, HERE.admin, public(BEN))
    chain = chain_pem(identity_certificate(BEN, member, public(ANA)), member, HERE.admin)
    with pytest.raises(ssl.SSLCertVerificationError):
        Link(tls_context(False, chain, ANA, chain_pem(HERE.root)), HERE.context(True, HERE.admin_key)).connect()


@pytest.mark.parametrize(("since", "until"), [(2990, 2999), (1951, 1960)])
def test_no_clock_is_asked(since: int, until: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(certificates, "_FROM", datetime(since, 1, 1, tzinfo=UTC))
    monkeypatch.setattr(certificates, "_UNTIL", datetime(until, 1, 1, tzinfo=UTC))
    Link(HERE.context(False, ANA), HERE.context(True, BEN)).connect()
    asking = HERE.context(True, BEN)
    asking.verify_flags &= ~ssl.VerifyFlags(0x200000)
    with pytest.raises(ssl.SSLCertVerificationError, match=r"not yet valid|expired"):
        Link(HERE.context(False, ANA), asking).connect()


def test_certificates_are_valid_from_2000_to_9999() -> None:
    for der in (HERE.root, HERE.admin):
        parsed = x509.load_der_x509_certificate(der)
        assert parsed.not_valid_before_utc == datetime(2000, 1, 1, tzinfo=UTC)
        assert parsed.not_valid_after_utc == datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)


def test_nothing_older_than_tls_1_3_is_spoken() -> None:
    old = HERE.context(False, ANA)
    old.minimum_version = ssl.TLSVersion.TLSv1_2
    old.maximum_version = ssl.TLSVersion.TLSv1_2
    with pytest.raises(ssl.SSLError):
        Link(old, HERE.context(True, BEN)).connect()


def test_no_ticket_lets_anybody_back_in() -> None:
    link = Link(HERE.context(False, ANA), HERE.context(True, BEN))
    link.connect()
    assert link.client.session is not None
    assert not link.client.session.has_ticket


def test_the_same_certificate_made_again_is_the_same_bytes() -> None:
    assert HERE.root == HERE.root
    assert HERE.chain(ANA) == HERE.chain(ANA)
    assert HERE.root != root_certificate(HERE.root_key, bytes(16))


def test_a_certificate_says_no_more_than_keys() -> None:
    certificate = x509.load_der_x509_certificate(identity_certificate(HERE.admin_key, HERE.admin, public(ANA)))
    named = public(ANA).hex()
    assert certificate.subject.rfc4514_string() == f"CN={named},OU=identity"
    assert certificate.issuer.rfc4514_string() == f"CN={public(HERE.admin_key).hex()},OU=admin"
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert [each.value for each in names] == [f"netterm:{named}"]
    assert bytes([HERE.number]) * 16 not in HERE.root  # not even the network's id


def signed_with_names(*names: str) -> bytes:
    """A certificate of Ana's key with other URIs than hers."""
    now = datetime(2020, 1, 1, tzinfo=UTC)
    builder = x509.CertificateBuilder().subject_name(x509.Name([])).issuer_name(x509.Name([]))
    builder = builder.public_key(ANA.public_key()).serial_number(1).not_valid_before(now).not_valid_after(now)
    if names:
        uris = [x509.UniformResourceIdentifier(name) for name in names]
        builder = builder.add_extension(x509.SubjectAlternativeName(uris), critical=True)
    return builder.sign(ANA, None).public_bytes(serialization.Encoding.DER)


OWN = f"netterm:{public(ANA).hex()}"


@pytest.mark.parametrize("names", [(f"netterm:{public(BEN).hex()}",), (OWN, "netterm:"), (OWN.upper(),), ()])
def test_a_certificate_that_names_another_key_or_none_is_refused(names: tuple[str, ...]) -> None:
    assert identity_of(signed_with_names(OWN)) == public(ANA)
    with pytest.raises(CertificateRefused):
        identity_of(signed_with_names(*names))


@given(st.data())
def test_a_broken_certificate_is_refused_and_nothing_else_happens(data: st.DataObject) -> None:
    broken = bytearray(HERE.admin)
    at = data.draw(st.integers(0, len(broken) - 1))
    broken[at] ^= data.draw(st.integers(1, 255))
    cut = data.draw(st.integers(0, len(broken)))
    with contextlib.suppress(CertificateRefused):
        assert len(identity_of(bytes(broken[:cut]))) == 32


def test_only_root_and_admins_are_authorities() -> None:
    member = identity_certificate(HERE.admin_key, HERE.admin, public(ANA))
    constraints = [
        x509.load_der_x509_certificate(each).extensions.get_extension_for_class(x509.BasicConstraints)
        for each in (HERE.root, HERE.admin, member)
    ]
    assert [(each.value.ca, each.critical) for each in constraints] == [(True, True), (True, True), (False, True)]


def test_nobody_issues_under_a_certificate_that_is_not_theirs() -> None:
    with pytest.raises(CertificateRefused):
        identity_certificate(ANA, HERE.admin, public(BEN))


def test_a_chain_of_another_key_is_refused() -> None:
    with pytest.raises(CertificateRefused):
        tls_context(True, HERE.chain(ANA), BEN, chain_pem(HERE.root))


@pytest.mark.parametrize("root", [b"", b"-----BEGIN", "ราก".encode()])
def test_damaged_roots_are_refused(root: bytes) -> None:
    with pytest.raises(CertificateRefused):
        tls_context(True, HERE.chain(ANA), ANA, root)


def test_no_private_key_is_on_the_disk_in_the_clear(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    loaded: list[bytes] = []

    def load(_context: ssl.SSLContext, name: str, *, password: str) -> None:
        path = Path(name)
        assert path.parent == tmp_path
        loaded.append(path.read_bytes())
        assert password.encode() not in loaded[0]
        raise ssl.SSLError("stop here")

    monkeypatch.setattr(ssl.SSLContext, "load_cert_chain", load)
    with pytest.raises(CertificateRefused):
        HERE.context(True, ANA)
    assert b"BEGIN ENCRYPTED PRIVATE KEY" in loaded[0]
    assert b"BEGIN PRIVATE KEY" not in loaded[0]
    assert list(tmp_path.iterdir()) == []


def test_strangers_meet_over_a_certificate_that_both_can_bind_to() -> None:
    server = stranger_context(True)
    link = Link(stranger_context(False).context, server.context)
    link.connect()
    assert link.client.getpeercert(True) == server.certificate
    assert link.server.getpeercert(True) is None
    assert stranger_context(True).certificate != server.certificate


def test_a_stranger_is_let_in_nowhere_else() -> None:
    with pytest.raises(ssl.SSLCertVerificationError):
        Link(HERE.context(False, ANA), stranger_context(True).context).connect()

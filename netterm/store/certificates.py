"""X.509 certificates that open TLS between replicas of one network, and nothing else.

The chain is network root → admin → … → identity: an admin certifies identities and further admins, so that a newcomer
is let to the door by a replica that has not heard of it yet. What anybody may do is decided by the trust log alone,
right after. No certificate names a person or the network: whose it is, is an Ed25519 public key, in the subject and as
a URI ``netterm:<hex>`` (RFC 5280, RFC 8410). Each is a pure function of its issuer and its subject, valid 2000–9999;
and no clock is asked when it is checked, so that a laptop set to 1970 or 2099 connects like any other.

Certificates are DER bytes throughout, keys raw 32 bytes or ``cryptography``'s private keys.
"""

from __future__ import annotations

import enum
import os
import secrets
import ssl
import tempfile
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path
from typing import Final, NamedTuple

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from netterm.locale import N_
from netterm.store.entries import Refused

MAX_CERTIFICATE: Final = 4096
"""Bytes of DER that are looked at; ours have some 500."""
_SCHEME: Final = "netterm:"
_DOMAIN: Final = b"netterm certificate 1\x00"
_FROM: Final = datetime(2000, 1, 1, tzinfo=UTC)
_UNTIL: Final = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
# X509_V_FLAG_NO_CHECK_TIME of OpenSSL's x509_vfy.h, which the ssl module gives no name.
_NO_CHECK_TIME: Final = ssl.VerifyFlags(0x200000)

_UNREADABLE: Final = (
    ValueError,
    UnsupportedAlgorithm,
    x509.DuplicateExtension,
    x509.ExtensionNotFound,
    x509.InvalidVersion,
    x509.UnsupportedGeneralNameType,
)


class CertificateRefused(Refused):
    """A certificate is not of our form, or not of the key or network that it stands for."""


class _Part(enum.Enum):
    """A certificate's place in the chain; it stands in the subject, so that an admin's two certificates differ."""

    ROOT = "root"
    ADMIN = "admin"
    IDENTITY = "identity"


class Stranger(NamedTuple):
    """TLS with somebody whose certificate cannot be judged yet."""

    context: ssl.SSLContext
    certificate: bytes | None
    """The server's own; None at the client, which finds it by ``getpeercert(binary_form=True)``."""


def root_certificate(root_private_key: Ed25519PrivateKey, network: bytes) -> bytes:
    """A network's self-signed root; ``network`` is its 16-byte id, of which only a hash goes in."""
    public = root_private_key.public_key()
    name = _name(_Part.ROOT, public)
    return _certificate(_Part.ROOT, public, root_private_key, name, network)


def admin_certificate(issuer_key: Ed25519PrivateKey, issuer_certificate: bytes, subject_public: bytes) -> bytes:
    """Lets an identity certify others. The issuer is the root or another admin."""
    return _issued(_Part.ADMIN, issuer_key, issuer_certificate, subject_public)


def identity_certificate(issuer_key: Ed25519PrivateKey, issuer_certificate: bytes, subject_public: bytes) -> bytes:
    """Opens TLS as client and server. The issuer is an admin, who may also certify themselves, or the root."""
    return _issued(_Part.IDENTITY, issuer_key, issuer_certificate, subject_public)


def chain_pem(*certificates: bytes) -> bytes:
    """Certificates as PEM, in the order given; a chain is the identity's, then each issuer's, without the root."""
    return b"".join(ssl.DER_cert_to_PEM_cert(each).encode() for each in certificates)


def identity_of(certificate: bytes) -> bytes:
    """The public key that a certificate is about; raises :class:`CertificateRefused` where its URI says another.

    Says nothing about who issued it: TLS has checked that.
    """
    try:
        if len(certificate) > MAX_CERTIFICATE:
            raise ValueError("too long")
        parsed = x509.load_der_x509_certificate(certificate)
        key = parsed.public_key()
        extension = parsed.extensions.get_extension_for_class(x509.SubjectAlternativeName)
        named = [each.value for each in extension.value if isinstance(each, x509.UniformResourceIdentifier)]
        if not isinstance(key, Ed25519PublicKey) or named != [_uri(key)] or len(extension.value) > 1:
            raise ValueError("names no key or another")
    except _UNREADABLE as error:
        raise CertificateRefused(N_("The certificate does not belong to the key that it names.")) from error
    return key.public_bytes_raw()


def is_signed_by(certificate: bytes, public: bytes) -> bool:
    """Whether that key signed a certificate of ours."""
    try:
        if len(certificate) > MAX_CERTIFICATE:
            return False
        parsed = x509.load_der_x509_certificate(certificate)
        Ed25519PublicKey.from_public_bytes(public).verify(parsed.signature, parsed.tbs_certificate_bytes)
    except (InvalidSignature, *_UNREADABLE):
        return False
    return True


def tls_context(server: bool, chain_pem: bytes, private_key: Ed25519PrivateKey, root_pem: bytes) -> ssl.SSLContext:
    """TLS 1.3 with certificates of this network on both sides, without tickets and without a look at the clock.

    ``chain_pem`` and ``root_pem`` are PEM, see :func:`chain_pem`; while a root is being replaced, both may be given.
    Raises :class:`CertificateRefused` where they are damaged or the chain is another key's.
    """
    context = _context(server)
    context.verify_mode = ssl.CERT_REQUIRED
    context.verify_flags |= _NO_CHECK_TIME | ssl.VerifyFlags.VERIFY_X509_STRICT
    try:
        _load(context, chain_pem, private_key)
        context.load_verify_locations(cadata=root_pem.decode("ascii"))
    except (ssl.SSLError, ValueError) as error:
        raise CertificateRefused(
            N_("This computer's certificate does not fit its key. Ask an admin to admit this computer anew.")
        ) from error
    return context


def stranger_context(server: bool) -> Stranger:
    """TLS 1.3 for joining, where neither side can check the other's certificate yet.

    The server's is made for this context and means nothing; whoever joins binds their proofs to it instead.
    """
    context = _context(server)
    context.verify_mode = ssl.CERT_NONE
    if not server:
        return Stranger(context, None)
    key = Ed25519PrivateKey.generate()
    public = key.public_key()
    certificate = _certificate(_Part.IDENTITY, public, key, _name(_Part.IDENTITY, public))
    _load(context, chain_pem(certificate), key)
    return Stranger(context, certificate)


def _context(server: bool) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER if server else ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False  # a peer is a key, wherever it is
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.options |= ssl.OP_NO_TICKET
    if server:
        context.num_tickets = 0  # a ticket would let in who has been removed since
    return context


def _load(context: ssl.SSLContext, chain: bytes, private_key: Ed25519PrivateKey) -> None:
    """Give a context its certificate and key.

    OpenSSL takes them from a file alone. The key in it is encrypted under a password that is never written, so what
    may be left on the disk is useless.
    """
    password = secrets.token_hex(32)
    encrypted = private_key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(password.encode()),
    )
    handle, name = tempfile.mkstemp()  # mode 0600
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(chain + encrypted)
        context.load_cert_chain(name, password=password)
    finally:
        Path(name).unlink()


def _issued(part: _Part, issuer_key: Ed25519PrivateKey, issuer_certificate: bytes, subject_public: bytes) -> bytes:
    if identity_of(issuer_certificate) != issuer_key.public_key().public_bytes_raw():
        raise CertificateRefused(N_("The certificate does not belong to the key that it names."))
    issuer = x509.load_der_x509_certificate(issuer_certificate).subject
    return _certificate(part, Ed25519PublicKey.from_public_bytes(subject_public), issuer_key, issuer)


def _certificate(
    part: _Part, subject: Ed25519PublicKey, issuer_key: Ed25519PrivateKey, issuer: x509.Name, network: bytes = b""
) -> bytes:
    issues = part is not _Part.IDENTITY
    issuer_public = issuer_key.public_key()
    builder = (
        x509.CertificateBuilder()
        .subject_name(_name(part, subject))
        .issuer_name(issuer)
        .public_key(subject)
        .serial_number(_serial(part, subject, issuer_public, network))
        .not_valid_before(_FROM)
        .not_valid_after(_UNTIL)
        .add_extension(x509.BasicConstraints(ca=issues, path_length=None), critical=True)
        .add_extension(_usage(issues), critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.UniformResourceIdentifier(_uri(subject))]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(subject), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_public), critical=False)
    )
    if not issues:
        both_sides = [ExtendedKeyUsageOID.CLIENT_AUTH, ExtendedKeyUsageOID.SERVER_AUTH]
        builder = builder.add_extension(x509.ExtendedKeyUsage(both_sides), critical=False)
    return builder.sign(issuer_key, None).public_bytes(serialization.Encoding.DER)


def _usage(issues: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not issues,
        key_cert_sign=issues,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )


def _serial(part: _Part, subject: Ed25519PublicKey, issuer: Ed25519PublicKey, network: bytes) -> int:
    """Positive and below 2¹²⁸: the same certificate, made again, is the same bytes."""
    about = part.value.encode() + subject.public_bytes_raw() + issuer.public_bytes_raw() + network
    return int.from_bytes(blake2b(_DOMAIN + about, digest_size=16).digest(), "big") | 1


def _name(part: _Part, public: Ed25519PublicKey) -> x509.Name:
    # Two names for an admin's two certificates: OpenSSL takes one whose subject and issuer are the same for a root.
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, part.value),
            x509.NameAttribute(NameOID.COMMON_NAME, public.public_bytes_raw().hex()),
        ]
    )


def _uri(public: Ed25519PublicKey) -> str:
    return _SCHEME + public.public_bytes_raw().hex()

"""The recovery kit: the network's root key on paper, sealed under a passphrase of its own.

It is made at founding and read when every admin is lost or one was stolen. The sealed bytes are printed twice: as
numbered lines of Crockford's base32, each with a check, to be typed back, and as a QR code.

Sealed bytes: format ‖ kdf ‖ its 3 parameters ‖ salt ‖ ChaCha20-Poly1305(root seed ‖ network ‖ encoding ‖ name) ‖ check.
The key is fresh with every salt and used once, so the nonce is zero. All before the ciphertext is associated data.
"""

from __future__ import annotations

import base64
import binascii
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import Final, NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from netterm.errors import Failure
from netterm.locale import N_, Language, _, fill
from netterm.store.keys import KEY, SALT, STRONG, Cost, Kdf, Lock, WrongPassphrase, fingerprint, write_privately

FORMAT: Final = 1
NETWORK: Final = 16
MAX_NAME: Final = 100
"""Characters of the network's name that the kit keeps."""
_MAX_TEXT: Final = 1 << 20
_DOMAIN: Final = b"netterm recovery kit 1\x00"
_KDFS: Final = (Kdf.ARGON2ID, Kdf.SCRYPT)
_HEADER: Final = 5 + SALT
_CHECK: Final = 4
_NONCE: Final = bytes(12)

# A Thai name in the Thai alphabet's own code is a third as much to type as in UTF-8.
_ENCODINGS: Final = ("iso8859-11", "utf-8")

_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_RFC4648: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_TO_CROCKFORD: Final = str.maketrans(_RFC4648, _ALPHABET)
_FROM_CROCKFORD: Final = str.maketrans(_ALPHABET, _RFC4648)
_MISREAD: Final = str.maketrans("ILO", "110")
# A prime below 32², to which 32 has an order above the length of any line: a check modulo it catches every single wrong
# symbol and every two that changed places.
_MODULUS: Final = 1021
_LINE_BYTES: Final = 15
_GROUP: Final = 4
_LINE: Final = re.compile(r"[\s>*-]*(\d{1,2})\s*/\s*(\d{1,2})(?!\d)[\s:.]*(.*)")
_QR: Final = re.compile(r"NETTERM-KIT:\s*([0-9A-Z]+)", re.IGNORECASE)
_PASSPHRASE_SYMBOLS: Final = 18
_PASSPHRASE_GROUP: Final = 5
_QUIET: Final = 4


class NoKit(Failure):
    """The text holds no line of a recovery kit."""

    def __init__(self) -> None:
        super().__init__(N_("There is no recovery kit in this text: give the lines that begin with 1/, 2/ and so on."))


class LineDamaged(Failure):
    """A line's check does not fit: it was mistyped, or damaged on paper."""

    def __init__(self, line: int) -> None:
        super().__init__(
            N_("Line {line} of the recovery kit is mistyped or damaged: compare it with the paper."), line=line
        )


class LineMissing(Failure):
    """A line is not there."""

    def __init__(self, line: int) -> None:
        super().__init__(N_("Line {line} of the recovery kit is missing: please add it."), line=line)


class KitDamaged(Failure):
    """Every line is sound, but they are not of one kit, or no kit was ever made so."""

    def __init__(self) -> None:
        super().__init__(N_("These lines are not one recovery kit: use all lines of one sheet and no others."))


class KitNewer(Failure):
    """The kit's format is one that this version does not know."""

    def __init__(self) -> None:
        super().__init__(N_("This recovery kit was made by a newer version of netterm: please upgrade."))


class PassphraseMistyped(WrongPassphrase):
    """The passphrase has the form of a generated one, but its check does not fit."""

    def __init__(self) -> None:
        Failure.__init__(
            self, N_("The kit's passphrase is mistyped: compare it with what you wrote down. Nothing was changed.")
        )


class KitExists(Failure):
    """A file is in the kit's place."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            N_("{file} is there already and may be another network's kit. Nothing was written: choose another name."),
            file=path.name,
        )


class Recovered(NamedTuple):
    """What a recovery kit gives back."""

    root_private_key: Ed25519PrivateKey
    network: bytes
    name: str


@dataclass(frozen=True, slots=True)
class RecoveryKit:
    """A kit to be shown, printed or saved: one sheet in Thai and English."""

    text: str = field(repr=False)

    def save(self, path: Path) -> None:
        """Write it for its owner alone, durably; a kit is never written over. Raises :class:`KitExists`."""
        if path.exists():
            raise KitExists(path)
        write_privately(path, self.text.encode())


def generate_passphrase() -> str:
    """A passphrase of 90 random bits in four groups, the last two letters a check: shown once, written down."""
    symbols = "".join(secrets.choice(_ALPHABET) for _each in range(_PASSPHRASE_SYMBOLS))
    return "-".join(_in_groups(symbols + _check_symbols(symbols), _PASSPHRASE_GROUP))


def make(
    root_private_key: Ed25519PrivateKey, network: bytes, name: str, passphrase: str, *, cost: Cost = STRONG
) -> RecoveryKit:
    """Seal a network's root key, its 16-byte id and its name. Raises :class:`~netterm.store.keys.PassphraseEmpty`."""
    if len(network) != NETWORK:
        raise ValueError("a network id is 16 bytes")
    passphrase = _canonical(passphrase)
    lock = Lock.new(passphrase, cost)
    header = bytes((FORMAT, _KDFS.index(lock.kdf), *lock.parameters)) + lock.salt
    secret = root_private_key.private_bytes_raw() + network + _encode_name(name[:MAX_NAME])
    sealed = header + ChaCha20Poly1305(lock.key(passphrase)).encrypt(_NONCE, secret, _DOMAIN + header)
    root = root_private_key.public_key().public_bytes_raw()
    return RecoveryKit(_sheet(name[:MAX_NAME], root, sealed + _digest(sealed)))


def read(text: str, passphrase: str) -> Recovered:
    """Open a kit from a saved file, the scanned QR code, or its lines as somebody typed them.

    Spaces, hyphens, case, the order of lines and whatever stands around them do not matter; I and L are read as 1, O
    as 0. Raises :class:`NoKit`, :class:`LineDamaged`, :class:`LineMissing`, :class:`KitDamaged`, :class:`KitNewer`,
    :class:`~netterm.store.keys.KdfMissing` or :class:`~netterm.store.keys.WrongPassphrase`.
    """
    sealed = _sealed_in(text[:_MAX_TEXT])
    lock = _lock_of(sealed)
    header, ciphertext = sealed[:_HEADER], sealed[_HEADER:-_CHECK]
    passphrase = _canonical(passphrase)
    try:
        secret = ChaCha20Poly1305(lock.key(passphrase)).decrypt(_NONCE, ciphertext, _DOMAIN + header)
    except InvalidTag as error:
        failure = PassphraseMistyped() if _is_mistyped(passphrase) else WrongPassphrase()
        raise failure from error
    seed, network, name = secret[:KEY], secret[KEY : KEY + NETWORK], secret[KEY + NETWORK :]
    try:
        return Recovered(Ed25519PrivateKey.from_private_bytes(seed), network, _decode_name(name))
    except (ValueError, IndexError) as error:
        raise KitDamaged from error


def _lock_of(sealed: bytes) -> Lock:
    if _digest(sealed[:-_CHECK]) != sealed[-_CHECK:] or len(sealed) <= _HEADER + _CHECK:
        raise KitDamaged
    if sealed[0] > FORMAT:
        raise KitNewer
    try:
        if sealed[0] != FORMAT:
            raise ValueError("no format of ours")
        return Lock(_KDFS[sealed[1]], tuple(sealed[2:5]), sealed[5:_HEADER])
    except (ValueError, IndexError) as error:
        raise KitDamaged from error


def _encode_name(name: str) -> bytes:
    for number, encoding in enumerate(_ENCODINGS):
        try:
            return bytes([number]) + name.encode(encoding)
        except UnicodeEncodeError:
            continue
    raise ValueError("a name that UTF-8 cannot hold")


def _decode_name(encoded: bytes) -> str:
    return encoded[1:].decode(_ENCODINGS[encoded[0]])


def _digest(sealed: bytes) -> bytes:
    return blake2b(sealed, digest_size=_CHECK).digest()


# Symbols, groups and lines


def _symbols(data: bytes) -> str:
    return base64.b32encode(data).decode().rstrip("=").translate(_TO_CROCKFORD)


def _bytes(symbols: str) -> bytes:
    """Raises :class:`ValueError`."""
    if not _are_symbols(symbols):
        raise ValueError("no such symbol")
    padded = symbols.translate(_FROM_CROCKFORD) + "=" * (-len(symbols) % 8)
    return base64.b32decode(padded)


def _typed(text: str) -> str:
    """What somebody typed, as symbols, where it can be such."""
    return re.sub(r"[\s-]", "", text).upper().translate(_MISREAD)


def _are_symbols(text: str) -> bool:
    return all(character in _ALPHABET for character in text)


def _check_symbols(symbols: str, start: int = 0) -> str:
    """Two symbols over the others and over ``start``, say a line's number."""
    value = start
    for symbol in symbols:
        value = (value * 32 + _ALPHABET.index(symbol)) % _MODULUS
    return _ALPHABET[value // 32] + _ALPHABET[value % 32]


def _in_groups(symbols: str, size: int) -> list[str]:
    return [symbols[i : i + size] for i in range(0, len(symbols), size)]


def _lines(sealed: bytes) -> Iterator[str]:
    parts = [_symbols(sealed[i : i + _LINE_BYTES]) for i in range(0, len(sealed), _LINE_BYTES)]
    for number, part in enumerate(parts, 1):
        check = _check_symbols(part, _place(number, len(parts)))
        yield f"{f'{number}/{len(parts)}':>5}   {' '.join(_in_groups(part, _GROUP)):<29}   {check}"


def _place(number: int, total: int) -> int:
    return number * 100 + total


def _sealed_in(text: str) -> bytes:
    scanned = _QR.search(text)
    try:
        return _bytes(_typed(scanned[1])) if scanned else _typed_in(text)
    except ValueError as error:
        raise KitDamaged from error


def _typed_in(text: str) -> bytes:
    good: dict[tuple[int, int], bytes] = {}
    damaged: list[int] = []
    for found in filter(None, map(_LINE.match, text.splitlines())):
        number, total = int(found[1]), int(found[2])
        part = _line(number, total, _typed(found[3]))
        if part is None:
            damaged.append(number)
        elif good.setdefault((number, total), part) != part:
            raise KitDamaged
    totals = {total for _number, total in good}
    if len(totals) > 1:
        raise KitDamaged
    if not totals:
        raise LineDamaged(damaged[0]) if damaged else NoKit()
    (total,) = totals
    for number in range(1, total + 1):
        if (number, total) not in good:
            raise LineDamaged(number) if number in damaged else LineMissing(number)
    return b"".join(good[number, total] for number in range(1, total + 1))


def _line(number: int, total: int, typed: str) -> bytes | None:
    symbols, check = typed[:-2], typed[-2:]
    if not 0 < number <= total or not _are_symbols(typed) or len(check) != 2:
        return None
    if _check_symbols(symbols, _place(number, total)) != check:
        return None
    try:
        return _bytes(symbols)
    except binascii.Error:
        return None


# The passphrase


def _canonical(passphrase: str) -> str:
    """A generated passphrase as it was generated, however it was typed; any other as it is."""
    typed = _typed(passphrase)
    return typed if _is_generated_form(typed) and _fits(typed) else passphrase


def _is_mistyped(passphrase: str) -> bool:
    typed = _typed(passphrase)
    return _is_generated_form(typed) and not _fits(typed)


def _is_generated_form(typed: str) -> bool:
    return len(typed) == _PASSPHRASE_SYMBOLS + 2 and _are_symbols(typed)


def _fits(typed: str) -> bool:
    return _check_symbols(typed[:-2]) == typed[-2:]


# The sheet


def _sheet(name: str, root: bytes, sealed: bytes) -> str:
    parts = [_instructions(language, name, root) for language in (Language.TH, Language.EN)]
    parts += ["\n".join(_lines(sealed)), _qr("NETTERM-KIT:" + _symbols(sealed))]
    return "\n\n".join(parts) + "\n"


def _instructions(language: Language, name: str, root: bytes) -> str:
    sentences = (
        _("Recovery kit of the network with the key {fingerprint}:", language),
        "{name}",
        "",
        _("This sheet and its passphrase together can decide everything in the network:", language),
        _("with them it goes on after every admin is lost, and a stolen admin is undone.", language),
        _("Print it and lock it away, not beside a laptop. Keep the passphrase elsewhere.", language),
        _("Nobody can make this sheet again, and without the passphrase it opens nothing.", language),
        _("To use it, scan the code below or type the lines: case and spaces are free.", language),
    )
    params = {"name": name, "fingerprint": fingerprint(root)}
    return "\n".join(fill(sentence, params) for sentence in sentences)


def _qr(content: str) -> str:
    """A QR code in half blocks, dark on light as paper has it."""
    import segno

    rows = [list(row) for row in segno.make_qr(content, error="l").matrix_iter(border=_QUIET)]
    rows += [[0] * len(rows[0])] * (len(rows) % 2)
    return "\n".join(
        "".join(" ▄▀█"[2 * upper + lower] for upper, lower in zip(*pair, strict=True)).rstrip()
        for pair in zip(rows[::2], rows[1::2], strict=True)
    )

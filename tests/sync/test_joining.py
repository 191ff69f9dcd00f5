"""Joining by a code: an honest pair, and what each kind of liar gets."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field

import msgpack
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from netterm.store import Admission
from netterm.sync.codes import Code, new_code
from netterm.sync.joining import (
    PROVEN_FRAME,
    TRIES,
    TRIES_WITHIN,
    UNPROVEN_FRAME,
    Asked,
    Denial,
    Denied,
    Door,
    Impostor,
    Invitation,
    Invitations,
    Misunderstood,
    Names,
    Newcomer,
    Settled,
    Turned,
    Waiting,
    Welcome,
    binding,
)

CODE, OTHER_CODE = (new_code(random.Random(seed).randbytes) for seed in (1, 2))
SOMCHAI, MALEE = (Ed25519PrivateKey.from_private_bytes(bytes([n]) * 32) for n in (1, 2))
CERTIFICATE = binding(b"the door's certificate")
HOUSE = Names("สมหญิง ใจดี", "โน้ตบุ๊กเลขาฯ", "ชมรมผู้สูงอายุ")
ADMISSION = Admission(b"n" * 16, b"root pem", b"chain pem")


@dataclass
class World:
    """A door's memory, and a clock that only the test moves."""

    now: float = 1000.0
    invitations: Invitations = field(init=False)
    invitation: Invitation = field(init=False)

    def __post_init__(self) -> None:
        self.invitations = Invitations(lambda: self.now)
        self.invitation = self.invitations.open(CODE, 600.0)

    def door(self, address: str = "192.0.2.1", certificate: bytes = CERTIFICATE) -> Door:
        return Door(self.invitations, b"D" * 32, HOUSE, binding=certificate, nonce=b"d" * 32, address=address)


def newcomer(
    code: Code = CODE, key: Ed25519PrivateKey = SOMCHAI, certificate: bytes = CERTIFICATE, person: str = "สมชาย"
) -> Newcomer:
    public = key.public_key().public_bytes_raw()
    return Newcomer(code, public, key.sign, Names(person, "laptop"), binding=certificate, nonce=b"n" * 32)


def talk(door: Door, guest: Newcomer) -> tuple[list[Asked | Turned | Settled], list[Waiting | Welcome]]:
    """Carry bytes both ways until neither has anything to say."""
    asked: list[Asked | Turned | Settled] = []
    told: list[Waiting | Welcome] = []
    while True:
        knocking = guest.data_to_send()
        asked += door.receive(knocking) if knocking else []
        answer = door.data_to_send()
        told += guest.receive(answer) if answer else []
        if not knocking and not answer:
            return asked, told


def pieces(data: bytes, chance: random.Random) -> Iterator[bytes]:
    at = 0
    while at < len(data):
        size = chance.randint(1, 40)
        yield data[at : at + size]
        at += size


def frame(*parts: object) -> bytes:
    body: bytes = msgpack.packb(parts)
    return len(body).to_bytes(4, "big") + body


def test_a_newcomer_who_knows_the_code_is_asked_about_and_let_in() -> None:
    world = World()
    door, guest = world.door(), newcomer()
    asked, told = talk(door, guest)
    public = SOMCHAI.public_key().public_bytes_raw()
    assert asked == [Asked(world.invitation, public, "สมชาย", "laptop")]
    assert told == [Waiting(HOUSE, b"D" * 32)]
    door.confirm(ADMISSION)
    assert talk(door, guest) == ([], [Welcome(ADMISSION)])
    assert world.invitations.live() == (world.invitation,), "not used up before it is saved"
    guest.saved()
    assert talk(door, guest) == ([Settled(world.invitation, public)], [])
    assert door.over
    assert world.invitations.live() == ()


def test_a_new_admin_gets_the_certificate_to_let_others_in_by() -> None:
    world = World()
    door, guest = world.door(), newcomer()
    talk(door, guest)
    admission = Admission(b"n" * 16, b"root pem", b"chain pem", (b"to issue by", b"above it"))
    door.confirm(admission)
    assert talk(door, guest) == ([], [Welcome(admission)])


@given(st.randoms(use_true_random=False))
def test_bytes_may_come_in_any_pieces(chance: random.Random) -> None:
    world = World()
    door, guest = world.door(), newcomer()
    asked: list[object] = []
    told: list[object] = []
    for _turn in range(8):
        for piece in pieces(guest.data_to_send(), chance):
            asked += door.receive(piece)
        for piece in pieces(door.data_to_send(), chance):
            told += guest.receive(piece)
    assert [type(event) for event in (*asked, *told)] == [Asked, Waiting]


def test_a_refused_newcomer_hears_it_and_the_code_is_over() -> None:
    world = World()
    door, guest = world.door(), newcomer()
    talk(door, guest)
    door.refuse()
    with pytest.raises(Denied, match="did not let this computer in"):
        talk(door, guest)
    with pytest.raises(Denied) as again:
        talk(world.door(), newcomer())
    assert again.value.denial is Denial.REFUSED


def test_a_wrong_code_reveals_nothing_of_either_side() -> None:
    world = World()
    door, guest = world.door(), newcomer(OTHER_CODE)
    knock = guest.data_to_send()
    assert SOMCHAI.public_key().public_bytes_raw() not in knock
    assert "สมชาย".encode() not in knock
    assert door.receive(knock) == [Turned(Denial.WRONG)]
    answer = door.data_to_send()
    assert len(answer) < 10
    with pytest.raises(Denied, match="not known there"):
        guest.receive(answer)


def test_the_newcomer_says_no_name_before_the_door_has_proved_itself() -> None:
    guest = newcomer()
    guest.data_to_send()
    with pytest.raises(Impostor):
        guest.receive(frame(1, b"x" * 32, b"I" * 32, b"p" * 32))
    assert guest.data_to_send() == b""
    assert not guest.trusts


def test_a_door_that_asks_for_the_name_first_gets_none() -> None:
    guest = newcomer()
    guest.data_to_send()
    for early in (frame(3, "n", "p", "c"), frame(5, b"n" * 16, b"", b"", b"", b""), frame(4)):
        with pytest.raises(Misunderstood):
            guest.receive(early)
    assert guest.data_to_send() == b""


def test_who_sits_between_the_two_is_turned_away_at_the_door() -> None:
    """The newcomer saw the liar's certificate, so its proof does not fit the door's."""
    world = World()
    guest = newcomer(certificate=binding(b"the liar's certificate"))
    assert world.door().receive(guest.data_to_send()) == [Turned(Denial.WRONG)]


def test_a_door_that_shows_another_certificate_than_its_own_is_an_impostor() -> None:
    world = World()
    honest, guest = world.door(), newcomer()
    knock = guest.data_to_send()
    honest.receive(knock)
    replayed = Door(
        world.invitations, b"L" * 32, HOUSE, binding=binding(b"liar"), nonce=b"l" * 32, address="192.0.2.66"
    )
    assert replayed.receive(knock) == [Turned(Denial.WRONG)]
    answer = bytearray(honest.data_to_send())
    answer[-1] ^= 1
    with pytest.raises(Impostor):
        guest.receive(bytes(answer))


def test_what_was_said_in_one_exchange_proves_nothing_in_the_next() -> None:
    world = World()
    first, second = world.door(), world.door()
    second._nonce = b"e" * 32
    guest = newcomer()
    knock = guest.data_to_send()
    first.receive(knock)
    second.receive(knock)
    guest.receive(first.data_to_send())
    assert second.receive(guest.data_to_send()) == [Turned(Denial.WRONG)], "made for another nonce of the door"

    another = Newcomer(
        CODE,
        SOMCHAI.public_key().public_bytes_raw(),
        SOMCHAI.sign,
        Names("สมชาย", "laptop"),
        binding=CERTIFICATE,
        nonce=b"m" * 32,
    )
    third = world.door()
    third.receive(knock)
    with pytest.raises(Impostor):  # made for another nonce of the newcomer
        another.receive(third.data_to_send())


def test_every_flipped_bit_of_the_exchange_is_noticed() -> None:
    def run(turn: int, bit: int) -> bool:
        """Whether the newcomer is asked about although a bit of message `turn` was flipped."""
        world = World()
        door, guest = world.door(), newcomer()
        for at in range(2):
            knocking = bytearray(guest.data_to_send())
            if at == turn:
                knocking[bit // 8 % len(knocking)] ^= 1 << bit % 8
            if any(isinstance(event, Asked) for event in door.receive(bytes(knocking))):
                return True
            try:
                guest.receive(door.data_to_send())
            except (Denied, Misunderstood, Impostor):
                return False
        return False

    assert run(9, 0), "untouched it goes through"
    for turn in range(2):
        for bit in range(0, 1600, 7):
            assert not run(turn, bit)


def test_a_lost_answer_is_given_again_to_the_same_key_without_asking_again() -> None:
    world = World()
    door, guest = world.door(), newcomer()
    talk(door, guest)
    door.confirm(ADMISSION)
    asked, told = talk(world.door(), newcomer())
    assert asked == []
    assert told == [Waiting(HOUSE, b"D" * 32), Welcome(ADMISSION)]


def test_a_key_that_comes_back_before_it_was_let_in_is_asked_about_again() -> None:
    world = World()
    talk(world.door(), newcomer())
    asked, _told = talk(world.door(), newcomer())
    assert [type(event) for event in asked] == [Asked]


def test_nobody_else_can_use_a_code_that_somebody_has_used() -> None:
    world = World()
    talk(world.door(), newcomer())
    with pytest.raises(Denied, match="Another computer has used this code"):
        talk(world.door(), newcomer(key=MALEE))


def test_a_code_that_is_used_up_still_admits_its_own_joiner_and_nobody_else() -> None:
    world = World()
    door, guest = world.door(), newcomer()
    talk(door, guest)
    door.confirm(ADMISSION)
    guest.saved()
    talk(door, guest)
    assert talk(world.door(), newcomer())[1][-1] == Welcome(ADMISSION)
    with pytest.raises(Denied) as failure:
        talk(world.door(), newcomer(key=MALEE))
    assert failure.value.denial is Denial.USED


def test_an_expired_code_says_so_even_to_its_own_joiner() -> None:
    world = World()
    talk(world.door(), newcomer())
    world.now += 599.9
    talk(world.door(), newcomer())
    world.now += 0.1
    with pytest.raises(Denied, match="has expired"):
        talk(world.door(), newcomer())


def test_a_code_that_expires_between_knock_and_name_admits_nobody() -> None:
    world = World()
    door, guest = world.door(), newcomer()
    door.receive(guest.data_to_send())
    guest.receive(door.data_to_send())
    world.now += 600
    assert door.receive(guest.data_to_send()) == [Turned(Denial.EXPIRED)]


def test_somebody_elses_key_cannot_be_brought_along() -> None:
    """The proof of the code alone does not do: the key must sign."""
    world = World()
    door = world.door()
    guest = Newcomer(
        CODE,
        MALEE.public_key().public_bytes_raw(),
        SOMCHAI.sign,
        Names("มาลี", "x"),
        binding=CERTIFICATE,
        nonce=b"n" * 32,
    )
    assert talk(door, guest) == ([], [])
    assert door.over
    assert world.invitation.joiner is None


def test_after_a_few_wrong_codes_an_address_waits_a_minute() -> None:
    world = World()
    for _try in range(TRIES):
        assert world.door().receive(newcomer(OTHER_CODE).data_to_send()) == [Turned(Denial.WRONG)]
    assert world.door().receive(newcomer().data_to_send()) == [Turned(Denial.TOO_MANY_TRIES)]
    assert world.door("192.0.2.2").receive(newcomer().data_to_send()) == [], "another address may"
    world.now += TRIES_WITHIN
    assert world.door().receive(newcomer().data_to_send()) == []


def test_guesses_from_many_addresses_take_no_more_memory() -> None:
    world = World()
    for number in range(600):
        world.door(f"2001:db8::{number:x}").receive(newcomer(OTHER_CODE).data_to_send())
    assert len(world.invitations._wrong) <= 256


def test_another_version_is_told_to_upgrade() -> None:
    world = World()
    door = world.door()
    assert door.receive(frame(0, 2, b"n" * 32, b"p" * 32, "more")) == [Turned(Denial.VERSION)]
    with pytest.raises(Denied, match="please upgrade the older one"):
        newcomer().receive(door.data_to_send())


def test_frames_are_capped_tighter_before_the_code_is_proved() -> None:
    world = World()
    door, guest = world.door(), newcomer()
    door.receive((UNPROVEN_FRAME + 1).to_bytes(4, "big"))
    assert door.over
    with pytest.raises(Misunderstood):
        guest.receive((UNPROVEN_FRAME + 1).to_bytes(4, "big"))
    guest = newcomer()
    door = world.door()
    talk(door, guest)
    guest.receive((UNPROVEN_FRAME + 1).to_bytes(4, "big"))
    guest = newcomer()
    talk(world.door(), guest)
    with pytest.raises(Misunderstood):
        guest.receive((PROVEN_FRAME + 1).to_bytes(4, "big"))


@given(st.binary(max_size=300))
def test_any_bytes_end_the_exchange_or_wait_for_more(data: bytes) -> None:
    world = World()
    door = world.door()
    assert not [event for event in door.receive(data) if isinstance(event, Asked | Settled)]
    guest = newcomer()
    try:
        assert guest.receive(data) == []
    except (Denied, Misunderstood, Impostor):
        assert not guest.trusts


@pytest.mark.parametrize(
    "body",
    [b"", b"\xc1", b"\x90", b"\x93\x04\x04\x04", b"\x80", b"\x91\x91\x91\x91\x91\x04", b"\x91\xc0", msgpack.packb([6])],
)
def test_a_frame_out_of_turn_or_form_ends_it(body: bytes) -> None:
    door = World().door()
    assert door.receive(len(body).to_bytes(4, "big") + body) == []
    assert door.over


def test_names_are_cleaned_before_they_travel_and_a_dirty_one_is_not_shown() -> None:
    world = World()
    asked, _told = talk(world.door(), newcomer(person="  สม\x1b[31m\u202eชาย\n" + "ๆ" * 300))
    assert isinstance(asked[0], Asked)
    assert asked[0].person.startswith("สม[31mชาย ๆ")
    assert len(asked[0].person) == 200
    dirty = newcomer()
    dirty._names = Names("\x1b[2J", "laptop")
    door = world.door()
    assert talk(door, dirty) == ([], [])
    assert door.over


def test_pings_pass_both_ways_while_somebody_thinks() -> None:
    world = World()
    door, guest = world.door(), newcomer()
    door.ping()
    assert door.data_to_send() == b"", "nothing before the door knows who is there"
    talk(door, guest)
    door.ping()
    guest.ping()
    assert talk(door, guest) == ([], [])
    assert not door.over

"""A laptop with a network on which somebody types what is wrong; what the program says to it, in both languages."""

import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from netterm.locale import Language
from netterm.store import Replica, found
from netterm.store.keys import Cost
from tests.scenarios.committees import meeting_with_item

CHEAP = Cost(argon2_memory=5, argon2_passes=1, argon2_lanes=1, scrypt_n=10)
SOURCE = Path(__file__).parents[3]
NETTERM = (sys.executable, "-m", "netterm")
IN_1970 = (sys.executable, "-m", "tests.scenarios.bad_input.in_1970")

Sentences = dict[Language, str]


@dataclass(frozen=True)
class Said:
    """What a command did."""

    code: int
    out: str
    err: str


@dataclass
class Desk:
    """One data directory and how commands reach it."""

    home: Path
    item: bytes = b""
    passphrase: str | None = None
    program: Sequence[str] = NETTERM
    entered: Sequence[str] = field(default=())
    """What stands before each command: the way into a namespace."""

    @property
    def data(self) -> Path:
        return self.home / "data"

    def netterm(self, *words: str, language: Language = Language.EN, passphrase: str | None = None) -> Said:
        """Run a command of the command line to its end."""
        done = self._run(*self.program, *words, language=language, passphrase=passphrase or self.passphrase)
        return Said(done.returncode, done.stdout, done.stderr)

    def python(self, module: str, *words: str) -> str:
        """What a module of the tests prints that gets our data directory, which must end well."""
        done = self._run(sys.executable, "-m", module, str(self.data), *words)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def _run(
        self, *command: str, language: Language = Language.EN, passphrase: str | None = None
    ) -> "subprocess.CompletedProcess[str]":
        mine = {"NETTERM_DATA": str(self.data), "HOME": str(self.home), "XDG_STATE_HOME": str(self.home / "state")}
        mine |= {"NETTERM_LANG": language.value, "PYTHONPATH": str(SOURCE)}
        mine |= {} if passphrase is None else {"NETTERM_PASSPHRASE": passphrase}
        return subprocess.run(
            [*self.entered, *command],
            env={**os.environ, **mine},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def state(self) -> object:
        """All that must not change: the digests and the files that are there."""
        with Replica.open(self.data, self.passphrase) as replica:
            digests = [replica.digest(compartment).hex() for compartment in replica.volumes]
            text = replica.text("agenda_item", self.item, "discussion").value if self.item else ""
        files = {str(path.relative_to(self.data)) for path in self.data.rglob("*")}
        return digests, text, sorted(files - {"syncing"})  # that one says only which programs run

    def refuses(self, *words: str, sentences: Sentences, code: int = 1, passphrase: str | None = None) -> None:
        """The command says the sentence and nothing else, in each language, and changes nothing."""
        before = self.state()
        self.says(*words, sentences=sentences, code=code, passphrase=passphrase)
        assert self.state() == before

    def says(self, *words: str, sentences: Sentences, code: int = 1, passphrase: str | None = None) -> None:
        """The command ends badly with the sentence and nothing else, in each language."""
        for language, sentence in sentences.items():
            said = self.netterm(*words, language=language, passphrase=passphrase)
            assert (said.err, said.code) == (sentence + "\n", code), said


def desk(home: Path, passphrase: str | None = None) -> Desk:
    """A network of one, with an agenda item in whose discussion something stands."""
    replica, _ = found(
        home / "data",
        network={"name_th": "เครือข่าย", "level": "tambon", "purpose": "ทดสอบ"},
        person={"first": "สมชาย", "last": "ใจดี"},
        office="chair",
        passphrase=passphrase,
        cost=CHEAP,
    )
    with replica:
        item = meeting_with_item(replica)
        text = replica.text("agenda_item", item, "discussion")
        text.insert(0, "ที่ประชุมหารือเรื่องทางลาด")
        text.commit()
    return Desk(home, item, passphrase)


def both(english: str, thai: str) -> Sentences:
    return {Language.EN: english, Language.TH: thai}

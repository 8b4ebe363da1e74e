"""What is shown and sent is the fold of the journal: things, lists, who hears of what, who is found how, files."""

from collections.abc import Callable

from models import calendar, text
from models.fold import Key
from models.store import files, journal, people, proof
from models.store.engine import Tx
from models.store.projections import Ear, Shelf
from server.blobs import Blobs, measure
from server.finding import Findings
from sync.board import RANKS, Slot, listing, write_thing
from sync.hearing import audience_of, officers
from sync.replay import Replay

Heard = dict[tuple[str, str, str], str]
"""What must be heard: the day by which it is sent, by (audience, kind, id)."""


def things_of(tx: Tx, unit_id: str, replay: Replay, found: Findings) -> int:
    """Every thing the journal folds to is there, as it folds, in the lists it belongs to, and no other."""
    seen: set[Key] = set()
    for shelf in proof.shelves(tx, unit_id):
        key = Key(shelf.kind, shelf.id)
        slot = replay.slots.get(key)
        seen.add(key)
        where = f"{shelf.kind} {shelf.id}"
        if slot is None:
            found.add("thing_extra", unit_id, where)
        elif key not in replay.vague:
            _same_thing(shelf, key, slot, where, found)
    for key in replay.slots.keys() - seen:
        found.add("thing_missing", unit_id, f"{key.kind} {key.id}")
    return len(seen)


def _same_thing(shelf: Shelf, key: Key, slot: Slot, where: str, found: Findings) -> None:
    body = write_thing(key.kind, key.id, slot.version, slot.state)
    if (shelf.version, shelf.body) != (slot.version, body):
        found.add("thing_other", shelf.unit_id, where, f"version {shelf.version}, folded {slot.version}")
    elif (shelf.rank, shelf[5:10]) != (RANKS.get(key.kind, 2), tuple(listing(key, slot.state))):
        found.add("lists", shelf.unit_id, where)


def expected_reach(slots: dict[Key, Slot]) -> Heard:
    """Who must hear of what, from what is true alone."""
    heard: Heard = {}
    for key, slot in slots.items():
        if key.kind == "visit":
            state = slot.state
            following = [Key("citizen", state.citizen), Key("request", state.request)]
            following += [Key("dossier", dossier) for dossier in state.dossiers]
            for audience in officers(state):
                heard[audience, "visit", key.id] = calendar.local_day(state.window.from_ms)
                heard |= {(audience, *other): "" for other in following if other in slots}
        elif (audience := audience_of(key, slot.state)) and not (key.kind == "notice" and slot.state.withdrawn):
            heard[audience, key.kind, key.id] = ""
    return heard


def reach_of(tx: Tx, unit_id: str, replay: Replay, found: Findings) -> int:
    """Who hears of what is what follows from what is true; nobody hears more, nobody less, and everybody the same words."""
    expected = expected_reach(replay.slots)
    head = journal.head(tx, unit_id).seq
    rows, heard = 0, set()
    for ear in proof.ears(tx, unit_id):
        rows += 1
        key = (ear.audience, ear.kind, ear.id)
        where = f"{ear.audience} hears {ear.kind} {ear.id}"
        if ear.gone:
            if ear.body:
                found.add("reach_other", unit_id, where, "gone, but its words are still there")
            continue
        heard.add(key)
        if key not in expected:
            found.add("reach_extra", unit_id, where)
        elif Key(ear.kind, ear.id) not in replay.vague:
            _same_ear(ear, expected[key], replay.slots[Key(ear.kind, ear.id)], head, where, found)
    for audience, kind, thing_id in expected.keys() - heard:
        found.add("reach_missing", unit_id, f"{audience} hears {kind} {thing_id}")
    return rows


def _same_ear(ear: Ear, day: str, slot: Slot, head: int, where: str, found: Findings) -> None:
    body = write_thing(ear.kind, ear.id, slot.version, slot.state)
    in_time = slot.version <= ear.seq <= head
    if ear.body != body or not in_time or (ear.rank, ear.day) != (RANKS.get(ear.kind, 2), day):
        found.add("reach_other", ear.unit_id, where, f"heard at {ear.seq}, changed at {slot.version}")


def people_of(tx: Tx, unit_id: str, replay: Replay, found: Findings) -> int:
    """Each person is found under their present words and no others, and stands in their place."""
    words, sorting = proof.words(tx, unit_id), proof.sorting(tx, unit_id)
    citizens = {key.id: slot.state for key, slot in replay.slots.items() if key.kind == "citizen"}
    for citizen_id in sorted({*citizens, *words, *sorting}):
        citizen = citizens.get(citizen_id)
        right = citizen is not None and words.get(citizen_id, set()) == people.words_of(citizen)
        if not right or citizen is None or sorting.get(citizen_id) != text.name_key(citizen.name):
            found.add("people", unit_id, f"citizen {citizen_id}")
    return len(citizens)


def files_of(
    tx: Tx, unit_id: str, replay: Replay, blobs: Blobs, bytes_too: bool, found: Findings,
    progress: Callable[[str, int], None],
) -> int:  # fmt: skip
    """Every file received is here with its digest; visits name what they name and wait for what is not here."""
    stored = files.all_stored(tx, unit_id)
    for count, one in enumerate(stored, 1):
        length = blobs.length(one.digest)
        if length is None:
            found.add("file_missing", unit_id, one.digest)
        elif length != one.length_bytes or (bytes_too and measure(blobs, one.digest)[0] != one.digest):
            found.add("file_damaged", unit_id, one.digest, f"{length} bytes of {one.length_bytes}")
        progress("files", count)
    here = {one.digest for one in stored}
    visits = {key.id: slot.state for key, slot in replay.slots.items() if key.kind == "visit"}
    named = {(file.digest, visit_id) for visit_id, state in visits.items() for file in state.files}
    for digest, visit_id in sorted(named ^ proof.file_visits(tx, unit_id)):
        found.add("file_names", unit_id, digest, f"visit {visit_id}")
    for visit_id, state in visits.items():
        missing = {file.digest for file in state.files} - here
        for digest in sorted(missing ^ set(state.missing)):
            found.add("file_unsaid", unit_id, digest, f"visit {visit_id}")
    return len(stored)

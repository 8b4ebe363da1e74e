"""Finding people a page at a time."""

from models.citizen import Citizen
from models.store import people, projections
from models.store.engine import Store
from models.store.people import Scope
from models.store.projections import Shelf
from models.text import name_key

UNIT = "30307"


def test_a_search_goes_on_where_it_stopped(store: Store) -> None:
    """Page after page every person who bears the words comes once, in Vietnamese order, namesakes too."""
    names = ["Lê Thị Ánh", "Lê Thị An", "Lê Thị Bé", "Lê Thị An", "Trần Văn Bé", "Lê Thị Đào"]
    with store.write() as tx:
        for at, name in enumerate(names):
            projections.put(tx, [Shelf(UNIT, "citizen", f"c{at}", 1, 2, "", "", "", "", "", f"{at}")])
            people.index(tx, Citizen(id=f"c{at}", unit=UNIT, name=name))
    found: list[str] = []
    after = ("", "")
    with store.read() as tx:
        while page := people.find(tx, Scope((UNIT,)), "le thi", 2, after):
            found += page
            last = int(page[-1])
            after = (name_key(names[last]), f"c{last}")
    assert found == ["1", "3", "0", "2", "5"]

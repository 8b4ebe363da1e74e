"""Why a rule decided as it did: a sentence in Vietnamese, the same in English, and the article it rests on."""

from models.said import State


class Reason(State, frozen=True, kw_only=True):
    """One reason, as it is read out to a caller and kept with a decision; `article` is empty for a ward's own choice."""

    id: str
    vi: str
    en: str
    article: str = ""

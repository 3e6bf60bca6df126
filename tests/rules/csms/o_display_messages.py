"""Samples of block O."""

from ..sample import csms, held, idle, missed

TEXT = {"format": "UTF8", "content": "Welcome"}


def message(language, **more):
    text = TEXT if language is None else {**TEXT, "language": language}
    return csms("SetDisplayMessage", {"message": {"id": 1, "priority": "InFront", "message": text, **more}})


SAMPLES = {
    "the_language_of_a_message_is_a_tag": [
        held("a tag", message("en-US")),
        held("a tag, for a transaction", message("nl", transactionId="1")).about("O02.FR.12"),
        missed("a locale", message("en_US")),
        missed("a locale, for a transaction", message("en_US", transactionId="1")).about("O02.FR.12"),
        idle("no language", message(None)),
        idle("of no transaction", message("en")).about("O02.FR.12"),
    ],
}

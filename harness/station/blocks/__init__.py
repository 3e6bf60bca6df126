"""The functional blocks of the station, one per file: each gives its `BLOCK`, and knows only the core and those below.

What a block asks of one below it goes through `station.part(…)`. What a block below it wants to know or to tell is a
list there, which the upper block joins when the station is put together: `Availability.in_use`, `Transactions.ended`.
"""

"""The functional blocks of the station, one per file: each gives its `BLOCK`, and knows only the core and those below.

What a block asks of one below it goes through `station.part(…)`. What a block below wants to know or has to tell is a
list there, which upper blocks join when the station is put together, and which is asked in the order of the blocks:
`Availability.in_use`, `Transactions.ended`.
"""

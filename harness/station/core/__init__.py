"""What every functional block stands on: connection, outbox, device model, clock, journal, tasks. It knows no block."""

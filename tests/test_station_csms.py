"""A CSMS that says what a test tells it to, for the tests of the bundled station; it has no tests of its own."""
X=1

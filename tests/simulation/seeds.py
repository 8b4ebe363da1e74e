"""Seeds that once broke a promise, with what they found. They are played first, for ever.

A seed tells the same story only as long as `steps.py` does: what it found is also a test of its own, named here.
"""

FOUND: dict[int, str] = {
    44: "an office put back, told again by a late letter, left old receipts on a tablet (test_rescue: put back)",
    84: "an event was let go after a month though its page had never been pulled (test_round: let go)",
    243: "a tablet whose clock is doubted saw its own times move (test_clock: stands still)",
    1594: "a clock a year ahead let go of what the office had just forgotten (test_round: let go)",
    1675: "the same, after enrolling anew",
    1799: "the same, after two lives of the office",
    28272866: "the judge, not the office, took a version of another life of the database for one of this (test_versions)",
    28272897: "the same, with a conflict settled after it",
}

//! What crosses crates: one table of form cases through every way into the rules, the invariants of
//! the design, and (in Node, below `e2e`) the program against real servers and a real browser.

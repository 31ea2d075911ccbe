//! tamis
fn main() {}

//! Which signs a text may meet, found in one pass over it.

use std::{
    collections::{HashMap, HashSet},
    iter::successors,
    sync::LazyLock,
};

use aho_corasick::AhoCorasick;

use super::{
    doubts::DOUBTS,
    refusal,
    signs::{self, Need, Sign},
};

/// The words that the signs look for, and which signs begin with them.
pub(super) struct Index {
    needles: AhoCorasick,
    numbers: HashMap<&'static str, usize>,
    /// The signs that need a needle first, by its number.
    by_needle: Vec<Vec<&'static Sign>>,
    /// Those that need no words: a number of Entra, a fact of a probe, or something else.
    by_entra: Vec<&'static Sign>,
    by_fact: Vec<&'static Sign>,
    others: Vec<&'static Sign>,
    /// The numbers of Entra that a sign needs.
    entra: HashSet<u32>,
    /// Which needles count only where no letter or digit is beside them.
    is_alone: Vec<bool>,
}

pub(super) static INDEX: LazyLock<Index> = LazyLock::new(Index::build);

impl Index {
    fn build() -> Self {
        let mut numbers = HashMap::new();
        let mut list: Vec<&'static str> = Vec::new();
        let mut number_of = |needle: &'static str| {
            *numbers.entry(needle).or_insert_with(|| {
                list.push(needle);
                list.len() - 1
            })
        };
        let of_doubts = DOUBTS.iter().flat_map(|doubt| doubt.needs);
        let of_signs = signs::all().flat_map(|sign| sign.needs);
        for need in of_doubts.chain(of_signs) {
            if let Need::Says(needle) | Need::Lacks(needle) = need {
                number_of(needle);
            }
        }
        for needle in refusal::WORDS {
            number_of(needle);
        }
        let mut by_needle = vec![Vec::new(); list.len()];
        let [mut by_entra, mut by_fact, mut others] = [const { Vec::new() }; 3];
        for sign in signs::all() {
            let first = sign.needs.iter().find_map(|need| match need {
                Need::Says(needle) => numbers.get(needle),
                _ => None,
            });
            match first.and_then(|number| by_needle.get_mut(*number)) {
                Some(signs) => signs.push(sign),
                None if sign.needs.iter().any(|need| matches!(need, Need::Entra(_))) => {
                    by_entra.push(sign);
                }
                None if sign.needs.iter().any(|need| matches!(need, Need::Fact(..))) => {
                    by_fact.push(sign);
                }
                None => others.push(sign),
            }
        }
        let entra = signs::all().flat_map(|sign| sign.needs).filter_map(|need| match need {
            Need::Entra(number) => Some(*number),
            _ => None,
        });
        let entra = entra.collect();
        let is_alone = list.iter().map(|needle| stands_alone(needle)).collect();
        // Building fails only beyond the limits of the automaton, far from this list.
        #[expect(clippy::expect_used, reason = "the list is constant, and a test builds it")]
        let needles = AhoCorasick::new(&list).expect("the needles fit into the automaton");
        Self { needles, numbers, by_needle, by_entra, by_fact, others, entra, is_alone }
    }

    /// The signs of which at least one need may be met, where these needles were found, and whether
    /// there are numbers of Entra and facts.
    pub(super) fn candidates(
        &self,
        found: &[bool],
        has_entra: bool,
        has_facts: bool,
    ) -> impl Iterator<Item = &'static Sign> {
        let by_words = self.by_needle.iter().zip(found).filter(|(_, found)| **found);
        let by_entra = if has_entra { &self.by_entra[..] } else { &[] };
        let by_fact = if has_facts { &self.by_fact[..] } else { &[] };
        let without_words = by_entra.iter().chain(by_fact).chain(&self.others);
        by_words.flat_map(|(signs, _)| signs).chain(without_words).copied()
    }

    /// The number that the signs know a number of Entra by: its own, or that of its family. Entra adds
    /// digits to the five of an error for each of its variants, as 500112 is one of 50011.
    pub(super) fn entra_of(&self, number: u32) -> Option<u32> {
        const LEAST: u32 = 10_000;
        let families = successors(Some(number), |number| Some(number / 10));
        families.take_while(|number| *number >= LEAST).find(|number| self.entra.contains(number))
    }

    pub(super) fn number_of(&self, needle: &str) -> Option<usize> {
        self.numbers.get(needle).copied()
    }

    /// Which of the needles a line holds.
    pub(super) fn search(&self, line: &str) -> Vec<bool> {
        let mut found = vec![false; self.by_needle.len()];
        let is_beside = |at: Option<usize>| {
            at.and_then(|at| line.as_bytes().get(at)).is_some_and(u8::is_ascii_alphanumeric)
        };
        for hit in self.needles.find_overlapping_iter(line) {
            let number = hit.pattern().as_usize();
            let is_part = self.is_alone[number]
                && (is_beside(hit.start().checked_sub(1)) || is_beside(Some(hit.end())));
            found[number] |= !is_part;
        }
        found
    }
}

/// Whether a needle stands for itself and not within another word: a number, or the name of an error
/// of the operating system, which `ResourceNotFound` and `pipeline` would hold.
fn stands_alone(needle: &str) -> bool {
    const ERRORS: [&str; 9] = [
        "econnrefused",
        "econnreset",
        "eaddrnotavail",
        "ehostunreach",
        "enetunreach",
        "enotfound",
        "epipe",
        "etimedout",
        "etimeout",
    ];
    ERRORS.contains(&needle) || needle.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sign_is_reached() {
        for sign in signs::all() {
            let text = sign.needs.iter().find_map(|need| match need {
                Need::Says(needle) => Some(*needle),
                _ => None,
            });
            let found = INDEX.search(text.unwrap_or_default());
            assert!(
                INDEX.candidates(&found, true, true).any(|reached| reached == sign),
                "{sign:?}"
            );
        }
    }
}

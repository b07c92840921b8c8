//! Which signs a text may meet, found in one pass over it.

use std::{
    collections::{HashMap, HashSet},
    iter::successors,
    sync::LazyLock,
};

use aho_corasick::AhoCorasick;

use super::{
    doubts::DOUBTS,
    evidence::Provider,
    refusal,
    scene::NAMES,
    signs::{self, Need, Sign},
};

/// The words that the signs look for, and which signs begin with them.
pub(super) struct Index {
    needles: AhoCorasick,
    numbers: HashMap<&'static str, usize>,
    /// The signs that need a needle first, by its number.
    by_needle: Vec<Vec<&'static Sign>>,
    /// Those that need no words: a number of Entra, a fact of a probe, or something else.
    by_entra: HashMap<u32, Vec<&'static Sign>>,
    by_fact: Vec<&'static Sign>,
    others: Vec<&'static Sign>,
    /// The numbers of Entra that a sign needs.
    entra: HashSet<u32>,
    /// The names that tell whose server it is, by the numbers of their needles.
    names: Vec<(usize, Provider)>,
    /// Which needles count only where no letter or digit is beside them.
    is_alone: Vec<bool>,
}

/// The needles that a line holds.
pub(super) struct Found {
    is_found: Vec<bool>,
    /// Their numbers, in order.
    numbers: Vec<usize>,
}

impl Found {
    /// Whether the needle of this number is among them.
    pub(super) fn has(&self, number: usize) -> bool {
        self.is_found.get(number).is_some_and(|is_found| *is_found)
    }
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
        let names = NAMES.map(|(name, provider)| (number_of(name), provider)).to_vec();
        let mut by_needle = vec![Vec::new(); list.len()];
        let mut by_entra = HashMap::<_, Vec<_>>::new();
        let [mut by_fact, mut others] = [const { Vec::new() }; 2];
        for sign in signs::all() {
            let first = sign.needs.iter().find_map(|need| match need {
                Need::Says(needle) => numbers.get(needle),
                _ => None,
            });
            let entra = sign.needs.iter().find_map(|need| match need {
                Need::Entra(number) => Some(*number),
                _ => None,
            });
            match (first.and_then(|number| by_needle.get_mut(*number)), entra) {
                (Some(signs), _) => signs.push(sign),
                (None, Some(number)) => by_entra.entry(number).or_default().push(sign),
                _ if sign.needs.iter().any(|need| matches!(need, Need::Fact(..))) => {
                    by_fact.push(sign);
                }
                _ => others.push(sign),
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
        let needles = AhoCorasick::builder()
            .dense_depth(3)
            .build(&list)
            .expect("the needles fit into the automaton");
        Self { needles, numbers, by_needle, by_entra, by_fact, others, entra, names, is_alone }
    }

    /// The signs of which at least one need may be met, where these needles and these numbers of Entra were
    /// found, and whether there are facts.
    pub(super) fn candidates(
        &self,
        found: &Found,
        entra: &[u32],
        has_facts: bool,
    ) -> impl Iterator<Item = &'static Sign> {
        let by_words = found.numbers.iter().filter_map(|number| self.by_needle.get(*number));
        let by_entra = entra.iter().filter_map(|number| self.by_entra.get(number)).flatten();
        let by_fact = if has_facts { &self.by_fact[..] } else { &[] };
        let without_words = by_entra.chain(by_fact).chain(&self.others);
        by_words.flatten().chain(without_words).copied()
    }

    /// The number that the signs know a number of Entra by: its own, or that of its family. Entra adds
    /// digits to the five of an error for each of its variants, as 500112 is one of 50011.
    pub(super) fn entra_of(&self, number: u32) -> Option<u32> {
        const LEAST: u32 = 10_000;
        let families = successors(Some(number), |number| Some(number / 10));
        families.take_while(|number| *number >= LEAST).find(|number| self.entra.contains(number))
    }

    /// Who is named, where these needles were found.
    pub(super) fn named(&self, found: &Found) -> Option<Provider> {
        self.names.iter().find(|(number, _)| found.has(*number)).map(|(_, provider)| *provider)
    }

    pub(super) fn number_of(&self, needle: &str) -> Option<usize> {
        self.numbers.get(needle).copied()
    }

    /// Which of the needles a line holds.
    pub(super) fn search(&self, line: &str) -> Found {
        let mut is_found = vec![false; self.by_needle.len()];
        let mut numbers = Vec::new();
        let is_beside = |at: Option<usize>| {
            at.and_then(|at| line.as_bytes().get(at)).is_some_and(u8::is_ascii_alphanumeric)
        };
        for hit in self.needles.find_overlapping_iter(line) {
            let number = hit.pattern().as_usize();
            let is_part = self.is_alone[number]
                && (is_beside(hit.start().checked_sub(1)) || is_beside(Some(hit.end())));
            if !is_part && !is_found[number] {
                is_found[number] = true;
                numbers.push(number);
            }
        }
        numbers.sort_unstable();
        Found { is_found, numbers }
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
            let numbers: Vec<_> = INDEX.entra.iter().copied().collect();
            assert!(
                INDEX.candidates(&found, &numbers, true).any(|reached| reached == sign),
                "{sign:?}"
            );
        }
    }
}

//! One JSON object a line in, and one answer a line out, in order: what `check` and `explain` have in
//! common. Memory does not grow with the number of lines, and a line that is wrong spoils no other.

use std::io::{self, BufRead, Read as _};

use serde::Serialize;

/// The longest line that is read, in bytes.
const LONGEST: u64 = 1 << 20;

/// Lines that are numbered from 1, as they are read; blank ones are passed over.
pub(super) struct Lines<R> {
    input: R,
    bytes: Vec<u8>,
    number: u64,
}

/// The number of a line, and what stands in it.
pub(super) type Line<'a> = (u64, Result<&'a [u8], Reason>);

/// Why a line has no answer. It quotes nothing of the line, which may hold a secret.
#[derive(Debug, Serialize)]
pub(super) struct Reason {
    /// From 1, as `column`, which counts bytes.
    pub(super) line: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) column: Option<usize>,
    pub(super) message: &'static str,
}

impl<R: BufRead> Lines<R> {
    pub(super) fn of(input: R) -> Self {
        Self { input, bytes: Vec::new(), number: 0 }
    }

    /// The next line.
    pub(super) fn next(&mut self) -> io::Result<Option<Line<'_>>> {
        loop {
            self.bytes.clear();
            if self.input.by_ref().take(LONGEST).read_until(b'\n', &mut self.bytes)? == 0 {
                return Ok(None);
            }
            self.number += 1;
            if !self.bytes.ends_with(b"\n") && self.bytes.len() as u64 == LONGEST {
                self.input.skip_until(b'\n')?;
                let message = "this line is longer than 1 MiB";
                let reason = Reason { line: self.number, column: None, message };
                return Ok(Some((self.number, Err(reason))));
            }
            if !self.bytes.trim_ascii().is_empty() {
                break;
            }
        }
        // Editors of Windows begin a file with it.
        let line = self.bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&self.bytes);
        Ok(Some((self.number, Ok(line))))
    }
}

//! Faults of one kind that a definition may have hundreds of times, told as one finding.

use crate::diag::Sink;
use crate::source::Span;

use super::Rule;

/// So many faults are told one by one, so that each can be allowed where it stands; more of them are one finding.
const APART: usize = 3;

/// One of the faults.
#[derive(Clone, Debug)]
pub(super) struct Fault {
    pub(super) span: Span,
    /// What is so, as a finding of its own says it.
    pub(super) message: String,
    /// What is said at its place, where it is one of many; nothing where the place says it all.
    pub(super) label: String,
    pub(super) help: Option<String>,
}

/// Reports `faults`, in the order of the text. Many of them become one finding with all places, whose message `many` makes
/// of the first fault's and of how many there are.
pub(super) fn report(
    rule: &'static Rule,
    faults: Vec<Fault>,
    sink: &mut Sink,
    many: impl FnOnce(&str, usize) -> String,
) {
    if faults.len() <= APART {
        for Fault { span, message, help, .. } in faults {
            let found = sink.report(rule, span, message);
            if let Some(help) = help {
                found.help(help);
            }
        }
        return;
    }
    let count = faults.len();
    let mut faults = faults.into_iter();
    let Some(first) = faults.next() else { return };
    let found = sink.report(rule, first.span, many(&first.message, count));
    found.label(first.label);
    if let Some(help) = first.help {
        found.help(help);
    }
    for other in faults {
        found.related(other.span, other.label);
    }
}

#[cfg(test)]
mod tests {
    use crate::diag::Sink;
    use crate::source::{FileId, Span};

    use super::{APART, Fault, report};
    use crate::check::RULES;

    fn faults(count: u32) -> Vec<Fault> {
        let fault = |at| Fault {
            span: Span::new(FileId::FIRST, at, at + 1),
            message: format!("{at} is wrong"),
            label: String::new(),
            help: None,
        };
        (0..count).map(fault).collect()
    }

    #[test]
    fn many_are_one_finding_with_all_places() {
        for count in [0_u32, 1, 3, 4, 500] {
            let mut sink = Sink::default();
            report(RULES[0], faults(count), &mut sink, |first, all| format!("{first}, of {all}"));
            let found = sink.diagnostics();
            let places: usize = found.iter().map(|own| 1 + own.related.len()).sum();
            assert_eq!(places, count as usize);
            let is_one = count as usize > APART;
            assert_eq!(found.len(), if is_one { 1 } else { places });
            if is_one {
                assert_eq!(found[0].message, format!("0 is wrong, of {count}"));
            }
        }
    }
}

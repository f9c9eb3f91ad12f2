//! Rates and bursts.

use std::fmt;

/// Requests per second, to a thousandth.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rate {
    thousandths: u64,
}

impl Rate {
    /// The rate of `per_second` requests. What is over nothing is at least a thousandth, so that a small rate does not
    /// become none; what is under nothing, or no number, is none.
    pub fn new(per_second: f64) -> Self {
        let scaled = (per_second * 1000.0).round();
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "the cast ends at the bounds, and gives 0 for what is no number"
        )]
        let thousandths = scaled as u64;
        Self { thousandths: if per_second > 0.0 { thousandths.max(1) } else { thousandths } }
    }

    /// The rate of `thousandths` requests in a thousand seconds.
    pub const fn of_thousandths(thousandths: u64) -> Self {
        Self { thousandths }
    }

    /// How many requests there may be in a thousand seconds.
    pub const fn thousandths(self) -> u64 {
        self.thousandths
    }
}

/// As in `10`, `0.1` or `33.333`.
impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, part) = (self.thousandths / 1000, self.thousandths % 1000);
        if part == 0 {
            return write!(f, "{whole}");
        }
        let part = format!("{part:03}");
        write!(f, "{whole}.{}", part.trim_end_matches('0'))
    }
}

/// A token bucket: how fast it fills, and how many requests it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Throttle {
    /// Requests per second.
    pub rate: Rate,
    /// The size of the bucket, in requests.
    pub burst: u64,
}

#[cfg(test)]
mod tests {
    use super::Rate;

    fn shown(per_second: f64) -> String {
        Rate::new(per_second).to_string()
    }

    #[test]
    fn rates_are_kept_to_a_thousandth() {
        assert_eq!(shown(10_000.0), "10000");
        assert_eq!(shown(0.1), "0.1");
        assert_eq!(shown(33.333_33), "33.333");
        assert_eq!(shown(0.000_01), "0.001");
        assert_eq!(shown(-3.0), "0");
        assert_eq!(shown(f64::NAN), "0");
        assert_eq!(Rate::new(f64::INFINITY).thousandths(), u64::MAX);
    }
}

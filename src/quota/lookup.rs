//! Limits that depend on where an API is.

/// How much all APIs of an account may take in one region together.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AccountThrottle {
    /// Requests per second.
    pub rate: f64,
    /// The size of the bucket, in requests.
    pub burst: u64,
}

/// The account's limits in `region`, before AWS raised them for anyone. Regions that AWS gives less are listed in
/// AWS docs, "Amazon API Gateway quotas and important notes" (February 2023).
pub fn account_throttle(region: Option<&str>) -> AccountThrottle {
    match region {
        Some("af-south-1" | "eu-south-1") => AccountThrottle { rate: 2500.0, burst: 1250 },
        _ => AccountThrottle { rate: 10_000.0, burst: 5000 },
    }
}

#[cfg(test)]
mod tests {
    use super::account_throttle;

    #[test]
    fn two_regions_have_less() {
        assert_eq!(account_throttle(Some("eu-south-1")).burst, 1250);
        assert_eq!(account_throttle(Some("eu-central-1")).burst, 5000);
        assert_eq!(account_throttle(None).burst, 5000);
    }
}

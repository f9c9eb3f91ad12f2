//! "Did you mean".

/// The candidate that is closest to `name`, if one is close enough to be what was meant.
pub fn closest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // Longer texts are never names; comparing them would cost their product.
    if name.len() > 100 {
        return None;
    }
    let lower = name.to_lowercase();
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        if candidate.len() > 100 {
            continue;
        }
        let distance = strsim::damerau_levenshtein(&lower, &candidate.to_lowercase());
        if best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, candidate));
        }
    }
    best.filter(|(distance, _)| *distance <= (name.chars().count() / 3).max(1))
        .map(|(_, candidate)| candidate)
}

/// The candidate that is closest to `name`, or else the shortest of which `name` is a part.
pub fn closest_or_longer<'a>(
    name: &str,
    candidates: impl IntoIterator<Item = &'a str> + Clone,
) -> Option<&'a str> {
    closest(name, candidates.clone()).or_else(|| {
        let longer = candidates.into_iter().filter(|known| name.len() > 2 && known.contains(name));
        longer.min_by_key(|known| known.len())
    })
}

#[cfg(test)]
mod tests {
    use super::{closest, closest_or_longer};

    #[test]
    fn only_close_names_are_meant() {
        let names = ["unused-model", "undefined-model", "greedy-path-not-last"];
        assert_eq!(closest("unsued-model", names), Some("unused-model"));
        assert_eq!(closest("Undefined-Model", names), Some("undefined-model"));
        assert_eq!(closest("cors", names), None);
        assert_eq!(closest("", names), None);
        assert_eq!(closest_or_longer("greedy-path", names), Some("greedy-path-not-last"));
        assert_eq!(closest_or_longer("model", names), Some("unused-model"));
        assert_eq!(closest_or_longer("cors", names), None);
    }
}

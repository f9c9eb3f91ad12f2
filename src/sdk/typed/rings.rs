//! Models that are inside of each other.

use crate::sdk::surface::{Field, Model, Shape, Type};

use super::kinds::held;

/// The models that each one has inside of itself.
fn insides(models: &[Model], optional_inside: bool) -> Vec<Vec<usize>> {
    let is_inside = |field: &&Field| {
        optional_inside || (field.required && !matches!(field.kind, Type::Nullable(_)))
    };
    let inside = |model: &Model| -> Vec<usize> {
        match &model.shape {
            Shape::Object(object) => {
                let fields = object.fields.iter().filter(is_inside);
                fields.filter_map(|field| held(&field.kind)).collect()
            }
            Shape::Union(union) if optional_inside => {
                union.variants.iter().filter_map(|variant| held(&variant.kind)).collect()
            }
            Shape::Enum(_) | Shape::Union(_) => Vec::new(),
            Shape::Alias(kind) => held(kind).into_iter().collect(),
        }
    };
    models.iter().map(inside).collect()
}

/// A number for each model, which those have in common that are inside of each other.
pub(in crate::sdk) fn model_rings(models: &[Model], optional_inside: bool) -> Vec<usize> {
    rings(&insides(models, optional_inside))
}

/// Which models are other names of something that has them in turn.
pub(in crate::sdk) fn turning(models: &[Model]) -> Vec<bool> {
    let parts: Vec<Vec<usize>> = models
        .iter()
        .map(|model| match &model.shape {
            Shape::Alias(kind) => kind.models(),
            Shape::Object(_) | Shape::Enum(_) | Shape::Union(_) => Vec::new(),
        })
        .collect();
    let rings = rings(&parts);
    let in_turn = |(index, own): (usize, &Vec<usize>)| {
        own.iter().any(|part| *part == index || rings.get(*part) == rings.get(index))
    };
    parts.iter().enumerate().map(in_turn).collect()
}

/// A number for each model. Two that have the same one are inside of each other, so one of them has to be somewhere
/// else: these are the strongly connected components, found by Kosaraju's two walks.
fn rings(parts: &[Vec<usize>]) -> Vec<usize> {
    let mut order = Vec::with_capacity(parts.len());
    let mut seen = vec![false; parts.len()];
    for start in 0..parts.len() {
        let mut open = vec![(start, 0)];
        while let Some((at, edge)) = open.pop() {
            if edge == 0 && seen.get_mut(at).is_none_or(|seen| std::mem::replace(seen, true)) {
                continue;
            }
            match parts.get(at).and_then(|own| own.get(edge)) {
                Some(next) => open.extend([(at, edge + 1), (*next, 0)]),
                None => order.push(at),
            }
        }
    }
    let mut holders: Vec<Vec<usize>> = vec![Vec::new(); parts.len()];
    for (holder, own) in parts.iter().enumerate() {
        for part in own {
            holders.get_mut(*part).into_iter().for_each(|all| all.push(holder));
        }
    }
    let mut ring = vec![usize::MAX; parts.len()];
    for start in order.into_iter().rev() {
        let mut open = vec![start];
        while let Some(at) = open.pop() {
            let Some(own) = ring.get_mut(at).filter(|own| **own == usize::MAX) else { continue };
            *own = start;
            open.extend(holders.get(at).into_iter().flatten());
        }
    }
    ring
}

#[cfg(test)]
mod tests {
    use super::rings;

    #[test]
    fn models_inside_of_each_other_are_one_ring() {
        let found = rings(&[vec![1], vec![2], vec![0, 3], vec![], vec![4], vec![3]]);
        assert_eq!(found[0], found[1]);
        assert_eq!(found[0], found[2]);
        let others = [found[0], found[3], found[4], found[5]];
        assert!(others.iter().enumerate().all(|(at, own)| !others[..at].contains(own)));
    }
}

//! Names that no two types of a package have.

use std::collections::HashSet;

use crate::sdk::naming::Name;
use crate::sdk::surface::Surface;

/// The names of the models' types. One that the language keeps for itself gets a word more.
pub(in crate::sdk) fn model_names(
    surface: &Surface,
    write: fn(&Name) -> String,
    reserved: &[&str],
) -> Vec<String> {
    let mut taken: HashSet<String> = reserved.iter().map(|word| (*word).to_owned()).collect();
    taken.insert(write(&surface.client));
    for operation in &surface.operations {
        let responses = operation.responses.iter();
        let own = responses.flat_map(|own| [&own.error_name, &own.headers_name]);
        let own = own.chain([&operation.input, &operation.output, &operation.error]);
        taken.extend(own.map(write));
    }
    let all = surface.models.iter().map(|model| write(&model.name));
    let all: Vec<String> = all.collect();
    let known: HashSet<&String> = all.iter().collect();
    let free = |name: &str, taken: &HashSet<String>| !taken.contains(name);
    all.iter()
        .map(|own| {
            let mut name = own.clone();
            while !free(&name, &taken) {
                name.push_str("Model");
                if known.contains(&name) {
                    name.push('_');
                }
            }
            taken.insert(name.clone());
            name
        })
        .collect()
}

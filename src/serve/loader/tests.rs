//! What the loader gives and what it refuses.

use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::FsLoader;
use crate::source::{LoadError, Loader};

fn project() -> (TempDir, FsLoader) {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir_all(folder.path().join("project/schemas")).unwrap();
    fs::write(folder.path().join("project/api.yaml"), "openapi: 3.0.3").unwrap();
    fs::write(folder.path().join("project/schemas/pet.json"), "{}").unwrap();
    fs::write(folder.path().join("secret"), "outside").unwrap();
    let loader = FsLoader::new(&folder.path().join("project")).unwrap();
    (folder, loader)
}

fn load(loader: &FsLoader, path: &str) -> Result<String, LoadError> {
    loader.load(Path::new(path)).map(|bytes| String::from_utf8(bytes).unwrap())
}

#[test]
fn files_below_the_root_are_read() {
    let (_folder, loader) = project();
    assert_eq!(load(&loader, "api.yaml").unwrap(), "openapi: 3.0.3");
    assert_eq!(load(&loader, "./schemas/../schemas/pet.json").unwrap(), "{}");
    let absolute = loader.root().join("schemas/pet.json");
    assert_eq!(load(&loader, absolute.to_str().unwrap()).unwrap(), "{}");
}

#[test]
fn nothing_outside_of_the_root_is_read() {
    let (folder, loader) = project();
    for path in ["../secret", "schemas/../../secret", "/etc/hostname", "../absent"] {
        let refused = load(&loader, path).unwrap_err();
        assert!(matches!(refused, LoadError::Outside(_)), "{path}: {refused}");
    }
    let secret = folder.path().join("secret");
    let refused = load(&loader, secret.to_str().unwrap()).unwrap_err();
    assert!(matches!(refused, LoadError::Outside(_)), "{refused}");
}

#[cfg(unix)]
#[test]
fn a_symbolic_link_may_not_lead_out() {
    use std::os::unix::fs::symlink;

    let (folder, loader) = project();
    symlink(folder.path().join("secret"), folder.path().join("project/link")).unwrap();
    symlink(folder.path().join("project/api.yaml"), folder.path().join("project/inner")).unwrap();
    symlink(folder.path(), folder.path().join("project/up")).unwrap();
    assert!(matches!(load(&loader, "link").unwrap_err(), LoadError::Outside(_)));
    assert!(matches!(load(&loader, "up/secret").unwrap_err(), LoadError::Outside(_)));
    assert_eq!(load(&loader, "inner").unwrap(), "openapi: 3.0.3");
}

#[test]
fn missing_files_directories_and_large_files_are_named_as_such() {
    let (_folder, loader) = project();
    assert!(matches!(load(&loader, "absent.yaml").unwrap_err(), LoadError::NotFound(_)));
    assert!(matches!(load(&loader, "schemas").unwrap_err(), LoadError::Directory(_)));
    let loader = loader.with_limit(14);
    assert_eq!(load(&loader, "api.yaml").unwrap().len(), 14);
    let loader = loader.with_limit(13);
    let refused = load(&loader, "api.yaml").unwrap_err();
    assert!(matches!(refused, LoadError::TooLarge { limit: 13, .. }), "{refused}");
    assert_eq!(refused.to_string(), "`api.yaml` is larger than 13 bytes");
}

#[cfg(unix)]
#[test]
fn a_device_is_not_read() {
    use std::os::unix::fs::symlink;

    let folder = tempfile::tempdir().unwrap();
    let socket = folder.path().join("socket");
    let _listener = std::os::unix::net::UnixListener::bind(&socket).unwrap();
    symlink(&socket, folder.path().join("link")).unwrap();
    let loader = FsLoader::new(folder.path()).unwrap();
    assert!(matches!(load(&loader, "link").unwrap_err(), LoadError::Io { .. }));
    assert!(matches!(load(&loader, "socket").unwrap_err(), LoadError::Io { .. }));
}

#[test]
fn the_files_that_were_asked_for_are_known_also_the_missing_ones() {
    let (_folder, loader) = project();
    load(&loader, "schemas/pet.json").unwrap();
    load(&loader, "./api.yaml").unwrap();
    load(&loader, "api.yaml").unwrap();
    load(&loader, "absent.yaml").unwrap_err();
    load(&loader, "../secret").unwrap_err();
    let names = ["absent.yaml", "api.yaml", "schemas/pet.json"];
    let expected: Vec<PathBuf> = names.iter().map(|name| loader.root().join(name)).collect();
    assert_eq!(loader.files(), expected);
}

#[test]
fn a_root_must_be_a_directory() {
    let (folder, _loader) = project();
    assert!(FsLoader::new(&folder.path().join("secret")).is_err());
    assert!(FsLoader::new(&folder.path().join("absent")).is_err());
    assert_eq!(
        FsLoader::new(Path::new("")).unwrap().root(),
        FsLoader::new(Path::new(".")).unwrap().root()
    );
}

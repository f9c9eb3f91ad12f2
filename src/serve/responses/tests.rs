//! What comes back from the file, what never does, and what the file shows to others.

use std::fs;
use std::io::Read;
use std::path::Path;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, StatusCode};

use super::{
    Clock, KeptResponse, RESPONSES_FILE, RESPONSES_KEY_FILE, ResponseStore, ResponsesError, Shelf,
    StoredResponse, SystemClock,
};

const BYTES: u64 = 1 << 20;
const MINUTE: Duration = Duration::from_mins(1);

/// A secret that is given, and one that another gateway has.
const GIVEN: &str = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
const OTHER: &str = "ZmVkY2JhOTg3NjU0MzIxMGZlZGNiYTk4NzY1NDMyMTA=";

fn open(folder: &Path) -> ResponseStore {
    let (store, fault) = ResponseStore::open(folder, None, SystemClock::new()).unwrap();
    assert!(fault.is_none(), "{fault:?}");
    store
}

fn refused(folder: &Path, secret: Option<&str>) -> String {
    let refused = ResponseStore::open(folder, secret, SystemClock::new()).unwrap_err();
    assert!(!refused.help().is_empty());
    refused.to_string()
}

fn response(body: &str) -> StoredResponse {
    let mut headers = HeaderMap::new();
    headers.insert("x-owner", HeaderValue::from_static("owner-in-a-header"));
    let body = Bytes::copy_from_slice(body.as_bytes());
    StoredResponse { status: StatusCode::OK, headers, body }
}

/// Keeps a response under `key` in the stage `dev`.
fn keep(store: &ResponseStore, key: &str, body: &str, ttl: Duration, is_encrypted: bool) {
    let now = SystemClock::new().now();
    let (response, key) = (response(body), key.as_bytes());
    let (stage, bytes) = ("dev", BYTES);
    store.keep(&KeptResponse { stage, bytes, key, response: &response, now, ttl, is_encrypted });
}

/// What the cache of the stage `dev` has under these keys, with a dash for nothing.
fn found(store: &ResponseStore, keys: &[&str]) -> Vec<String> {
    found_in(store, "dev", BYTES, keys)
}

fn found_in(store: &ResponseStore, stage: &str, bytes: u64, keys: &[&str]) -> Vec<String> {
    let shelf = Shelf::new(usize::try_from(BYTES).unwrap());
    store.fill(stage, bytes, &shelf);
    let now = store.clock.now().monotonic;
    let body = |key: &&str| {
        let (stored, left) = shelf.get(key.as_bytes(), now)?;
        assert!(left <= MINUTE && left > MINUTE / 2, "{left:?}");
        assert_eq!(stored.headers.get("x-owner").unwrap(), "owner-in-a-header");
        Some(String::from_utf8(stored.body.to_vec()).unwrap())
    };
    keys.iter().map(|key| body(key).unwrap_or_else(|| "-".to_owned())).collect()
}

fn bytes_of(path: &Path) -> Vec<u8> {
    let mut bytes = Vec::new();
    fs::File::open(path).unwrap().read_to_end(&mut bytes).unwrap();
    bytes
}

/// Whether any file in `folder` has `text` in the clear.
fn shows(folder: &Path, text: &str) -> bool {
    let files: Vec<_> = fs::read_dir(folder).unwrap().map(|own| own.unwrap().path()).collect();
    assert!(!files.is_empty());
    files.iter().any(|file| bytes_of(file).windows(text.len()).any(|own| own == text.as_bytes()))
}

#[test]
fn responses_come_back_for_the_time_that_they_have_left() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    keep(&store, "a", "first", MINUTE, false);
    keep(&store, "b", "sealed", MINUTE, true);
    keep(&store, "c", "over", Duration::ZERO, false);
    keep(&store, "a", "second", MINUTE, false);
    drop(store);
    let store = open(folder.path());
    let keys = ["a", "b", "c", "d"];
    assert_eq!(found(&store, &keys), ["second", "sealed", "-", "-"]);
    // They are handed over once; what has become of them since is in memory.
    assert_eq!(found(&store, &keys), ["-", "-", "-", "-"]);
    drop(store);
    // Another stage, and a cluster of another size, are other caches.
    let store = open(folder.path());
    assert_eq!(found_in(&store, "prod", BYTES, &["a"]), ["-"]);
    assert_eq!(found_in(&store, "dev", 2 * BYTES, &["a"]), ["-"]);
    assert_eq!(found(&store, &["a"]), ["second"]);
}

#[test]
fn what_is_sealed_is_nowhere_in_the_clear() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    for number in 0..50 {
        keep(&store, &format!("key-of-caller-{number}"), "the-secret-answer", MINUTE, true);
    }
    drop(store);
    for text in ["the-secret-answer", "key-of-caller", "owner-in-a-header", "x-owner"] {
        assert!(!shows(folder.path(), text), "{text}");
    }
    // What is not sealed shows that the look is a true one.
    let store = open(folder.path());
    assert_eq!(found(&store, &["key-of-caller-49"]), ["the-secret-answer"]);
    keep(&store, "open-key", "the-open-answer", MINUTE, false);
    drop(store);
    for text in ["the-open-answer", "open-key", "owner-in-a-header"] {
        assert!(shows(folder.path(), text), "{text}");
    }
}

#[test]
fn the_same_response_is_never_sealed_to_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let mut seen = Vec::new();
    for _ in 0..3 {
        let store = open(folder.path());
        keep(&store, "a", &"x".repeat(500), MINUTE, true);
        drop(store);
        seen.push(bytes_of(&folder.path().join(RESPONSES_FILE)));
    }
    let pieces = |bytes: &[u8]| -> std::collections::BTreeSet<Vec<u8>> {
        bytes
            .windows(16)
            .filter(|own| own.iter().any(|byte| *byte != 0))
            .map(<[u8]>::to_vec)
            .collect()
    };
    // The first run's row is gone from the live pages; what the later ones sealed differs from each other.
    let (second, third) = (pieces(&seen[1]), pieces(&seen[2]));
    assert!(third.difference(&second).count() > 400, "the third run has sealed nothing anew");
}

#[test]
fn a_flush_and_a_new_response_are_final() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    keep(&store, "a", "first", MINUTE, true);
    keep(&store, "b", "first", MINUTE, false);
    store.forget("dev", BYTES);
    keep(&store, "c", "later", MINUTE, true);
    drop(store);
    let store = open(folder.path());
    // One that is flushed before anybody has asked for it is gone as well.
    store.forget("dev", BYTES);
    assert_eq!(found(&store, &["a", "b", "c"]), ["-", "-", "-"]);
    drop(store);
    assert_eq!(found(&open(folder.path()), &["a", "b", "c"]), ["-", "-", "-"]);
}

#[test]
fn without_the_secret_nothing_comes_back() {
    let folder = tempfile::tempdir().unwrap();
    let with = |secret| ResponseStore::open(folder.path(), Some(secret), SystemClock::new());
    let (store, _) = with(GIVEN).unwrap();
    keep(&store, "a", "sealed", MINUTE, true);
    keep(&store, "b", "open", MINUTE, false);
    drop(store);
    assert!(!folder.path().join(RESPONSES_KEY_FILE).exists(), "a secret that is given is not kept");
    let (store, fault) = with(GIVEN).unwrap();
    assert!(fault.is_none());
    assert_eq!(found(&store, &["a", "b"]), ["sealed", "open"]);
    drop(store);
    let (store, fault) = with(OTHER).unwrap();
    assert!(fault.is_none());
    assert_eq!(found(&store, &["a", "b"]), ["-", "-"]);
    drop(store);
    // What nobody can read is not kept for the day on which somebody can.
    let (store, _) = with(GIVEN).unwrap();
    assert_eq!(found(&store, &["a", "b"]), ["-", "-"]);
}

#[test]
fn a_sealed_row_that_was_changed_is_not_served() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    let body = "y".repeat(3000);
    keep(&store, "a", &body, MINUTE, true);
    drop(store);
    let file = folder.path().join(RESPONSES_FILE);
    let whole = bytes_of(&file);
    let mut lost = 0;
    for at in (0..whole.len()).step_by(509) {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x5a;
        fs::write(&file, &bytes).unwrap();
        let (store, _) = ResponseStore::open(folder.path(), None, SystemClock::new()).unwrap();
        match &found(&store, &["a"])[..] {
            [own] if own != "-" => assert_eq!(*own, body, "{at}"),
            _ => lost += 1,
        }
    }
    assert!(lost > 0);
}

#[test]
fn a_damaged_file_is_thrown_away_and_told() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join(RESPONSES_FILE);
    drop(open(folder.path()));
    let length = bytes_of(&file).len();
    for bytes in [b"this is no store".to_vec(), bytes_of(&file)[..length / 2].to_vec()] {
        fs::write(&file, bytes).unwrap();
        let (store, fault) = ResponseStore::open(folder.path(), None, SystemClock::new()).unwrap();
        assert!(matches!(fault, Some(ResponsesError::Damaged { .. })), "{fault:?}");
        keep(&store, "a", "new", MINUTE, false);
        drop(store);
        assert_eq!(found(&open(folder.path()), &["a"]), ["new"]);
    }
}

#[test]
fn two_gateways_do_not_share_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    assert!(refused(folder.path(), None).starts_with("another gateway keeps its responses in "));
    drop(store);
    drop(open(folder.path()));
}

#[test]
fn a_secret_that_is_none_is_told_and_not_shown() {
    let folder = tempfile::tempdir().unwrap();
    for (secret, reason) in
        [("no base 64", "it is not Base64"), ("c2hvcnQ=", "it does not have 32 bytes")]
    {
        let told = refused(folder.path(), Some(secret));
        assert!(told.ends_with(reason) && !told.contains(secret), "{told}");
    }
    let file = folder.path().join(RESPONSES_KEY_FILE);
    drop(open(folder.path()));
    let secret = String::from_utf8(bytes_of(&file)).unwrap();
    assert_eq!(secret.trim().len(), 44);
    fs::write(&file, "short").unwrap();
    assert!(refused(folder.path(), None).contains(RESPONSES_KEY_FILE));
}

#[cfg(unix)]
#[test]
fn both_files_are_their_owners_alone() {
    use std::os::unix::fs::PermissionsExt;

    let folder = tempfile::tempdir().unwrap();
    drop(open(folder.path()));
    for name in [RESPONSES_FILE, RESPONSES_KEY_FILE] {
        let mode = fs::metadata(folder.path().join(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
    let file = folder.path().join(RESPONSES_KEY_FILE);
    fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
    assert!(refused(folder.path(), None).ends_with("others than its owner may read it"));
}

#[test]
fn a_folder_that_cannot_be_made_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "x").unwrap();
    assert!(refused(&file.join("below"), Some(GIVEN)).contains("cannot be kept"));
}

//! The secret, and what is made of it: names of rows that say nothing, and sealed rows.
//!
//! Rows are sealed with AES-256-GCM. Each run of the gateway has a key of its own, made of the secret and of random bytes
//! that stand in front of what it seals, so that a counter is a nonce that never comes twice under one key.

use std::collections::BTreeMap;
use std::fs::{self, OpenOptions};
use std::io::{self, Read, Write};
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::hmac::{HMAC_SHA256, Key, sign};
use ring::rand::{SecureRandom, SystemRandom};

use super::{RESPONSES_KEY_FILE, ResponsesError};

/// How long the secret is.
const SECRET: usize = 32;

/// How long the random bytes of a run are.
const SALT: usize = 16;

/// The name of a row.
pub(super) type RowName = [u8; 32];

/// What only this gateway knows.
pub(super) struct Secret(Key);

impl Secret {
    /// The secret in `given`, in Base64; without it that of the file in `folder`, which is made where there is none.
    pub(super) fn find(folder: &Path, given: Option<&str>) -> Result<Self, ResponsesError> {
        if let Some(given) = given {
            return Self::read(given, || "PORTCULLIS_RESPONSES_KEY".to_owned());
        }
        let path = folder.join(RESPONSES_KEY_FILE);
        let failed = |source| ResponsesError::Io { path: path.clone(), source };
        let name = || format!("`{}`", path.display());
        let mut text = String::new();
        match fs::File::open(&path) {
            Ok(mut file) => {
                if is_open_to_others(&file).map_err(failed)? {
                    let reason = "others than its owner may read it";
                    return Err(ResponsesError::Secret { source_name: name(), reason });
                }
                file.read_to_string(&mut text).map_err(failed)?;
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let mut bytes = [0; SECRET];
                SystemRandom::new().fill(&mut bytes).map_err(|_| ResponsesError::Random)?;
                text = STANDARD.encode(bytes);
                fs::create_dir_all(folder).map_err(failed)?;
                let mut file = private(OpenOptions::new().write(true).create_new(true))
                    .open(&path)
                    .map_err(failed)?;
                file.write_all(format!("{text}\n").as_bytes()).map_err(failed)?;
                file.sync_all().map_err(failed)?;
            }
            Err(error) => return Err(failed(error)),
        }
        Self::read(&text, name)
    }

    fn read(text: &str, source: impl Fn() -> String) -> Result<Self, ResponsesError> {
        let wrong = |reason| ResponsesError::Secret { source_name: source(), reason };
        let bytes = STANDARD.decode(text.trim()).map_err(|_| wrong("it is not Base64"))?;
        if bytes.len() != SECRET {
            return Err(wrong("it does not have 32 bytes"));
        }
        Ok(Self(Key::new(HMAC_SHA256, &bytes)))
    }

    /// The name of the row of what is kept under `key` in `cache`.
    pub(super) fn row_name(&self, cache: &str, key: &[u8]) -> RowName {
        // No cache has a zero in its name.
        self.made_of(b"name", &[cache.as_bytes(), b"\0", key].concat())
    }

    fn made_of(&self, what_for: &[u8], of: &[u8]) -> [u8; 32] {
        let tag = sign(&self.0, &[what_for, b"\0", of].concat());
        let mut made = [0; 32];
        for (to, from) in made.iter_mut().zip(tag.as_ref()) {
            *to = *from;
        }
        made
    }

    fn key_of_run(&self, salt: &[u8]) -> Option<LessSafeKey> {
        let key = UnboundKey::new(&AES_256_GCM, &self.made_of(b"seal", salt)).ok()?;
        Some(LessSafeKey::new(key))
    }
}

/// Seals for one run.
pub(super) struct Sealer {
    key: LessSafeKey,
    salt: [u8; SALT],
    sealed: u64,
}

impl Sealer {
    /// A sealer with a key of its own.
    pub(super) fn new(secret: &Secret) -> Result<Self, ResponsesError> {
        let mut salt = [0; SALT];
        SystemRandom::new().fill(&mut salt).map_err(|_| ResponsesError::Random)?;
        let key = secret.key_of_run(&salt).ok_or(ResponsesError::Random)?;
        Ok(Self { key, salt, sealed: 0 })
    }

    /// Seals what is in the row of that name; nothing where it is too long for that.
    pub(super) fn seal(&mut self, name: &RowName, mut bytes: Vec<u8>) -> Option<Vec<u8>> {
        self.sealed = self.sealed.checked_add(1)?;
        let nonce = nonce(self.sealed);
        let with = Aad::from(name);
        self.key.seal_in_place_append_tag(nonce, with, &mut bytes).ok()?;
        Some([&self.salt[..], &self.sealed.to_le_bytes(), &bytes].concat())
    }
}

/// Opens what this run and others have sealed.
pub(super) struct Opener<'s> {
    secret: &'s Secret,
    keys: BTreeMap<[u8; SALT], LessSafeKey>,
}

impl<'s> Opener<'s> {
    /// An opener.
    pub(super) const fn new(secret: &'s Secret) -> Self {
        Self { secret, keys: BTreeMap::new() }
    }

    /// What was sealed; nothing where it was not sealed with this secret for the row of that name.
    pub(super) fn open(&mut self, name: &RowName, sealed: &[u8]) -> Option<Vec<u8>> {
        let (salt, rest) = sealed.split_first_chunk::<SALT>()?;
        let (number, rest) = rest.split_first_chunk()?;
        if !self.keys.contains_key(salt) {
            self.keys.insert(*salt, self.secret.key_of_run(salt)?);
        }
        let mut bytes = rest.to_vec();
        let nonce = nonce(u64::from_le_bytes(*number));
        let opened = self.keys.get(salt)?.open_in_place(nonce, Aad::from(name), &mut bytes);
        let length = opened.ok()?.len();
        bytes.truncate(length);
        Some(bytes)
    }
}

fn nonce(number: u64) -> Nonce {
    let mut bytes = [0; NONCE_LEN];
    for (to, from) in bytes.iter_mut().zip(number.to_le_bytes()) {
        *to = from;
    }
    Nonce::assume_unique_for_key(bytes)
}

/// Files that are made so are their owner's alone.
#[cfg(unix)]
pub(super) fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    use std::os::unix::fs::OpenOptionsExt;

    options.mode(0o600)
}

/// Other systems give files the rights of their folder.
#[cfg(not(unix))]
pub(super) fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    options
}

#[cfg(unix)]
fn is_open_to_others(file: &fs::File) -> io::Result<bool> {
    use std::os::unix::fs::PermissionsExt;

    Ok(file.metadata()?.permissions().mode() & 0o077 != 0)
}

#[cfg(not(unix))]
fn is_open_to_others(_: &fs::File) -> io::Result<bool> {
    Ok(false)
}

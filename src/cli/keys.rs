//! Local key pairs: private keys in files that only their owner can read, and key sets beside them.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::Path;

use ring::rand::{SecureRandom as _, SystemRandom};
use rsa::pkcs8::{EncodePrivateKey as _, LineEnding};
use rsa::rand_core::{TryCryptoRng, TryRng};
use serde_json::{Value, json};

use crate::jwt::{KeySet, PrivateKey};

use super::error::CliError;
use super::output;
use super::project;

/// The size of new keys, which is that of the keys of user pools.
const BITS: usize = 2048;

/// Reads the private key of `path`.
pub(super) fn read(path: &Path, random: &SystemRandom) -> Result<PrivateKey, CliError> {
    let bytes = project::read_bytes(path)?;
    PrivateKey::parse(&bytes, random).map_err(|error| CliError::Usage {
        message: format!("`{}` cannot be used: {error}", path.display()),
        help: Some("`openssl pkcs8 -topk8 -nocrypt` rewrites other formats".to_owned()),
    })
}

/// Makes a key of RSA and writes it to `path`, which must not be there yet. Nobody else can read it.
pub(super) fn create(path: &Path) -> Result<(), CliError> {
    let failed = |source| CliError::Write { path: path.to_owned(), source };
    let other = |error: &dyn std::fmt::Display| failed(io::Error::other(error.to_string()));
    let key = rsa::PrivateKey::new(&mut SystemBits, BITS).map_err(|error| other(&error))?;
    let pem = key.to_pkcs8_pem(LineEnding::LF).map_err(|error| other(&error))?;
    if let Some(folder) = path.parent() {
        output::make_directory(folder)?;
    }
    let mut file =
        private(OpenOptions::new().write(true).create_new(true)).open(path).map_err(failed)?;
    let written = file.write_all(pem.as_bytes()).and_then(|()| file.sync_all());
    written.map_err(|source| {
        // Half a key is of no use, and would stand in the way of the next one.
        let _ = fs::remove_file(path);
        failed(source)
    })
}

#[cfg(unix)]
fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    use std::os::unix::fs::OpenOptionsExt as _;
    options.mode(0o600)
}

#[cfg(not(unix))]
fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    options
}

/// Whether the key set of `path` has the public key `jwk` under its id.
pub(super) fn has(path: &Path, jwk: &Value) -> Result<bool, CliError> {
    Ok(document(path)?.is_some_and(|set| keys(&set).any(|own| is_same(own, jwk))))
}

/// Puts the public key `jwk` into the key set of `path`. All other keys stay; one with the same id is replaced.
pub(super) fn publish(path: &Path, jwk: &Value) -> Result<(), CliError> {
    let mut set = document(path)?.unwrap_or_else(|| json!({ "keys": [] }));
    if let Some(keys) = set.get_mut("keys").and_then(Value::as_array_mut) {
        keys.retain(|own| own.get("kid") != jwk.get("kid"));
        keys.push(jwk.clone());
    }
    if let Some(folder) = path.parent() {
        output::make_directory(folder)?;
    }
    output::write_file(path, format!("{set:#}\n").as_bytes())
}

/// The key set of `path`, if there is such a file.
fn document(path: &Path) -> Result<Option<Value>, CliError> {
    if !path.exists() {
        return Ok(None);
    }
    let bytes = project::read_bytes(path)?;
    let set: Option<Value> = serde_json::from_slice(&bytes).ok();
    match set.filter(|set| set.get("keys").is_some_and(Value::is_array)) {
        Some(set) => Ok(Some(set)),
        None => Err(CliError::Usage {
            message: format!(
                "`{}` is no key set: {}",
                path.display(),
                KeySet::parse(&bytes).err().map_or_else(String::new, |error| error.to_string())
            ),
            help: Some("it stays as it is; remove it, or name another file".to_owned()),
        }),
    }
}

fn keys(set: &Value) -> impl Iterator<Item = &Value> {
    set.get("keys").and_then(Value::as_array).into_iter().flatten()
}

/// Whether two entries are of the same key and for the same algorithm.
fn is_same(one: &Value, other: &Value) -> bool {
    ["kid", "alg", "kty", "n", "e", "crv", "x", "y"]
        .iter()
        .all(|name| one.get(name) == other.get(name))
}

/// Random bits of the system, as key generation asks for them.
struct SystemBits;

impl TryRng for SystemBits {
    type Error = io::Error;

    fn try_next_u32(&mut self) -> Result<u32, io::Error> {
        let mut bytes = [0; 4];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u32::from_le_bytes(bytes))
    }

    fn try_next_u64(&mut self) -> Result<u64, io::Error> {
        let mut bytes = [0; 8];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u64::from_le_bytes(bytes))
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), io::Error> {
        SystemRandom::new().fill(bytes).map_err(|_| io::Error::other("there are no random bits"))
    }
}

impl TryCryptoRng for SystemBits {}

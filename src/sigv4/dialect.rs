//! How services differ in what is signed.

/// How a service wants a request to be written down before it is signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dialect {
    /// Whether the path is encoded once more than it is on the wire.
    pub encodes_path_again: bool,
    /// Whether dot segments and doubled slashes are taken out of the path.
    pub normalizes_path: bool,
    /// Whether `x-amz-content-sha256` has to be there, and may say that the payload is not signed. For other services
    /// it is a header like others, and the payload is always hashed.
    pub payload_hash_in_header: bool,
}

impl Dialect {
    /// The dialect of all services but the family of S3.
    pub const USUAL: Self =
        Self { encodes_path_again: true, normalizes_path: true, payload_hash_in_header: false };

    /// The dialect of S3: keys of objects are taken as they are.
    pub const S3: Self =
        Self { encodes_path_again: false, normalizes_path: false, payload_hash_in_header: true };

    /// The dialect of the service with that name in a scope.
    pub fn of(service: &str) -> Self {
        match service {
            "s3" | "s3express" | "s3-object-lambda" | "s3-outposts" => Self::S3,
            _ => Self::USUAL,
        }
    }
}

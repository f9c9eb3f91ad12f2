//! Certificates of authorities, servers and clients, made anew for each test.

use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa,
    Issuer, KeyPair, SerialNumber, date_time_ymd,
};

/// An authority, or one below it.
pub(crate) struct Authority {
    issuer: Issuer<'static, KeyPair>,
    pub(crate) pem: String,
}

/// A certificate with its key, both in PEM.
#[derive(Clone)]
pub(crate) struct Pair {
    pub(crate) certificate: String,
    pub(crate) key: String,
}

/// What is special about the certificate of a client.
#[derive(Clone, Copy, Default)]
pub(crate) struct Special {
    /// The first and the last year in which it is valid.
    pub(crate) years: Option<(i32, i32)>,
    /// Whether it is one for servers alone.
    pub(crate) is_of_server: bool,
    /// Its number.
    pub(crate) serial: Option<&'static [u8]>,
}

fn name(common: &str) -> DistinguishedName {
    let mut name = DistinguishedName::new();
    name.push(DnType::CountryName, "DE");
    name.push(DnType::OrganizationName, "Example, Inc.");
    name.push(DnType::CommonName, common);
    name
}

fn authority(common: &str) -> CertificateParams {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.distinguished_name = name(common);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params
}

impl Authority {
    /// One that has issued itself.
    pub(crate) fn new(common: &str) -> Self {
        let (params, key) = (authority(common), KeyPair::generate().unwrap());
        let pem = params.self_signed(&key).unwrap().pem();
        Self { issuer: Issuer::new(params, key), pem }
    }

    /// One that this one has issued.
    pub(crate) fn below(&self, common: &str) -> Self {
        let (params, key) = (authority(common), KeyPair::generate().unwrap());
        let pem = params.signed_by(&key, &self.issuer).unwrap().pem();
        Self { issuer: Issuer::new(params, key), pem }
    }

    /// The certificate of a server.
    pub(crate) fn server(&self, host: &str) -> Pair {
        let mut params = CertificateParams::new(vec![host.to_owned()]).unwrap();
        params.distinguished_name = name(host);
        self.issue(&params)
    }

    /// The certificate of a client.
    pub(crate) fn client(&self, common: &str, special: Special) -> Pair {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.distinguished_name = name(common);
        params.extended_key_usages = vec![if special.is_of_server {
            ExtendedKeyUsagePurpose::ServerAuth
        } else {
            ExtendedKeyUsagePurpose::ClientAuth
        }];
        if let Some((first, last)) = special.years {
            params.not_before = date_time_ymd(first, 1, 9);
            params.not_after = date_time_ymd(last, 12, 31);
        }
        params.serial_number = special.serial.map(|own| SerialNumber::from(own.to_vec()));
        self.issue(&params)
    }

    fn issue(&self, params: &CertificateParams) -> Pair {
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &self.issuer).unwrap().pem();
        Pair { certificate, key: key.serialize_pem() }
    }
}

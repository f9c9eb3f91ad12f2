//! Custom domain names over TLS, and callers that have to show a certificate.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use portcullis::bundle::Config;
use portcullis::check::{Checked, Settings};
use portcullis::emit;
use portcullis::frontend::ImportOptions;
use portcullis::serve::DomainSet;
use serde_json::Value;
use tempfile::TempDir;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use tokio_rustls::rustls::version::{TLS12, TLS13};
use tokio_rustls::rustls::{
    ClientConfig, ClientConnection, RootCertStore, StreamOwned, SupportedProtocolVersion,
};

use super::certificates::{Authority, Pair, Special};
use super::client;
use super::running::Running;
use crate::frontends::compile::{Files, compile_files};

const HOST: &str = "api.example.com";

/// No test waits longer than this for a byte.
const PATIENCE: Duration = Duration::from_secs(20);

/// What the method answers: the certificate as templates see it.
const TEMPLATE: &str = r#"{"pem": "$util.escapeJavaScript($context.identity.clientCert.clientCertPem)", "subject": "$util.escapeJavaScript($context.identity.clientCert.subjectDN)", "issuer": "$util.escapeJavaScript($context.identity.clientCert.issuerDN)", "serial": "$context.identity.clientCert.serialNumber", "from": "$context.identity.clientCert.validity.notBefore", "until": "$context.identity.clientCert.validity.notAfter", "domain": "$context.domainName"}"#;

fn definition() -> String {
    let template = serde_json::to_string(TEMPLATE).unwrap();
    format!(
        "openapi: 3.0.1
info: {{ title: pets, version: '1' }}
paths:
  /who:
    get:
      responses: {{ \"200\": {{ description: fine }} }}
      x-amazon-apigateway-integration:
        type: mock
        requestTemplates: {{ application/json: '{{\"statusCode\": 200}}' }}
        responses: {{ default: {{ statusCode: \"200\", responseTemplates: {{ application/json: {template} }} }} }}
"
    )
}

/// A manifest with a domain, of which `more` is said besides, and with what stands in for it.
fn manifest(more: &str, local: &str) -> String {
    format!(
        "portcullis: 1
name: pets
api: api.yaml
endpoint: {{ type: REGIONAL, disableExecuteApiEndpoint: true }}
stages: {{ dev: {{}} }}
domains:
  {HOST}:
    minimumTls: TLS_1_2
    {more}
local:
  domains: {{ {local} }}
"
    )
}

const MUTUAL: &str = "truststore: 's3://bucket/clients.pem'";
const FILES: &str =
    "api.example.com: { certificate: server.pem, privateKey: server.key, truststore: clients.pem }";

/// A server of one domain, and the authority that has issued its certificate.
struct Served {
    running: Running,
    authority: Authority,
}

/// Puts the files of a project into a directory.
fn project(manifest: &str, authority: &Authority, truststore: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let server = authority.server(HOST);
    for (name, text) in [
        ("portcullis.yaml", manifest),
        ("api.yaml", &definition()),
        ("server.pem", &server.certificate),
        ("server.key", &server.key),
        ("clients.pem", truststore),
    ] {
        fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

impl Served {
    fn new(truststore: &str) -> Self {
        Self::of(&manifest(MUTUAL, FILES), truststore)
    }

    fn of(manifest: &str, truststore: &str) -> Self {
        let authority = Authority::new("servers");
        let folder = project(manifest, &authority, truststore);
        Self { running: Running::start_in(folder, "portcullis.yaml"), authority }
    }

    /// The answer to a caller with this certificate.
    fn ask(&self, pair: Option<&Pair>) -> Result<(u16, Value), String> {
        self.call(&Caller { pair, ..Caller::new() })
    }

    fn call(&self, caller: &Caller<'_>) -> Result<(u16, Value), String> {
        let address = self.running.domain_address.unwrap();
        let mut stream = caller.connect(address, &self.authority)?;
        let host = caller.host;
        let request = format!("GET /dev/who HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).map_err(|error| error.to_string())?;
        let mut text = String::new();
        stream.read_to_string(&mut text).map_err(|error| error.to_string())?;
        let status = text.split(' ').nth(1).unwrap().parse().unwrap();
        let body = text.split_once("\r\n\r\n").unwrap().1;
        Ok((status, serde_json::from_str(body).unwrap()))
    }
}

static BOTH: [&SupportedProtocolVersion; 2] = [&TLS13, &TLS12];
static ONLY_13: [&SupportedProtocolVersion; 1] = [&TLS13];
static ONLY_12: [&SupportedProtocolVersion; 1] = [&TLS12];

/// Somebody who connects.
struct Caller<'c> {
    pair: Option<&'c Pair>,
    /// The name in the greeting.
    server_name: &'c str,
    /// The name in the header.
    host: &'c str,
    versions: &'static [&'static SupportedProtocolVersion],
}

impl Caller<'_> {
    fn new() -> Self {
        Self { pair: None, server_name: HOST, host: HOST, versions: &BOTH }
    }

    fn connect(
        &self,
        address: SocketAddr,
        authority: &Authority,
    ) -> Result<StreamOwned<ClientConnection, TcpStream>, String> {
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from_pem_slice(authority.pem.as_bytes()).unwrap()).unwrap();
        let builder = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_protocol_versions(self.versions)
            .unwrap()
            .with_root_certificates(roots);
        let configuration = match self.pair {
            None => builder.with_no_client_auth(),
            Some(pair) => {
                let chain = CertificateDer::pem_slice_iter(pair.certificate.as_bytes());
                let key = PrivateKeyDer::from_pem_slice(pair.key.as_bytes()).unwrap();
                builder.with_client_auth_cert(chain.map(Result::unwrap).collect(), key).unwrap()
            }
        };
        let name = ServerName::try_from(self.server_name.to_owned()).unwrap();
        let mut connection = ClientConnection::new(Arc::new(configuration), name).unwrap();
        let mut socket = TcpStream::connect(address).unwrap();
        socket.set_read_timeout(Some(PATIENCE)).unwrap();
        while connection.is_handshaking() {
            connection.complete_io(&mut socket).map_err(|error| error.to_string())?;
        }
        Ok(StreamOwned::new(connection, socket))
    }
}

#[test]
fn a_certificate_of_the_truststore_lets_its_caller_in_and_is_seen() {
    let clients = Authority::new("clients");
    let served = Served::new(&clients.pem);
    let serial: &[u8] = &[0xa1, 0x0b, 3, 4, 5, 6, 7, 8, 9];
    let special = Special { years: Some((2019, 2199)), serial: Some(serial), ..Special::default() };
    let pair = clients.client("robot-1", special);
    for versions in [&ONLY_13, &ONLY_12] {
        let caller = Caller { pair: Some(&pair), versions, ..Caller::new() };
        let (status, seen) = served.call(&caller).unwrap();
        assert_eq!(status, 200, "{seen}");
        assert_eq!(seen["subject"], "C=DE,O=Example\\, Inc.,CN=robot-1");
        assert_eq!(seen["issuer"], "C=DE,O=Example\\, Inc.,CN=clients");
        assert_eq!(seen["serial"], "a1:0b:03:04:05:06:07:08:09");
        assert_eq!(seen["from"], "Jan  9 00:00:00 2019 GMT");
        assert_eq!(seen["until"], "Dec 31 00:00:00 2199 GMT");
        assert_eq!(seen["domain"], HOST);
        let pem = seen["pem"].as_str().unwrap();
        assert_eq!(pem.replace('\r', ""), pair.certificate.replace('\r', ""));
    }
    let small = Special { serial: Some(&[1]), ..Special::default() };
    let (_, seen) = served.ask(Some(&clients.client("robot-2", small))).unwrap();
    assert_eq!(seen["serial"], "1");
}

#[test]
fn all_others_are_refused_before_there_is_a_request() {
    let clients = Authority::new("clients");
    let served = Served::new(&clients.pem);
    let special = |years| Special { years: Some(years), ..Special::default() };
    let of_server = Special { is_of_server: true, ..Special::default() };
    for (name, pair) in [
        ("of another authority", Authority::new("strangers").client("robot", Special::default())),
        (
            "of one with the same name",
            Authority::new("clients").client("robot", Special::default()),
        ),
        ("expired", clients.client("robot", special((2019, 2020)))),
        ("not valid yet", clients.client("robot", special((2198, 2199)))),
        ("of a server", clients.client("robot", of_server)),
    ] {
        let refused = served.ask(Some(&pair));
        assert!(refused.is_err(), "{name}: {refused:?}");
    }
    assert!(served.ask(None).is_err());
    assert_eq!(served.ask(Some(&clients.client("robot", Special::default()))).unwrap().0, 200);
}

#[test]
fn a_chain_leads_to_a_root_of_the_truststore_in_at_most_four_certificates() {
    let root = Authority::new("root");
    let second = root.below("second");
    let third = second.below("third");
    let fourth = third.below("fourth");
    let with = |pair: Pair, more: &[&Authority]| {
        let chain = more.iter().map(|own| own.pem.as_str());
        Pair {
            certificate: std::iter::once(pair.certificate.as_str()).chain(chain).collect(),
            ..pair.clone()
        }
    };
    let own = third.client("robot", Special::default());
    let far = fourth.client("robot", Special::default());
    let served = Served::new(&root.pem);
    // What the truststore does not have, callers have to send.
    assert!(served.ask(Some(&own)).is_err());
    assert_eq!(served.ask(Some(&with(own.clone(), &[&third, &second]))).unwrap().0, 200);
    assert!(served.ask(Some(&with(far.clone(), &[&fourth, &third, &second]))).is_err());
    let served = Served::new(&[root.pem.as_str(), &second.pem, &third.pem, &fourth.pem].concat());
    assert_eq!(served.ask(Some(&own)).unwrap().0, 200);
    assert!(served.ask(Some(&far)).is_err());
}

#[test]
fn no_other_way_leads_to_the_api() {
    let clients = Authority::new("clients");
    let served = Served::new(&clients.pem);
    let pair = clients.client("robot", Special::default());
    // The default endpoint is off.
    let answer = client::get(served.running.address, "/dev/who");
    assert_eq!((answer.status, answer.body.as_str()), (403, "{\"message\":\"Forbidden\"}"));
    let caller =
        |server_name, host| Caller { pair: Some(&pair), server_name, host, ..Caller::new() };
    assert_eq!(served.call(&caller(HOST, "api.example.com:8443")).unwrap().0, 200);
    assert_eq!(served.call(&caller(HOST, "other.example.com")).unwrap().0, 403);
    // There is no certificate for another name, and none without one.
    for name in ["other.example.com", "127.0.0.1"] {
        assert!(served.call(&caller(name, name)).is_err(), "{name}");
    }
}

#[test]
fn a_domain_without_mutual_tls_asks_for_no_certificate() {
    let files = "api.example.com: { certificate: server.pem, privateKey: server.key }";
    let served = Served::of(&manifest("", files), "");
    let (status, seen) = served.ask(None).unwrap();
    assert_eq!((status, &seen["subject"]), (200, &Value::from("")));
}

#[test]
fn another_truststore_counts_from_the_next_connection_on() {
    let (one, two) = (Authority::new("one"), Authority::new("two"));
    let served = Served::new(&one.pem);
    let pairs = [one.client("robot", Special::default()), two.client("robot", Special::default())];
    assert!(served.ask(Some(&pairs[0])).is_ok() && served.ask(Some(&pairs[1])).is_err());
    let folder = project(&manifest(MUTUAL, FILES), &served.authority, &two.pem);
    served.running.server.set_domains(domains(folder.path()).unwrap());
    assert!(served.ask(Some(&pairs[0])).is_err() && served.ask(Some(&pairs[1])).is_ok());
}

fn config(manifest: &str) -> Config {
    let files = Files::new(&[("portcullis.yaml", manifest), ("api.yaml", &definition())]);
    let mut outcome = compile_files(&files, "portcullis.yaml", &ImportOptions::default());
    let definition = outcome.definition.take().unwrap_or_else(|| panic!("{}", outcome.concise()));
    // What `check` refuses as well is refused here once more: a `gateway.json` may come from anywhere.
    let ignore = ["access", "unknown-tls-version"].map(str::to_owned).to_vec();
    let settings = Settings { ignore, ..Settings::default() };
    let sources = &outcome.sources;
    let checked = Checked::new(definition, sources, &settings, &mut outcome.sink).unwrap();
    emit::bundle(&checked, &outcome.sources, &mut outcome.sink).unwrap()
}

fn domains(folder: &Path) -> Result<DomainSet, String> {
    let manifest = fs::read_to_string(folder.join("portcullis.yaml")).unwrap();
    DomainSet::new(&config(&manifest), folder, &[]).map_err(|error| error.to_string())
}

#[test]
fn a_domain_that_cannot_be_served_says_why() {
    let clients = Authority::new("clients");
    let without = "api.example.com: { certificate: server.pem, privateKey: server.key }";
    for (manifest, wanted) in [
        (
            manifest(MUTUAL, without),
            "it asks callers for certificates; name the file with the authorities in `local.domains.",
        ),
        (manifest("", FILES), "it has a truststore and asks nobody for a certificate"),
        (
            manifest(MUTUAL, FILES).replace("TLS_1_2", "TLS_1_0"),
            "mutual TLS needs `minimumTls: TLS_1_2`",
        ),
        (manifest(MUTUAL, FILES).replace("TLS_1_2", "TLS_2"), "`TLS_2` is no version of TLS"),
        (manifest(MUTUAL, &FILES.replace("server.key", "none.key")), "cannot read `"),
        (
            manifest(MUTUAL, &FILES.replace("server.key", "server.pem")),
            "there is no private key in `",
        ),
        (
            manifest(MUTUAL, &FILES.replace("server.pem", "server.key")),
            "there is no certificate in `",
        ),
        (
            manifest(MUTUAL, &FILES.replace("server.pem", "clients.pem")),
            "its certificate and its private key cannot be used",
        ),
        (
            manifest(MUTUAL, &FILES.replace("clients.pem", "server.pem")),
            "there is no certificate of a root authority",
        ),
        (
            manifest(MUTUAL, &FILES.replace("clients.pem", "api.yaml")),
            "there is no certificate of a root authority",
        ),
    ] {
        let folder = project(&manifest, &Authority::new("servers"), &clients.pem);
        let told = domains(folder.path()).map(|own| format!("{own:?}")).unwrap_err();
        assert!(
            told.starts_with("the custom domain `api.example.com` cannot be served: "),
            "{told}"
        );
        assert!(told.contains(wanted), "{told}");
    }
}

#[test]
fn what_is_odd_in_a_truststore_is_told_and_left_out() {
    let clients = Authority::new("clients");
    let twin = Authority::new("clients");
    let broken = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    let truststore = [clients.pem.as_str(), broken, &twin.pem].concat();
    let folder = project(&manifest(MUTUAL, FILES), &Authority::new("servers"), &truststore);
    let set = domains(folder.path()).unwrap();
    assert_eq!(
        set.warnings(),
        [
            "`clients.pem`: certificate 2 is none of X.509",
            "`clients.pem`: certificate 3 has the name of one before it, which counts"
        ]
    );
}

#[test]
fn a_request_without_a_server_can_show_a_certificate() {
    let (servers, clients, strangers) =
        (Authority::new("servers"), Authority::new("clients"), Authority::new("strangers"));
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    let server = servers.server(HOST);
    write("api.yaml", &definition());
    write("server.pem", &server.certificate);
    write("server.key", &server.key);
    write("clients.pem", &clients.pem);
    write("robot.pem", &clients.client("robot", Special::default()).certificate);
    write("stranger.pem", &strangers.client("stranger", Special::default()).certificate);
    write(
        "portcullis.yaml",
        "portcullis: 1
name: pets
api: api.yaml
stages: { dev: {}, prod: {} }
domains: { api.example.com: { truststore: 's3://bucket/clients.pem', mappings: { v1: prod } } }
local: { domains: { api.example.com: { certificate: server.pem, privateKey: server.key, truststore: clients.pem } } }
",
    );
    let invoke = |words: &[&str]| {
        let words = [&["invoke", "--quiet", "GET /v1/who"], words].concat();
        let output = crate::cli::portcullis(folder.path(), &words);
        (output.status.code(), crate::cli::stdout(&output), crate::cli::stderr(&output))
    };
    let (status, answer, said) = invoke(&["--client-certificate", "robot.pem"]);
    assert_eq!(status, Some(0), "{said}");
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    assert!(answer.contains(r#""subject": "C=DE,O=Example\\, Inc.,CN=robot""#), "{answer}");
    assert!(answer.contains(r#""domain": "api.example.com""#), "{answer}");
    // The domain asks, and nobody shows one.
    let (_, answer, _) = invoke(&["--domain", HOST]);
    assert!(answer.starts_with("HTTP/1.1 403 "), "{answer}");
    let (status, _, said) = invoke(&["--client-certificate", "stranger.pem"]);
    assert_eq!(status, Some(2));
    assert!(said.contains("was issued by no authority of the truststore"), "{said}");
    let (status, _, said) = invoke(&["--client-certificate", "portcullis.yaml"]);
    assert_eq!((status, said.contains("there is no certificate in it")), (Some(2), true), "{said}");
    let (status, _, said) = invoke(&["--domain", "other.example.com"]);
    let unknown = said.contains("there is no custom domain `other.example.com`");
    assert_eq!((status, unknown), (Some(2), true), "{said}");
}

#[test]
fn a_check_says_which_domains_cannot_be_served() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("api.yaml"), definition()).unwrap();
    fs::write(
        folder.path().join("portcullis.yaml"),
        "portcullis: 1
name: pets
api: api.yaml
stages: { dev: { accessLog: { format: json } } }
domains: { api.example.com: { mappings: { v1: dev } } }
local:
  domains:
    api.example.com: { certificate: server.pem, privateKey: server.key }
",
    )
    .unwrap();
    let check = |words: &[&str]| {
        let words = [&["check", "--format", "concise"], words].concat();
        crate::cli::stdout(&crate::cli::portcullis(folder.path(), &words))
    };
    let found = check(&[]);
    assert!(
        found.contains(
            "portcullis.yaml:8:5: warning[domain-not-served]: the custom domain `api.example.com` cannot be served: cannot \
             read `./server.pem`: no such file or directory"
        ),
        "{found}"
    );
    assert!(!check(&["--select", "stage"]).contains("domain-not-served"));
}

//! Documentation as files: what is on the pages, that links hold, and that a definition's words stay words. What browsers
//! make of it is tested in `tests/e2e/docs.sh`.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use crate::cli::{example, portcullis, stderr};

const EXAMPLES: [&str; 8] =
    ["petstore", "health", "proxy", "soap", "cars", "blocked-caller", "notes", "orders"];

/// The definition of an example.
fn definition(name: &str) -> PathBuf {
    let names = ["portcullis.yaml", "openapi.yaml", "swagger.json"];
    names.iter().map(|own| example(name).join(own)).find(|own| own.exists()).unwrap()
}

fn docs(folder: &Path, path: &Path, words: &[&str]) -> Output {
    let mut all = vec!["docs", path.to_str().unwrap(), "-o", "site"];
    all.extend(words);
    portcullis(folder, &all)
}

/// All files below `folder`, by path.
fn tree(folder: &Path) -> BTreeMap<String, String> {
    fn walk(root: &Path, folder: &Path, found: &mut BTreeMap<String, String>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(root, &path, found);
            } else {
                let name = path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
                found.insert(name, fs::read_to_string(&path).unwrap());
            }
        }
    }
    let mut found = BTreeMap::new();
    walk(folder, folder, &mut found);
    found
}

/// The pages of a definition.
fn pages(path: &Path, words: &[&str]) -> BTreeMap<String, String> {
    let folder = tempfile::tempdir().unwrap();
    let written = docs(folder.path(), path, words);
    assert_eq!(written.status.code(), Some(0), "{}", stderr(&written));
    tree(&folder.path().join("site"))
}

/// The pages of a text.
fn pages_of(text: &str, words: &[&str]) -> BTreeMap<String, String> {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("api.yaml"), text).unwrap();
    pages(&folder.path().join("api.yaml"), words)
}

/// Whether a file has that ending.
fn is_a(name: &str, ending: &str) -> bool {
    Path::new(name).extension().is_some_and(|own| own == ending)
}

/// The values of an attribute in a page.
fn values<'p>(page: &'p str, attribute: &str) -> Vec<&'p str> {
    let start = format!(" {attribute}=\"");
    page.match_indices(&start)
        .filter_map(|(at, _)| page[at + start.len()..].split('"').next())
        .collect()
}

/// Where a link of the page `from` leads: the page and the place on it; nothing for one to the web.
fn resolved(from: &str, link: &str) -> Option<(String, String)> {
    if link.contains("://") || link.starts_with("mailto:") || link.starts_with("data:") {
        return None;
    }
    let (page, place) = link.split_once('#').unwrap_or((link, ""));
    if page.is_empty() {
        return Some((from.to_owned(), place.to_owned()));
    }
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in page.split('/') {
        if part == ".." {
            assert!(parts.pop().is_some(), "{from}: {link}");
        } else {
            parts.push(part);
        }
    }
    Some((parts.join("/"), place.to_owned()))
}

/// The links of a page of Markdown that lead somewhere in the site.
fn markdown_links(page: &str) -> Vec<&str> {
    let mut found = Vec::new();
    for line in page.lines() {
        for (at, _) in line.match_indices("](") {
            if line[..at].ends_with('\\') {
                continue;
            }
            let rest = line[at + 2..].trim_start_matches('<');
            found.push(rest.split([')', '>']).next().unwrap());
        }
    }
    found
}

fn faults_of_links(pages: &BTreeMap<String, String>) -> Vec<String> {
    let mut faults = Vec::new();
    for (name, page) in pages {
        let links: Vec<&str> = if is_a(name, "html") {
            values(page, "href").into_iter().chain(values(page, "src")).collect()
        } else if is_a(name, "md") {
            markdown_links(page)
        } else {
            continue;
        };
        assert!(!links.is_empty() || is_a(name, "md"), "{name} has no link");
        for link in links {
            let Some((target, place)) = resolved(name, link) else { continue };
            match pages.get(&target) {
                None => faults.push(format!("{name}: `{link}` leads to no file")),
                Some(other) if !place.is_empty() && !values(other, "id").contains(&&*place) => {
                    faults.push(format!("{name}: `{link}` leads to no place"));
                }
                Some(_) => {}
            }
        }
    }
    faults
}

#[test]
fn every_link_of_every_example_holds() {
    for name in EXAMPLES {
        for format in ["html", "markdown"] {
            let pages = pages(&definition(name), &["--format", format]);
            assert_eq!(faults_of_links(&pages), Vec::<String>::new(), "{name} as {format}");
            let ending = if format == "html" { "html" } else { "md" };
            assert!(pages.contains_key(&format!("index.{ending}")), "{name}");
            assert!(pages.keys().any(|own| own.starts_with("operations/")), "{name}");
        }
    }
}

#[test]
fn identifiers_of_a_page_differ() {
    for name in EXAMPLES {
        for (file, page) in pages(&definition(name), &[]) {
            let mut seen = BTreeSet::new();
            for id in values(&page, "id") {
                assert!(seen.insert(id), "{name}, {file}: `{id}` twice");
            }
        }
    }
}

#[test]
fn the_same_definition_gives_the_same_bytes() {
    for format in ["html", "markdown"] {
        let words = ["--format", format];
        assert_eq!(pages(&definition("notes"), &words), pages(&definition("notes"), &words));
    }
}

#[test]
fn an_operation_says_what_is_true_of_it() {
    let notes = pages(&definition("notes"), &[]);
    let page = &notes["operations/add-note.html"];
    for said in [
        "<span class=\"verb POST\">POST</span> <code class=\"path\">/notes</code>",
        "authenticated",
        "whom <code>guard</code> allows",
        "authentication.html#scheme-guard",
        "<span class=\"required\">required</span>",
        "shortest <code>1</code>",
        "longest <code>1000</code>",
        "errors.html#bad-request-body",
        "errors.html#authorizer-failure",
        "errors.html#integration-timeout",
        "10000 <span class=\"by\">account</span>",
        "await client.addNote({ body: { text: &quot;text&quot; } });",
        "client.add_note(body=models.NewNote(text=&quot;text&quot;))",
        "Body: notes.NewNote{Text: &quot;text&quot;},",
        "client.add_note(AddNoteInput { body: NewNote { text: &quot;text&quot;.into() } }).await?",
        "client.addNote(new AddNoteInput().body(new NewNote().text(&quot;text&quot;)));",
        "Authorization: Bearer $TOKEN",
    ] {
        assert!(page.contains(said), "`{said}` is missing in\n{page}");
    }
    assert!(!page.contains("errors.html#invalid-api-key"), "no key is asked for");
    assert!(!notes["operations/list-notes.html"].contains("bad-request-body"));
    let authentication = &notes["authentication.html"];
    assert!(authentication.contains("kept for 300 seconds"), "{authentication}");
    assert!(!notes["errors.html"].contains("QUOTA_EXCEEDED"), "there is no quota");
}

#[test]
fn gateway_responses_are_shown_as_callers_get_them() {
    let shop = pages(&definition("petstore"), &[]);
    let errors = &shop["errors.html"];
    let own = errors.split("id=\"bad-request-body\"").nth(1).unwrap();
    let own = own.split("</section>").next().unwrap();
    for said in [
        "{&quot;message&quot;: &quot;Invalid request body&quot;}",
        "<dt>Access-Control-Allow-Origin</dt><dd><code>*</code></dd>",
        "<dt>x-amzn-ErrorType</dt><dd><code>BadRequestException</code></dd>",
    ] {
        assert!(own.contains(said), "`{said}` is missing in\n{own}");
    }
}

/// A definition with limits, a cache, keys and secrets.
const SETTINGS: &str = "\
openapi: 3.0.1
info: { title: settings, version: '1' }
components: { securitySchemes: { key: { type: apiKey, name: x-api-key, in: header } } }
paths:
  /kept/{id}:
    get:
      operationId: kept
      security: [{ key: [] }]
      parameters:
        - { name: id, in: path, required: true, schema: { type: string } }
        - { name: page, in: query, schema: { type: integer } }
      responses: { '200': { description: fine } }
      x-amazon-apigateway-integration:
        type: http_proxy
        httpMethod: GET
        uri: https://backend.internal.example/secret-place
        cacheKeyParameters: [method.request.path.id, method.request.querystring.page]
        requestParameters: { integration.request.path.id: method.request.path.id }
";

const MANIFEST: &str = "\
portcullis: 1
api: api.yaml
stages:
  prod: { cache: { size: 0.5, ttl: 60 }, methods: { 'GET /kept/{id}': { throttle: { rate: 7, burst: 9 } } } }
  test: {}
apiKeys: { app: { value: '0123456789-0123456789-secret' } }
usagePlans: { free: { stages: [prod, test], keys: [app], throttle: { rate: 3, burst: 5 }, quota: { limit: 1000, per: MONTH } } }
";

#[test]
fn limits_and_caches_are_those_in_force_and_secrets_stay_secret() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("api.yaml"), SETTINGS).unwrap();
    fs::write(folder.path().join("portcullis.yaml"), MANIFEST).unwrap();
    let all = pages(&folder.path().join("portcullis.yaml"), &[]);
    let page = &all["operations/kept.html"];
    for said in [
        "a key of <code>free</code>",
        "3 <span class=\"by\">usage plan <code>free</code></span>",
        "1000 per month",
        "kept for 60 seconds",
        "<code>path parameter id</code> and <code>query parameter page</code>",
        "errors.html#quota-exceeded",
        "errors.html#invalid-api-key",
        "--header &quot;X-API-Key: $API_KEY&quot;",
    ] {
        assert!(page.contains(said), "`{said}` is missing in\n{page}");
    }
    for (name, page) in &all {
        for secret in ["0123456789", "backend.internal", "secret-place"] {
            assert!(!page.contains(secret), "{name} has `{secret}`");
        }
    }
    let test = pages(&folder.path().join("portcullis.yaml"), &["--stage", "test"]);
    let page = &test["operations/kept.html"];
    assert!(page.contains("the stage has no cache") && !page.contains("kept for 60"), "{page}");
    assert!(page.contains("http://127.0.0.1:8080/test") && !page.contains("/prod"), "{page}");
}

/// A definition of somebody who wants to be on the page.
const HOSTILE: &str = r##"
openapi: 3.0.1
info:
  title: "</title><script>alert(1)</script>"
  version: "\"><img src=x onerror=alert(2)>"
  description: "<script>alert(3)</script> [link](javascript:alert(4)) ![picture](javascript:alert(5)) <img src=x onerror=alert(6)>"
tags: [{ name: "</ul><script>alert(7)</script>", description: "<iframe src='javascript:alert(8)'></iframe>" }]
paths:
  /a/{x}:
    get:
      tags: ["</ul><script>alert(7)</script>"]
      operationId: "../../../etc/passwd"
      summary: "</h1><script>alert(9)</script>"
      description: |
        # <svg onload=alert(10)>
        | a | b |
        |:--|--:|
        | `|` | <b onclick="alert(11)">x</b> |
      parameters:
        - { name: x, in: path, required: true, schema: { type: string, example: "'; rm -rf ~; $(id) `id` \" <script>" } }
        - { name: "\"><script>alert(12)</script>", in: query, description: "a|b\n\n# c", schema: { type: string, default: "\" autofocus onfocus=alert(13) x=\"" } }
      responses:
        "200":
          description: "``` <script>alert(14)</script>"
          content: { application/json: { schema: { $ref: "#/components/schemas/A_B" } } }
  /a/{y}/größe/名前:
    post:
      operationId: "../../../etc/PASSWD"
      responses: { "200": { description: ok, content: { application/json: { schema: { $ref: "#/components/schemas/AB" } } } } }
components:
  schemas:
    A_B:
      type: object
      properties:
        "</script><script>alert(15)</script>": { type: string, enum: ["</code><script>alert(16)</script>", "\u2028"], description: "javascript:alert(17)" }
        "__proto__": { type: string }
    AB: { type: object, description: "</dd><script>alert(18)</script>", properties: { a: { $ref: "#/components/schemas/A_B" } } }
"##;

#[test]
fn words_of_a_definition_stay_words() {
    let pages = pages_of(HOSTILE, &[]);
    assert_eq!(faults_of_links(&pages), Vec::<String>::new());
    for (name, page) in pages.iter().filter(|(name, _)| is_a(name, "html")) {
        let scripts = page.matches("<script").count();
        let own = page.matches("<script src=\"").count();
        assert_eq!((scripts, own), (3, 3), "{name}\n{page}");
        for tag in page.split('<').skip(1) {
            let tag = tag.split('>').next().unwrap();
            let word = tag.split([' ', '\n']).next().unwrap();
            assert!(
                !["iframe", "img", "svg", "object", "embed", "style"].contains(&word),
                "{name}: <{tag}"
            );
            // What stands in quotes is a value.
            let bare: String = tag.split('"').step_by(2).collect();
            assert!(!bare.contains(" on") && !bare.contains("autofocus"), "{name}: <{tag}");
        }
        for link in values(page, "href") {
            let scheme = link.split(':').next().unwrap();
            assert!(
                !link.contains(':') || ["https", "http", "mailto", "data"].contains(&scheme),
                "{name}: {link}"
            );
        }
        assert!(!page.contains(" style=\""), "{name}: the policy of the page has no room for it");
    }
    let index = &pages["assets/index.js"];
    assert!(!index.contains('<'), "{index}");
    for name in pages.keys() {
        assert!(name.is_ascii() && !name.contains(".."), "{name}");
    }
    assert_eq!(pages.keys().filter(|name| name.starts_with("operations/")).count(), 2);
    assert_eq!(pages.keys().filter(|name| name.starts_with("models/")).count(), 2);
}

#[test]
fn words_of_a_definition_stay_words_in_the_shell() {
    let pages = pages_of(HOSTILE, &["--format", "markdown"]);
    let page = pages.iter().find(|(name, _)| name.ends_with("etc-passwd.md")).unwrap().1;
    let line = page.lines().find(|line| line.starts_with("curl ")).unwrap();
    assert_eq!(
        line,
        "curl 'http://127.0.0.1:8080/dev/a/%27%3B%20rm%20-rf%20~%3B%20%24%28id%29%20%60id%60%20%22%20%3Cscript%3E'"
    );
}

#[test]
fn words_of_a_definition_stay_words_in_markdown() {
    let pages = pages_of(HOSTILE, &["--format", "markdown"]);
    assert_eq!(faults_of_links(&pages), Vec::<String>::new());
    for (name, page) in pages.iter().filter(|(name, _)| is_a(name, "md")) {
        let mut fence = String::new();
        for line in page.lines() {
            let ticks: String = line.chars().take_while(|letter| *letter == '`').collect();
            if !fence.is_empty() {
                if ticks == fence {
                    fence.clear();
                }
                continue;
            }
            if ticks.len() >= 3 {
                fence = ticks;
                continue;
            }
            // Code spans show what they hold.
            let bare = without_code(line);
            let bare = bare.replace("<a id=\"", "").replace("</a>", "");
            assert!(!bare.contains("<script") && !bare.contains("<img"), "{name}: {line}");
            assert!(!bare.replace("\\](", "").contains("](javascript"), "{name}: {line}");
        }
        assert!(fence.is_empty(), "{name} does not end its code");
        let rows = page.lines().filter(|line| line.starts_with("| "));
        for line in rows {
            assert!(line.ends_with('|'), "{name}: {line}");
        }
    }
}

/// A line of Markdown without its code spans, which end with as many backticks as they begin with.
fn without_code(line: &str) -> String {
    let ticks = |text: &str| text.chars().take_while(|letter| *letter == '`').count();
    let (mut out, mut rest) = (String::new(), line);
    while let Some(at) = rest.find('`') {
        out.push_str(&rest[..at]);
        let fence = "`".repeat(ticks(&rest[at..]));
        let inside = &rest[at + fence.len()..];
        let end = inside
            .match_indices(&fence)
            .map(|(end, _)| end)
            .find(|end| ticks(&inside[*end..]) == fence.len() && !inside[..*end].ends_with('`'));
        if let Some(end) = end {
            rest = &inside[end + fence.len()..];
        } else {
            out.push_str(&fence);
            rest = inside;
        }
    }
    out + rest
}

#[test]
fn large_groups_are_several_pages() {
    let mut text = String::from("openapi: 3.0.1\ninfo: { title: large, version: '1' }\npaths:\n");
    for number in 0..700 {
        writeln!(
            text,
            "  /things/{number}: {{ get: {{ operationId: thing{number}, responses: {{ '204': {{ description: d }} }} }} }}"
        )
        .unwrap();
    }
    let pages = pages_of(&text, &[]);
    assert_eq!(faults_of_links(&pages), Vec::<String>::new());
    let groups: Vec<&String> = pages.keys().filter(|name| name.starts_with("groups/")).collect();
    assert_eq!(groups, ["groups/things--2.html", "groups/things--3.html", "groups/things.html"]);
    let page = &pages["operations/thing1.html"];
    assert!(page.len() < 20_000, "a page does not hold all others: {} bytes", page.len());
}

#[test]
fn an_http_api_has_its_own_answers() {
    let text = "\
openapi: 3.0.1
info: { title: http, version: '1' }
paths:
  /a:
    get:
      security: [{ jwt: [read] }]
      responses: { '200': { description: ok } }
      x-amazon-apigateway-integration: { type: HTTP_PROXY, httpMethod: GET, uri: 'https://a.example/', payloadFormatVersion: '1.0' }
components:
  securitySchemes:
    jwt:
      type: oauth2
      x-amazon-apigateway-authorizer: { type: jwt, identitySource: $request.header.Authorization, jwtConfiguration: { issuer: 'https://issuer.example', audience: [me] } }
";
    let pages = pages_of(text, &["--api-kind", "http"]);
    assert_eq!(faults_of_links(&pages), Vec::<String>::new());
    let errors = &pages["errors.html"];
    assert!(errors.contains("{&quot;message&quot;:&quot;Not Found&quot;}"), "{errors}");
    assert!(errors.contains("{&quot;message&quot;:&quot;Forbidden&quot;}"), "{errors}");
    assert!(pages["authentication.html"].contains("https://issuer.example"));
    assert!(pages["operations/get-a.html"].contains("<code>read</code>"));
}

#[test]
fn changes_since_an_edition_are_told_to_callers() {
    let folder = tempfile::tempdir().unwrap();
    let old = fs::read_to_string(definition("notes").with_file_name("openapi.yaml")).unwrap();
    fs::write(folder.path().join("old.yaml"), &old).unwrap();
    let new = old
        .replace(
            "  /notes/{id}:\n    delete:\n      operationId: deleteNote",
            "  /notes/{id}:\n    get:\n      operationId: readNote",
        )
        .replace("maxLength: 1000", "maxLength: 10")
        .replace("function:notes/", "function:secret-place/");
    fs::write(folder.path().join("new.yaml"), new).unwrap();
    let path = folder.path().join("new.yaml");
    let since = folder.path().join("old.yaml");
    for format in ["html", "markdown"] {
        let all = pages(&path, &["--since", since.to_str().unwrap(), "--format", format]);
        assert_eq!(faults_of_links(&all), Vec::<String>::new());
        let (ending, root) = if format == "html" { ("html", "<a href=") } else { ("md", "](") };
        let page = &all[&format!("changelog.{ending}")];
        assert!(
            page.contains("DELETE /notes/{id}") || page.contains("DELETE /notes/\\{id\\}"),
            "{page}"
        );
        assert!(page.contains(root) && page.contains("operations/read-note"), "{page}");
        assert!(page.contains("old.yaml"), "{page}");
        // The operations that a model is sent to are named once, and as links.
        assert_eq!(page.matches("in requests of").count(), 1, "{page}");
        assert_eq!(page.matches("operations/add-note").count(), 1, "{page}");
        for hidden in ["secret-place", "lambda", folder.path().to_str().unwrap()] {
            assert!(!page.contains(hidden), "{hidden}: {page}");
        }
        assert!(all[&format!("index.{ending}")].contains(&format!("changelog.{ending}")));
    }
    let none = pages(&path, &[]);
    assert!(!none.contains_key("changelog.html"));
}

#[test]
fn what_is_wrong_leaves_what_was_there() {
    let folder = tempfile::tempdir().unwrap();
    let good = definition("petstore");
    assert_eq!(docs(folder.path(), &good, &[]).status.code(), Some(0));
    let before = tree(&folder.path().join("site"));
    fs::write(folder.path().join("bad.yaml"), "openapi: 3.0.1\npaths: [").unwrap();
    assert_eq!(docs(folder.path(), Path::new("bad.yaml"), &[]).status.code(), Some(2));
    let refused = docs(folder.path(), &good, &["--stage", "prud"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(stderr(&refused).contains("did you mean `prod`?"), "{}", stderr(&refused));
    assert_eq!(tree(&folder.path().join("site")), before);
    // Another definition leaves nothing of the first.
    assert_eq!(docs(folder.path(), &definition("health"), &[]).status.code(), Some(0));
    let after = tree(&folder.path().join("site"));
    assert!(!after.contains_key("operations/create-pet.html"));
    fs::write(folder.path().join("site/index.html"), "mine").unwrap();
    let refused = docs(folder.path(), &good, &[]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(stderr(&refused).contains("was not written by this command"));
}

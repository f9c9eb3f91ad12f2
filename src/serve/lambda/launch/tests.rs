use std::path::Path;

use super::{Launch, handler_file, words};
use crate::serve::lambda::set::FunctionHome;

fn home(project: &Path) -> FunctionHome<'_> {
    let variable = &|name: &str| match name {
        "PATH" => Some("/nowhere:/usr/bin:/bin".to_owned()),
        "SECRET" => Some("hidden".to_owned()),
        _ => None,
    };
    FunctionHome { project, variable }
}

fn launched(handler: &str, runtime: Option<&str>, project: &Path) -> Result<Launch, String> {
    let own =
        vec![("TABLE".to_owned(), "pets".to_owned()), ("TZ".to_owned(), "Asia/Tokyo".to_owned())];
    Launch::handler("pets:live", handler, runtime, own, home(project))
}

#[test]
fn handlers_name_a_file_of_the_project() {
    let file = |handler: &str| handler_file(handler).map(|own| own.display().to_string());
    assert_eq!(file("functions/pets.handler").unwrap(), "functions/pets");
    assert_eq!(file("./index.deep.handler").unwrap(), "index");
    for handler in ["handler", "a.", ".b", "a/b", "", "functions/"] {
        assert!(file(handler).unwrap_err().contains("a file without its ending"), "{handler}");
    }
    for handler in ["../x.y", "a/../../x.y", "/etc/x.y"] {
        assert!(file(handler).unwrap_err().contains("leads out"), "{handler}");
    }
}

#[test]
fn commands_are_words_and_no_shell() {
    assert_eq!(words("a 'b c' \"d 'e\"f  $X").unwrap(), ["a", "b c", "d 'ef", "$X"]);
    assert_eq!(words("''").unwrap(), [""]);
    assert_eq!(words(" ").unwrap(), Vec::<String>::new());
    assert!(words("a 'b").unwrap_err().contains("not closed"));
}

#[test]
fn functions_are_told_what_lambda_tells_them() {
    let folder = tempfile::tempdir().unwrap();
    let launch = launched("functions/pets.handler", Some("nodejs20.x"), folder.path()).unwrap();
    let value = |name: &str| {
        let all: Vec<_> = launch.environment.iter().filter(|(own, _)| own == name).collect();
        assert!(all.len() < 2 || name == "TZ", "{all:?}");
        all.last().map(|(_, value)| value.as_str())
    };
    assert_eq!(value("AWS_LAMBDA_FUNCTION_NAME"), Some("pets"));
    assert_eq!(value("_HANDLER"), Some("functions/pets.handler"));
    assert_eq!(value("AWS_EXECUTION_ENV"), Some("AWS_Lambda_nodejs20.x"));
    assert_eq!(value("LAMBDA_TASK_ROOT"), folder.path().to_str());
    assert_eq!((value("TABLE"), value("TZ")), (Some("pets"), Some("Asia/Tokyo")));
    // Nothing of this process that was not asked for.
    assert_eq!(value("SECRET"), None);
    assert!(!format!("{launch:?}").contains("pets"));
}

#[test]
fn what_is_missing_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let node = launched("pets.handler", Some("nodejs20.x"), folder.path()).unwrap();
    let missing = node.problem().unwrap();
    for end in ["pets.js` or", "pets.mjs` or", "pets.cjs`"] {
        assert!(missing.contains(end), "{missing}");
    }
    std::fs::write(folder.path().join("pets.py"), "").unwrap();
    // Without a runtime the file decides.
    let python = launched("pets.handler", None, folder.path()).unwrap();
    assert_eq!(python.program, Path::new("python3"));
    let java = launched("pets.handler", Some("java21"), folder.path()).unwrap_err();
    assert!(
        java.contains("`java21` has no bootstrap here") && java.contains("`command`"),
        "{java}"
    );
    let command = |text: &str| Launch::command("x", text, Vec::new(), home(folder.path()));
    let absent = command("./bootstrap --x").unwrap();
    assert!(absent.problem().unwrap().contains("there is no program"), "{:?}", absent.problem());
    assert!(command("no-such-program-here").unwrap().problem().unwrap().contains("not installed"));
    assert_eq!(command("sh -c true").unwrap().problem(), None);
    assert!(command("  ").unwrap_err().contains("empty"));
}

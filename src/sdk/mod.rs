//! Client SDKs: one surface of an API in no language, and a package for each language made of it.

mod auth;
mod calls;
mod csharp;
mod examples;
mod gateway_errors;
mod go;
mod java;
mod kotlin;
mod layout;
mod literals;
mod naming;
mod notes;
mod operations;
mod package;
mod paging;
mod php;
mod python;
mod read;
mod ruby;
mod rust;
mod samples;
mod schemas;
mod surface;
mod swift;
mod template;
mod text;
mod typed;
mod typescript;
mod view;
mod words;

pub use examples::Example;
pub use literals::Shown;
pub use naming::Name;
pub use notes::Notes;
pub use surface::{
    Auth, Body, Content, EnumValue, Field, GatewayError, Group, Header, Model, Next, Object,
    Operation, Paging, Parameter, Place, Response, Scheme, Shape, Stage, Status, Style, Surface,
    TokenSource, Type, Union, Variant,
};

pub use template::SdkError;

use crate::check::Checked;
use crate::ir::Definition;

/// What a package is called, where the definition's own names do not serve.
#[derive(Clone, Debug, Default)]
pub struct SdkOptions {
    /// The name of the package.
    pub package: Option<String>,
    /// The version of the package.
    pub version: Option<String>,
    /// The licence under which the package may be used, as an expression of SPDX. What the definition says of a licence
    /// is about the API.
    pub license: Option<String>,
    /// The address of the repository that the package is kept in.
    pub repository: Option<String>,
}

/// A file of a package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Its path in the package, with slashes.
    pub path: String,
    /// What it holds.
    pub text: String,
}

/// A language that packages are written in.
#[derive(Debug)]
pub struct Language {
    /// Its name, as in `sdk typescript`.
    pub name: &'static str,
    /// Other names for it.
    pub aliases: &'static [&'static str],
    /// What a package is there.
    pub package: &'static str,
    /// Whether its packages name their licence and their repository.
    pub names_origin: bool,
    write: fn(&Surface, &SdkOptions) -> Result<Vec<File>, SdkError>,
    show: fn(&Surface) -> Shown,
}

/// All languages.
pub static LANGUAGES: &[&Language] = &[
    &Language {
        name: "typescript",
        aliases: &["ts", "javascript", "js"],
        package: "a package of ECMAScript modules with types",
        names_origin: true,
        write: typescript::write,
        show: typescript::show,
    },
    &Language {
        name: "python",
        aliases: &["py"],
        package: "a package with type hints, for blocking and asynchronous programs",
        names_origin: true,
        write: python::write,
        show: python::show,
    },
    &Language {
        name: "go",
        aliases: &["golang"],
        package: "a module that needs nothing but the standard library",
        names_origin: false,
        write: go::write,
        show: go::show,
    },
    &Language {
        name: "rust",
        aliases: &["rs"],
        package: "a crate for asynchronous programs",
        names_origin: true,
        write: rust::write,
        show: rust::show,
    },
    &Language {
        name: "java",
        aliases: &[],
        package: "a Maven project that needs Jackson alone",
        names_origin: true,
        write: java::write,
        show: java::show,
    },
    &Language {
        name: "kotlin",
        aliases: &["kt"],
        package: "a Gradle project that needs coroutines and JSON as a tree",
        names_origin: false,
        write: kotlin::write,
        show: kotlin::show,
    },
    &Language {
        name: "csharp",
        aliases: &["cs", "c#", "dotnet"],
        package: "a package for NuGet that needs nothing but the platform",
        names_origin: true,
        write: csharp::write,
        show: csharp::show,
    },
    &Language {
        name: "ruby",
        aliases: &["rb"],
        package: "a gem with signatures that needs nothing but the standard library",
        names_origin: true,
        write: ruby::write,
        show: ruby::show,
    },
    &Language {
        name: "php",
        aliases: &[],
        package: "a package for Composer that needs the curl and json extensions alone",
        names_origin: true,
        write: php::write,
        show: php::show,
    },
    &Language {
        name: "swift",
        aliases: &[],
        package: "a package that needs nothing but Foundation",
        names_origin: false,
        write: swift::write,
        show: swift::show,
    },
];

impl Language {
    /// The language of that name.
    pub fn find(name: &str) -> Option<&'static Self> {
        let same = |other: &str| other.eq_ignore_ascii_case(name);
        let mut all = LANGUAGES.iter().copied();
        all.find(|own| same(own.name) || own.aliases.iter().any(|alias| same(alias)))
    }

    /// The files of the package for `surface`, by path.
    pub fn write(&self, surface: &Surface, options: &SdkOptions) -> Result<Vec<File>, SdkError> {
        let mut files = (self.write)(surface, options)?;
        files.sort_by(|left, right| left.path.cmp(&right.path));
        Ok(files)
    }

    /// How a program calls the operations of `surface` through the package.
    pub fn show(&self, surface: &Surface) -> Shown {
        (self.show)(surface)
    }
}

/// What every SDK of the API has, in no language.
pub fn surface(definition: &Checked<Definition>) -> Surface {
    read::read(definition)
}

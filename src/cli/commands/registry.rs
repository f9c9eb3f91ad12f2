//! How a command is registered.

/// Declares the modules of all commands and the enum that the command line is read into. The help of a command is
/// the doc comment of its `Arguments`.
macro_rules! commands {
    ($($module:ident => $variant:ident),+ $(,)?) => {
        $(mod $module;)+

        /// The command that was asked for.
        #[derive(Debug, clap::Subcommand)]
        pub(super) enum Command {
            $($variant($module::Arguments)),+
        }

        impl Command {
            /// Runs it.
            pub(super) fn run(
                &self,
                terminal: &mut super::Terminal,
            ) -> Result<super::Exit, super::CliError> {
                match self {
                    $(Self::$variant(arguments) => $module::run(arguments, terminal)),+
                }
            }
        }
    };
}

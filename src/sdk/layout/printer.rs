//! Lines on their way out.

use super::Layout;
use super::marks::{
    BROKEN_FROM, BROKEN_TO, CLOSE, END, FILLED, FLAT_FROM, FLAT_TO, FLUID, FOLLOWING, HUGGING,
    LINE, NARROW, OPEN, OPEN_FLUSH, PACKED, RELIEF, ROOMY, SOFT, SPACED_CLOSE, is_mark,
};
use super::measure::{Around, Group, columns};

/// Items that are no wider than this stand beside each other in a broken group that is packed.
const SHORT_ITEM: usize = 10;

/// The same of parts that fill lines.
const SHORT_PART: usize = 9;

/// The same of patterns, which are no step further in.
const SHORT_PATTERN: usize = 20;

/// Text that is laid out, and the groups that are open.
#[derive(Clone)]
pub(super) struct Printer<'t> {
    layout: &'t Layout,
    /// The lines of the template behind this one.
    ahead: &'t str,
    /// The indentation of the line in the template.
    lead: &'t str,
    out: String,
    column: usize,
    modes: Vec<Mode>,
    /// How many parts that are not for the group as it is are being left out.
    hidden: usize,
}

/// An open group.
#[derive(Clone, Copy)]
struct Mode {
    state: State,
    /// Whether its lines are a step further in when it is broken.
    step: bool,
}

/// How a group is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// In one line, with everything inside of it.
    Flat,
    /// Not broken itself; groups inside of it decide for themselves.
    Loose,
    /// Not broken itself, but the group inside of it is.
    Hugging,
    /// Broken.
    Broken,
    /// Broken where it has to be.
    Packed,
    /// The same, where nothing else is needed in the line.
    Filled,
}

impl State {
    const fn is_broken(self) -> bool {
        matches!(self, Self::Broken | Self::Packed | Self::Filled)
    }
}

impl<'t> Printer<'t> {
    pub(super) fn new(layout: &'t Layout, capacity: usize) -> Self {
        let out = String::with_capacity(capacity);
        Self { layout, ahead: "", lead: "", out, column: 0, modes: Vec::new(), hidden: 0 }
    }

    /// Whether a group is open.
    pub(super) fn is_inside(&self) -> bool {
        !self.modes.is_empty()
    }

    /// Everything that was laid out.
    pub(super) fn end(self) -> String {
        self.out
    }

    /// Adds a line that belongs to no group.
    pub(super) fn copy(&mut self, line: &str) {
        // An empty line of a comment is indented with the others.
        self.out.push_str(bare(line));
        self.out.push_str(if line.ends_with('\n') { "\n" } else { "" });
    }

    /// Adds a line that belongs to a group; `ahead` are those behind it.
    pub(super) fn line(&mut self, line: &'t str, ahead: &'t str) {
        let text = bare(line);
        self.ahead = ahead;
        let own = text.trim_start_matches([' ', '\t']);
        self.lead = text.get(..text.len() - own.len()).unwrap_or_default();
        if !own.is_empty() {
            self.column = 0;
            self.indent();
            if self.is_short(own) {
                self.print_flat(own);
            } else {
                self.print(own);
            }
        }
        self.out.push_str(if line.ends_with('\n') { "\n" } else { "" });
    }

    /// Whether no group of the line has to break, as its length alone tells.
    fn is_short(&self, line: &str) -> bool {
        let wide = line.len() > self.layout.narrow && line.contains([NARROW, PACKED, HUGGING]);
        let limit = if wide { self.layout.narrow } else { self.layout.width };
        self.column.saturating_add(line.len()) <= limit
            && self.hidden == 0
            && self.modes.iter().all(|mode| matches!(mode.state, State::Flat | State::Loose))
    }

    /// How the group is that the text stands in. What stands in none is on its own.
    fn state(&self) -> State {
        self.modes.last().map_or(State::Loose, |mode| mode.state)
    }

    /// Whether groups that begin here are not broken.
    fn is_bound(&self) -> bool {
        self.state() == State::Flat
    }

    /// Adds a line without breaks.
    fn print_flat(&mut self, line: &str) {
        let mut from = 0;
        let mut keep = |out: &mut String, at: usize, next: usize| {
            out.push_str(line.get(from..at).unwrap_or_default());
            from = next;
        };
        let mut bytes = line.bytes().enumerate();
        while let Some((at, byte)) = bytes.next() {
            let letter = char::from(byte);
            if !is_mark(letter) {
                continue;
            }
            keep(&mut self.out, at, at + 1);
            match letter {
                OPEN | OPEN_FLUSH => {
                    let kind = line.as_bytes().get(at + 1).map_or(OPEN, |kind| char::from(*kind));
                    let loose =
                        matches!(kind, FLUID | ROOMY | RELIEF | FOLLOWING) && !self.is_bound();
                    let state = if loose { State::Loose } else { State::Flat };
                    self.modes.push(Mode { state, step: false });
                }
                CLOSE | END => {
                    self.modes.pop();
                }
                SPACED_CLOSE => {
                    self.modes.pop();
                    self.out.push(' ');
                }
                LINE => self.out.push(' '),
                BROKEN_FROM => {
                    let end = bytes.find(|(_, byte)| char::from(*byte) == BROKEN_TO);
                    let next = end.map_or(line.len(), |(end, _)| end + 1);
                    keep(&mut self.out, at + 1, next);
                }
                _ => {}
            }
        }
        keep(&mut self.out, line.len(), line.len());
    }

    fn print(&mut self, line: &'t str) {
        for (at, letter) in line.char_indices() {
            let rest = line.get(at + letter.len_utf8()..).unwrap_or("");
            let broken = self.state().is_broken();
            match letter {
                BROKEN_FROM if !broken => self.hidden += 1,
                FLAT_FROM if broken => self.hidden += 1,
                BROKEN_TO | FLAT_TO => self.hidden = self.hidden.saturating_sub(1),
                _ if self.hidden > 0 => {}
                OPEN | OPEN_FLUSH => {
                    let step = letter != OPEN_FLUSH;
                    let state = self.opened(step, rest);
                    self.modes.push(Mode { state, step });
                }
                SOFT | LINE if broken && !self.stays(letter, rest) => self.break_line(),
                LINE => self.letter(' '),
                CLOSE | SPACED_CLOSE => {
                    self.modes.pop();
                    if broken {
                        self.break_line();
                    } else if letter == SPACED_CLOSE {
                        self.letter(' ');
                    }
                }
                END => {
                    self.modes.pop();
                }
                _ if is_mark(letter) => {}
                other => self.letter(other),
            }
        }
    }

    /// How the group is that begins here.
    fn opened(&self, step: bool, rest: &'t str) -> State {
        let outer = self.state();
        match outer {
            State::Flat => return State::Flat,
            State::Hugging => return State::Broken,
            State::Loose | State::Broken | State::Packed | State::Filled => {}
        }
        let group = Group::new(rest, self.around());
        let fits = |width: usize| self.column + width <= self.layout.width;
        let narrow = || group.inner() <= self.layout.narrow;
        let flat = || fits(group.flat());
        match group.kind() {
            Some(FLUID) if fits(group.head()) || !self.gains(group) => State::Loose,
            Some(ROOMY) if fits(group.head()) || !self.has_room(step, rest) => State::Loose,
            Some(RELIEF) if flat() || !self.relieves(group) => State::Loose,
            Some(FOLLOWING) if !outer.is_broken() => State::Loose,
            Some(NARROW | HUGGING) if flat() && narrow() => State::Flat,
            Some(PACKED) if flat() && (!step || narrow()) => State::Flat,
            Some(HUGGING) if self.hugs(group) => State::Hugging,
            Some(PACKED) if group.is_short(if step { SHORT_ITEM } else { SHORT_PATTERN }) => {
                State::Packed
            }
            Some(FILLED) if !flat() && group.is_short(SHORT_PART) => State::Filled,
            Some(FLUID | ROOMY | RELIEF | FOLLOWING | NARROW | PACKED) => State::Broken,
            _ if flat() => State::Flat,
            _ => State::Broken,
        }
    }

    /// Whether the group stays in the line while the one inside of it breaks.
    fn hugs(&self, group: Group<'_>) -> bool {
        let width = group.hugged();
        width <= self.layout.narrow && self.column + width <= self.layout.width
    }

    /// Whether a group that begins with something when it is broken has room then for that, and for what stands before
    /// the next break.
    fn gains(&self, group: Group<'_>) -> bool {
        let lead = self.layout.columns(self.lead) + (self.steps() + 1) * self.layout.columns;
        let opening = group.opening();
        opening == 0
            || self.column + opening <= self.layout.width
                && group.head_alone().is_some_and(|own| lead + own <= self.layout.width)
    }

    /// Whether no line of a group is too long when it is broken.
    fn has_room(&self, step: bool, rest: &'t str) -> bool {
        if self.column + Group::new(rest, self.around()).opening() > self.layout.width {
            return false;
        }
        let mut trial = Self { out: String::new(), ..self.clone() };
        let depth = trial.modes.len();
        trial.modes.push(Mode { state: State::Broken, step });
        trial.print(bare(rest.split('\n').next().unwrap_or_default()));
        let mut lines = self.ahead.split_inclusive('\n');
        while trial.modes.len() > depth
            && let Some(line) = lines.next()
        {
            trial.out.push('\n');
            let ahead = trial.ahead.get(line.len()..).unwrap_or_default();
            trial.line(line.trim_end_matches('\n'), ahead);
        }
        let mut lines = trial.out.lines().skip(1);
        lines.all(|line| self.layout.columns(line) <= self.layout.width)
    }

    /// Which of the open groups are broken.
    fn around(&self) -> Around {
        let inside = |around: Around, mode: &Mode| around.inside(mode.state.is_broken());
        self.modes.iter().fold(Around::default(), inside)
    }

    /// Whether it is better to break the group than those inside of it: it fits in a line of its own, or not even what
    /// stands before the next break fits here.
    fn relieves(&self, group: Group<'_>) -> bool {
        let width = self.layout.width;
        let opening = group.opening();
        if opening > 0 && self.column + opening > width {
            return false;
        }
        let lead = self.layout.columns(self.lead) + (self.steps() + 1) * self.layout.columns;
        let alone = |own: Option<usize>| own.is_some_and(|own| lead + own <= width);
        let head_fits = self.column + group.head() <= width;
        alone(group.alone(self.layout.narrow))
            || !head_fits && (opening == 0 || alone(group.head_alone()))
    }

    /// Whether what follows a break that need not be taken fits in the line.
    fn stays(&self, letter: char, rest: &str) -> bool {
        if letter != LINE {
            return false;
        }
        match self.state() {
            State::Packed => {}
            State::Filled => {
                let part = Group::new(rest, self.around().left()).part();
                return self.column + 1 + part <= self.layout.width;
            }
            State::Flat | State::Loose | State::Hugging | State::Broken => return false,
        }
        let width =
            || -> usize { rest.chars().take_while(|next| !is_mark(*next)).map(columns).sum() };
        // The comma of the last part is there when the group is broken.
        let comma = usize::from(rest.chars().find(|next| is_mark(*next)) == Some(BROKEN_FROM));
        let step = self.modes.last().is_some_and(|mode| mode.step);
        let kept = if step { 1 } else { " => {".len() };
        self.column + 1 + width() + comma + kept <= self.layout.width
    }

    /// How many steps further in than the line's beginning the text is now.
    fn steps(&self) -> usize {
        self.modes.iter().filter(|mode| mode.step && mode.state.is_broken()).count()
    }

    fn break_line(&mut self) {
        let kept = self.out.trim_end_matches(' ').len();
        self.out.truncate(kept);
        self.out.push('\n');
        self.column = 0;
        self.indent();
    }

    fn indent(&mut self) {
        self.out.push_str(self.lead);
        self.column += self.layout.columns(self.lead);
        for _ in 0..self.steps() {
            self.out.push_str(self.layout.indent);
            self.column += self.layout.columns(self.layout.indent);
        }
    }

    fn letter(&mut self, letter: char) {
        self.out.push(letter);
        self.column += columns(letter);
    }
}

/// The line without what nobody sees at its end.
fn bare(line: &str) -> &str {
    line.strip_suffix('\n').unwrap_or(line).trim_end_matches([' ', '\t'])
}

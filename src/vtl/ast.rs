//! A parsed template. Positions are bytes of the template's text.

use crate::java_regex::JavaRegex;
use crate::json_path::JsonPath;

use super::functions::Dispatch;

/// Text and directives, in order.
#[derive(Debug, Default)]
pub(super) struct Block {
    pub(super) nodes: Vec<Node>,
}

#[derive(Debug)]
pub(super) enum Node {
    Text(Box<str>),
    /// A reference that is printed.
    Print(Reference),
    Set(Box<Set>),
    If(Box<If>),
    Foreach(Box<Foreach>),
    Define(Box<Define>),
    Break,
    Stop,
}

/// `#set( target = value )`
#[derive(Debug)]
pub(super) struct Set {
    pub(super) target: Reference,
    pub(super) value: Expression,
}

#[derive(Debug)]
pub(super) struct If {
    /// `#if` and each `#elseif`.
    pub(super) branches: Vec<(Expression, Block)>,
    pub(super) otherwise: Option<Block>,
}

#[derive(Debug)]
pub(super) struct Foreach {
    pub(super) variable: usize,
    pub(super) items: Expression,
    pub(super) body: Block,
    pub(super) start: u32,
    pub(super) end: u32,
}

#[derive(Debug)]
pub(super) struct Define {
    pub(super) variable: usize,
    pub(super) body: Block,
}

/// `$name.property.method(argument)[index]`
#[derive(Debug)]
pub(super) struct Reference {
    /// The slot of the variable that the name stands for.
    pub(super) slot: usize,
    pub(super) steps: Vec<Access>,
    pub(super) start: u32,
    pub(super) end: u32,
}

#[derive(Debug)]
pub(super) enum Access {
    Property(Box<str>),
    Call(Box<Call>),
    Index(Expression),
}

#[derive(Debug)]
pub(super) struct Call {
    pub(super) name: Box<str>,
    pub(super) arguments: Vec<Expression>,
    /// What the name means for each kind of receiver.
    pub(super) dispatch: Dispatch,
    pub(super) prepared: Prepared,
    pub(super) start: u32,
    pub(super) end: u32,
}

/// What can be compiled once because the first argument is a literal.
#[derive(Debug)]
pub(super) enum Prepared {
    Nothing,
    Path(JsonPath),
    Pattern(JavaRegex),
}

#[derive(Debug)]
pub(super) enum Expression {
    Null,
    Bool(bool),
    Int(i64),
    /// An integer of more than 64 bits.
    Big(Box<str>),
    Double(f64),
    Text(Box<str>),
    /// A string in double quotes with references or directives in it.
    Interpolated(Block),
    List(Vec<Expression>),
    Range(Box<(Expression, Expression)>),
    Map(Vec<(Expression, Expression)>),
    Reference(Reference),
    Not(Box<Expression>),
    Binary(Box<Binary>),
}

#[derive(Debug)]
pub(super) struct Binary {
    pub(super) operator: Operator,
    pub(super) left: Expression,
    pub(super) right: Expression,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operator {
    Or,
    And,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
}

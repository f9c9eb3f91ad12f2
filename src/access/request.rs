//! One request, as far as it is known, and the condition keys that it carries.

use core::net::IpAddr;

use crate::iam::{Context, GlobalKey, State, Value};

use super::Api;
use super::caller::Caller;
use super::fact::Fact;

/// What policies can ask of a request.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// The name of the stage.
    pub stage: &'a str,
    /// The verb that was used.
    pub verb: &'a str,
    /// The path without the stage, as it was asked for.
    pub path: &'a str,
    /// The address of the caller: in its VPC where the API is private.
    pub source_ip: Fact<IpAddr>,
    /// The VPC that the request comes from.
    pub vpc: Fact<&'a str>,
    /// The VPC endpoint that it comes through.
    pub vpc_endpoint: Fact<&'a str>,
    /// The header `Referer`.
    pub referer: Fact<&'a str>,
    /// The header `User-Agent`.
    pub user_agent: Fact<&'a str>,
    /// When it arrives, in seconds since 1970.
    pub time: Fact<i64>,
}

impl<'a> Request<'a> {
    /// A request of which nothing else is known.
    pub const fn new(stage: &'a str, verb: &'a str, path: &'a str) -> Self {
        const NOT_GIVEN: &str = "it was not given";
        Self {
            stage,
            verb,
            path,
            source_ip: Fact::Unknown(NOT_GIVEN),
            vpc: Fact::Unknown(NOT_GIVEN),
            vpc_endpoint: Fact::Unknown(NOT_GIVEN),
            referer: Fact::Unknown(NOT_GIVEN),
            user_agent: Fact::Unknown(NOT_GIVEN),
            time: Fact::Unknown(NOT_GIVEN),
        }
    }

    /// The condition keys of the request (reference `access-control`, section 4). `caller` is who signed it, where the
    /// method asks for a signature.
    pub(super) fn context(&self, api: &Api, caller: Signer<'a>) -> Context<'a> {
        let mut cx = Context::new(State::Absent("calls of an API never carry it"));
        let text = |fact: Fact<&'a str>, absent| match fact {
            Fact::Known(text) => State::text(text),
            Fact::Absent => State::Absent(absent),
            Fact::Unknown(why) => State::Unknown(why),
        };
        let value = |fact: Fact<Value<'a>>, absent| match fact {
            Fact::Known(value) => State::One(value),
            Fact::Absent => State::Absent(absent),
            Fact::Unknown(why) => State::Unknown(why),
        };
        cx.set(GlobalKey::CurrentTime, value(self.time.map(Value::Time), "it has no time"));
        cx.set(GlobalKey::EpochTime, value(self.time.map(Value::Number), "it has no time"));
        cx.set(GlobalKey::Referer, text(self.referer, "the header `Referer` was not sent"));
        cx.set(GlobalKey::UserAgent, text(self.user_agent, "the header `User-Agent` was not sent"));
        // The service is reached by TLS alone.
        cx.set(GlobalKey::SecureTransport, State::One(Value::Bool(true)));
        cx.set(GlobalKey::SourceArn, State::Absent("no service of AWS calls"));
        let address = self.source_ip.map(|own| Value::Address(own.to_canonical()));
        if api.is_private() {
            let outside = "the request comes through no VPC endpoint";
            cx.set(GlobalKey::SourceIp, State::Unknown("a VPC endpoint puts its own in its place"));
            cx.set(GlobalKey::VpcSourceIp, value(address, outside));
            cx.set(GlobalKey::SourceVpc, text(self.vpc, outside));
            cx.set(GlobalKey::SourceVpce, text(self.vpc_endpoint, outside));
            cx.set(GlobalKey::ViaDomainArn, State::Absent("no custom domain was asked"));
        } else {
            let public = State::Absent("the API is not private");
            cx.set(GlobalKey::SourceIp, value(address, "the caller has no address"));
            for key in [
                GlobalKey::VpcSourceIp,
                GlobalKey::SourceVpc,
                GlobalKey::SourceVpce,
                GlobalKey::ViaDomainArn,
            ] {
                cx.set(key, public);
            }
        }
        match caller {
            Signer::Nobody => unsigned(&mut cx, State::Absent("the method is not `AWS_IAM`")),
            Signer::Unknown(why) => unsigned(&mut cx, State::Unknown(why)),
            Signer::Caller(caller) => caller.describe(&mut cx),
        }
        cx
    }
}

/// Who signed a request.
#[derive(Clone, Copy, Debug)]
pub(super) enum Signer<'a> {
    /// The method asks for no signature.
    Nobody,
    /// Somebody, and nobody has said who.
    Unknown(&'static str),
    /// This one.
    Caller(&'a Caller),
}

/// The keys that only a signed request has.
const OF_SIGNER: [GlobalKey; 10] = [
    GlobalKey::TokenIssueTime,
    GlobalKey::MultiFactorAuthPresent,
    GlobalKey::MultiFactorAuthAge,
    GlobalKey::PrincipalAccount,
    GlobalKey::PrincipalArn,
    GlobalKey::PrincipalOrgId,
    GlobalKey::PrincipalOrgPaths,
    GlobalKey::PrincipalType,
    GlobalKey::UserId,
    GlobalKey::Username,
];

fn unsigned(cx: &mut Context<'_>, state: State<'static>) {
    for key in OF_SIGNER {
        cx.set(key, state);
    }
}

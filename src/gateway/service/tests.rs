use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method};

use super::{CallSigner, Service, ServiceEndpoint, ServiceTarget};
use crate::gateway::target::{Address, Target};
use crate::gateway::{Moment, UpstreamCall};
use crate::mapping::UriTemplate;
use crate::sigv4::Credentials;

fn credentials() -> Credentials {
    Credentials {
        access_key_id: "AKIDEXAMPLE".to_owned(),
        secret_access_key: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY".to_owned(),
        session_token: None,
    }
}

fn target(uri: &str, endpoint: &ServiceEndpoint) -> ServiceTarget {
    let uri = format!("arn:aws:apigateway:{uri}");
    let service = Service::behind(&UriTemplate::parse(&uri), "us-east-1").unwrap();
    service.prepare(endpoint, CallSigner::Fixed { credentials: credentials(), instead_of: None })
}

/// The whole address, and where is connected to.
fn address(target: &ServiceTarget) -> (String, String) {
    let Address { endpoint, path } = match &target.target {
        Target::Fixed(address) => address.clone(),
        Target::Template(template) => template.resolve(|_| Some("a%2Fb")).unwrap(),
        other => panic!("{other:?}"),
    };
    let scheme = if endpoint.tls.is_some() { "https" } else { "http" };
    let authority = endpoint.authority.to_str().unwrap();
    (format!("{scheme}://{authority}{path}"), format!("{}:{}", endpoint.host, endpoint.port))
}

#[test]
fn a_uri_leads_to_the_service_and_its_scope() {
    for (uri, expected, scope) in [
        (
            "eu-central-1:dynamodb:action/PutItem",
            "https://dynamodb.eu-central-1.amazonaws.com/?Action=PutItem",
            "eu-central-1/dynamodb",
        ),
        (
            "us-east-1:sqs:action/SendMessage&Version=2012-11-05",
            "https://sqs.us-east-1.amazonaws.com/?Action=SendMessage&Version=2012-11-05",
            "us-east-1/sqs",
        ),
        (
            "us-east-1:sqs:path/123456789012/orders",
            "https://sqs.us-east-1.amazonaws.com/123456789012/orders",
            "us-east-1/sqs",
        ),
        ("us-east-1:sns:path//", "https://sns.us-east-1.amazonaws.com/", "us-east-1/sns"),
        (
            "us-west-2:s3:path/{bucket}/{key}?versionId=1",
            "https://s3.us-west-2.amazonaws.com/a%2Fb/a%2Fb?versionId=1",
            "us-west-2/s3",
        ),
        ("cn-north-1:s3:path/b", "https://s3.cn-north-1.amazonaws.com.cn/b", "cn-north-1/s3"),
        (
            "us-east-1:runtime.sagemaker:path/endpoints/e/invocations",
            "https://runtime.sagemaker.us-east-1.amazonaws.com/endpoints/e/invocations",
            "us-east-1/sagemaker",
        ),
        (
            "us-east-1:a1b2.appsync-api:path/graphql",
            "https://a1b2.appsync-api.us-east-1.amazonaws.com/graphql",
            "us-east-1/appsync",
        ),
        (
            "eu-west-1:x-ats.iotdata:path/topics/t",
            "https://x-ats.iot.eu-west-1.amazonaws.com/topics/t",
            "eu-west-1/iotdata",
        ),
        (
            "eu-west-1:iam:action/ListUsers",
            "https://iam.amazonaws.com/?Action=ListUsers",
            "us-east-1/iam",
        ),
        (
            "eu-west-1:email:action/SendEmail",
            "https://email.eu-west-1.amazonaws.com/?Action=SendEmail",
            "eu-west-1/ses",
        ),
        ("${AWS::Region}:sqs:path/1/q", "https://sqs.us-east-1.amazonaws.com/1/q", "us-east-1/sqs"),
    ] {
        let target = target(uri, &ServiceEndpoint::Aws);
        assert_eq!(address(&target).0, expected);
        assert_eq!(format!("{}/{}", target.region, target.scope), scope, "{uri}");
        assert!(target.called.is_some());
    }
}

#[test]
fn what_stands_in_for_a_service_is_called_in_its_place() {
    let local = ServiceEndpoint::local("http://127.0.0.1:5000/emulator/").unwrap();
    let queue = target("us-east-1:sqs:path/1/q", &local);
    let expected = ("http://127.0.0.1:5000/emulator/1/q", "127.0.0.1:5000");
    assert_eq!(address(&queue), (expected.0.to_owned(), expected.1.to_owned()));
    assert_eq!(queue.called, None);
    // The bucket is told by the name of the host alone.
    let local = ServiceEndpoint::local("http://[::1]:5000").unwrap();
    let bucket = target("us-east-1:photos.s3:path/{key}", &local);
    let expected = ("http://photos.s3.us-east-1.amazonaws.com/a%2Fb", "::1:5000");
    assert_eq!(address(&bucket), (expected.0.to_owned(), expected.1.to_owned()));
    for address in ["", "127.0.0.1:5000", "ftp://a", "http://u:p@a", "http://a/?x", "http://a:b"] {
        assert!(ServiceEndpoint::local(address).is_none(), "{address}");
    }
}

#[test]
fn some_protocols_name_the_action_in_a_header() {
    let header = |uri: &str| {
        let Some(own) = target(uri, &ServiceEndpoint::Aws).action else { return String::new() };
        let version = own.content_type.to_str().unwrap().rsplit('-').next().unwrap().to_owned();
        format!("{} {version}", own.amz_target.to_str().unwrap())
    };
    assert_eq!(header("r:dynamodb:action/PutItem"), "DynamoDB_20120810.PutItem 1.0");
    assert_eq!(header("r:states:action/StartExecution"), "AWSStepFunctions.StartExecution 1.0");
    assert_eq!(header("r:kinesis:action/PutRecord&x=y"), "Kinesis_20131202.PutRecord 1.1");
    assert_eq!(header("r:ssm:action/GetParameter"), "AmazonSSM.GetParameter 1.1");
    // Mappings have to name it for all others.
    for uri in ["r:events:action/PutEvents", "r:dynamodb:path/", "r:streams.dynamodb:action/X"] {
        assert_eq!(header(uri), "", "{uri}");
    }
}

#[test]
fn what_leads_to_no_service_is_none() {
    for uri in [
        "http://a.test",
        "arn:aws:apigateway:us-east-1:{bucket}.s3:path/x",
        "arn:aws:apigateway:us-east-1::path/x",
        "arn:aws:sqs:us-east-1:1:q",
        "${invoke_arn}",
    ] {
        assert_eq!(Service::behind(&UriTemplate::parse(uri), "us-east-1"), None, "{uri}");
    }
}

/// The request of the published suite with the signature that it has there for a service named `service`.
#[test]
fn a_call_is_signed_as_the_published_suite_has_it() {
    let target = target("us-east-1:service:path/", &ServiceEndpoint::Aws);
    let Address { endpoint, path } = match &target.target {
        Target::Fixed(address) => address.clone(),
        other => panic!("{other:?}"),
    };
    let mut headers = HeaderMap::new();
    headers.insert("host", HeaderValue::from_static("example.amazonaws.com"));
    headers.insert("content-type", HeaderValue::from_static("application/x-www-form-urlencoded"));
    headers.insert("user-agent", HeaderValue::from_static("AmazonAPIGateway_a1b2c3"));
    let mut call = UpstreamCall {
        method: Method::POST,
        endpoint,
        target: path,
        headers,
        body: Bytes::from_static(b"Param1=value1"),
        timeout: Duration::from_secs(1),
        stream: false,
    };
    let now = Moment { wall: Duration::from_mins(24_015_636), monotonic: Duration::ZERO };
    target.sign(&mut call, &credentials(), now).unwrap();
    assert_eq!(call.headers["x-amz-date"], "20150830T123600Z");
    assert_eq!(
        call.headers["authorization"],
        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, \
         SignedHeaders=content-type;host;x-amz-date, \
         Signature=ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a"
    );
    assert!(!format!("{call:?}").contains("ff118979"), "a signature is shown");
    let unsendable = Credentials { access_key_id: "a\nb".to_owned(), ..credentials() };
    assert_eq!(target.sign(&mut call, &unsendable, now), None);
}

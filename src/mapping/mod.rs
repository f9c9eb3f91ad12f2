//! The small languages of a REST API's parameters and paths: mapping expressions, path templates and the router,
//! integration URIs, response selection, media types, the substitution in gateway responses, and the lines of access
//! logs.
//!
//! Everything is parsed once, when a definition is loaded or checked, and evaluated for each request.

mod access_log_format;
mod destination;
mod expression;
mod fault;
mod gateway_template;
mod media_type;
mod nearest;
mod path_template;
mod router;
mod selection;
mod uri;

pub use access_log_format::{AccessLogFormat, LogPart, LogStyle, UNDEFINED};
pub use destination::{Destination, DestinationPlace, DestinationSide};
pub use expression::{Expression, ExpressionSide};
pub use fault::MappingFault;
pub use gateway_template::{GatewayPart, GatewayTemplate, GatewayVariable};
pub use media_type::{BinaryMediaTypes, essence};
pub use nearest::{NearPath, PathDifference, near_path};
pub use path_template::{PathSegment, SegmentFault, segments};
pub use router::{RouteMatch, Router};
pub use selection::Selection;
pub use uri::{IntegrationTarget, UriPart, UriTemplate, arn_fields};

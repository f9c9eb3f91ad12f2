//! Renders a mapping template over a request or the answer of its backend.

use bytes::Bytes;

use crate::gateway::context;
use crate::gateway::exchange::{Exchange, Names, borrowed};
use crate::gateway::mapping_template::MappingTemplate;
use crate::gateway::method_plan::Route;
use crate::vtl::{Input, Limits};

/// The text of `template` over the payload `body`. What it writes to the override maps is kept with the request.
/// An error is what the log says.
pub(super) fn render(
    exchange: &mut Exchange,
    route: &Route,
    template: &MappingTemplate,
    body: &str,
) -> Result<Bytes, String> {
    let template = match template {
        MappingTemplate::Constant(constant) => return Ok(constant.text.clone()),
        MappingTemplate::Varying(template) => template,
    };
    let (path, query) = (borrowed(&exchange.path_parameters), borrowed(&exchange.query));
    let header = exchange.header_pairs(route, Names::AsDeclared);
    let context = context::variables(exchange, Some(route));
    let input = Input {
        body,
        path: &path,
        query: &query,
        header: &header,
        context: &context,
        stage_variables: &route.stage.variables,
    };
    let rendered = template.render(&input, &Limits::default()).map_err(|error| error.message)?;
    let overrides = rendered.overrides;
    exchange.overrides.request = overrides.request.or(exchange.overrides.request.take());
    exchange.overrides.response = overrides.response.or(exchange.overrides.response.take());
    Ok(Bytes::from(rendered.text))
}

//! All rules: one file and one line each.

rules! {
    /// What callers may send and what comes back: models, parameters, responses.
    contract {
        keyword_without_effect_in_validation,
        model_name_not_alphanumeric,
        model_reference_loop,
        parameter_name_used_twice,
        path_parameter_not_in_path,
        primitive_response_model,
        response_header_not_mapped,
        undeclared_path_parameter,
        undefined_model,
        undefined_request_validator,
        unsupported_number_format,
        unused_model,
        unused_request_validator,
    }
    /// What answers a method.
    integration {
        aws_service_without_credentials,
        connection_id_without_vpc_link,
        integration_without_http_method,
        integration_without_responses,
        integration_without_uri,
        invalid_selection_pattern,
        lambda_invoked_without_post,
        malformed_credentials,
        malformed_integration_uri,
        method_without_integration,
        mock_breaks_with_binary_types,
        mock_without_status_code,
        no_default_integration_response,
        passthrough_never_without_template,
        path_mapping_without_placeholder,
        template_of_proxy_integration,
        undeclared_cache_key_parameter,
        undeclared_method_response,
        unfilled_uri_placeholder,
        unreachable_integration_response,
        unsupported_template_media_type,
        vpc_link_without_connection_id,
    }
    /// Which method a request reaches.
    routing {
        conflicting_path_variables,
        duplicate_path_variable,
        partial_path_variable,
        path_below_greedy_variable,
        path_without_methods,
        reserved_path,
        unreachable_any_method,
        unsupported_path_character,
        unsupported_path_variable_name,
    }
}

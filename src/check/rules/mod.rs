//! All rules: one file and one line each.

rules! {
    /// Who may call: authorizers, security schemes, API keys.
    access {
        api_key_as_only_protection,
        authorizer_ttl_out_of_range,
        authorizer_without_uri,
        cognito_authorizer_without_user_pool,
        invalid_identity_validation_expression,
        key_source_without_authorizer,
        malformed_authorizer_uri,
        malformed_identity_source,
        request_authorizer_without_identity_source,
        root_security,
        scopes_without_cognito,
        security_scheme_without_effect,
        undefined_security_scheme,
        unused_authorizer,
        unused_security_scheme,
        wildcard_principal,
    }
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
    /// Whether browsers may call.
    cors {
        cors_credentials_with_wildcard,
        gateway_responses_without_cors,
        preflight_omits_method,
        preflight_with_authorization,
        preflight_without_headers,
    }
    /// How an API is reached, and how large it may be.
    endpoint {
        definition_too_large,
        malformed_binary_media_type,
        private_api_without_policy,
        resource_policy_too_long,
        too_many_authorizers,
        too_many_resources,
        vpc_endpoint_of_public_api,
    }
    /// What the gateway itself answers.
    gateway_response {
        invalid_gateway_response_status,
        malformed_gateway_response_parameter,
        quoted_message_string,
        vtl_in_gateway_response,
    }
    /// What only HTTP APIs have.
    http {
        jwt_authorizer_without_issuer,
        malformed_http_mapping,
        payload_format_version_missing,
        reserved_mapped_header,
        route_without_integration,
        unknown_integration_subtype,
        unsupported_payload_format_version,
    }
    /// What answers a method.
    integration {
        aws_service_without_credentials,
        connection_id_without_vpc_link,
        integration_timeout_out_of_range,
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
    /// How parameters are mapped.
    mapping {
        forbidden_mapped_header,
        malformed_mapping,
        undeclared_mapping_source,
        undeclared_response_header,
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
    /// Stages, usage plans and what they name.
    stage {
        api_key_value_length,
        api_key_without_usage_plan,
        malformed_stage_name,
        malformed_stage_variable,
        settings_of_undefined_method,
        stage_burst_above_account,
        stage_rate_above_account,
        stage_without_access_log,
        stage_without_usage_plan,
        undefined_stage_or_key,
        usage_plan_without_key_methods,
        usage_plan_without_keys,
    }
}

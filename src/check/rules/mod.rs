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
    /// Which responses are kept, and who is given them.
    cache {
        body_outside_cache_key,
        cache_of_http_api,
        cache_setting_of_uncached_method,
        cache_size_of_method,
        cache_ttl_out_of_range,
        cache_without_cached_method,
        cache_without_time,
        cached_health_check,
        cached_method_that_writes,
        cached_method_without_identity_in_key,
        cached_mock,
        cached_preflight,
        cached_set_cookie,
        duplicate_cache_key_parameter,
        ever_changing_cache_key,
        invalidation_refused_to_browsers,
        method_cache_without_cluster,
        open_cache_invalidation,
        parameter_outside_cache_key,
        path_parameter_outside_cache_key,
        shared_cache_namespace,
        signature_as_cache_key,
        unknown_cache_size,
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
        limit_almost_reached,
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
        canary_percent_out_of_range,
        malformed_stage_name,
        malformed_stage_variable,
        settings_of_undefined_method,
        stage_burst_above_account,
        stage_rate_above_account,
        stage_without_access_log,
        stage_without_usage_plan,
        too_many_stage_variables,
        too_many_stages,
        undefined_stage_or_key,
        undefined_stage_variable,
        unused_stage_variable,
        usage_plan_without_key_methods,
        usage_plan_without_keys,
    }
    /// How often a caller may call.
    throttle {
        api_key_in_too_many_plans,
        api_key_in_two_plans_of_a_stage,
        api_key_value_in_manifest,
        burst_far_below_rate,
        burst_of_zero,
        duplicate_api_key_value,
        negative_rate,
        plan_limit_of_open_method,
        quota_of_zero,
        quota_offset_above_limit,
        quota_used_up_at_once,
        quota_without_throttle,
        rate_of_zero,
        same_answer_for_throttle_and_quota,
        stage_listed_twice,
        throttled_response_with_other_status,
        too_many_method_limits,
        unreachable_method_limit,
        unreachable_plan_limit,
        unreachable_quota,
        usage_plan_of_http_api,
        usage_plan_with_disabled_keys,
    }
}

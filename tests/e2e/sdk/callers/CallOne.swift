import Foundation
import MODULE

// Makes the calls of one package. What knows its operations follows, made for it.

private func client(_ entry: Entry) throws -> CLIENT {
    var options = ClientOptions(baseURL: entry.address, timeout: entry.timeout)
    options.retry = RetryOptions(attempts: entry.attempts, base: 0.001)
    options.apiKey = entry.apiKey.map { .value($0) }
    options.token = entry.token.map { .value(Token($0)) }
    options.credentials = entry.keys.map { .value(AWSCredentials(accessKeyID: $0.id, secretAccessKey: $0.secret)) }
    return try CLIENT(options)
}

private func value<Value: JSONConvertible>(_ text: String) throws -> Value {
    try Value(fromJSON: JSONValue(parsing: Data(text.utf8)))
}

private func given<Value: JSONConvertible>(_ entry: Entry, _ place: String, _ wire: String) throws -> Value {
    try value(entry.text(place, wire))
}

private func sent<Value: JSONConvertible>(_ entry: Entry) throws -> Value {
    try value(entry.body ?? "null")
}

private func sentOrNull<Value: JSONConvertible>(_ entry: Entry) throws -> Nullable<Value>? {
    try entry.body.map { try value($0) }
}

private func uploaded(_ entry: Entry) throws -> Upload? {
    try entry.body.map { .data(try value($0)) }
}

private func answer(_ own: (some JSONConvertible)?) -> JSONValue? {
    own?.toJSON()
}

private func answer(_ own: Download?) async throws -> JSONValue? {
    try await own?.data().toJSON()
}

private func collected<Item>(_ items: Items<Item>) async throws -> [String: JSONValue] {
    var all: [JSONValue] = []
    for try await item in items {
        all.append(item.toJSON())
    }
    return ["status": 200, "answer": .array(all)]
}

private func gives(_ status: Int, _ answers: JSONValue?...) -> [String: JSONValue] {
    ["status": .integer(status), "answer": answers.compactMap { $0 }.first ?? .null]
}

/// What the types of errors are called here.
private func kind(_ error: any Error) -> String {
    switch error {
    case let error as GatewayError: return error.type
    case is UndocumentedError: return "API"
    case is any APIError: return "DECLARED"
    case ClientError.timeout: return "TIMEOUT"
    case ClientError.configuration: return "CONFIGURATION"
    case ClientError.invalidInput: return "INVALID_INPUT"
    case ClientError.connection: return "CONNECTION"
    case ClientError.unexpectedResponse: return "UNEXPECTED"
    case is CancellationError: return "CANCELLED"
    default: return ""
    }
}

private func failed(_ error: any Error) -> [String: JSONValue] {
    var said: [String: JSONValue] = ["kind": .string(kind(error)), "text": .string("\(error)")]
    if let error = error as? any APIError {
        said["status"] = .integer(error.status)
        said["attempts"] = .integer(error.attempts)
    }
    if let error = error as? GatewayError {
        said["names"] = (error.fields + error.parameters).toJSON()
    }
    return said
}

func NUMBER(_ entry: Entry) async -> String {
    do {
        return try await made(entry).toJSON().description
    } catch {
        return failed(error).toJSON().description
    }
}

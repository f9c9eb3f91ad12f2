import Foundation
import MODULE

// Makes the calls of a plan, and prints what comes of each: `caller PLAN`. What knows the packages stands in files of their
// own, one for each.

/// A call of a plan, with JSON as texts, which the modules of all packages read.
struct Entry: Sendable {
    struct Given: Sendable {
        let place: String
        let wire: String
        let text: String
    }

    let api: String
    let key: String
    let verb: String
    let pages: Bool
    let given: [Given]
    let body: String?
    let address: String
    let attempts: Int
    let timeout: Double
    let apiKey: String?
    let token: String?
    let keys: (id: String, secret: String)?
    let cancel: Int?

    init(_ json: JSONValue) {
        func text(_ json: JSONValue?, _ key: String) -> String { json?[key]?.stringValue ?? "" }
        func number(_ json: JSONValue?, _ key: String) -> Int { (json?[key]).flatMap { try? Int(fromJSON: $0) } ?? 0 }
        let client = json["client"]
        api = text(json, "api")
        key = text(json, "method") + " " + text(json, "path")
        verb = text(json, "verb")
        pages = json["pages"] == true
        given = (json["parameters"]?.arrayValue ?? []).map {
            Given(place: text($0, "place"), wire: text($0, "wire"), text: $0["value"]?.description ?? "null")
        }
        body = json["body"]?["value"]?.description
        address = text(client, "address")
        attempts = number(client, "attempts")
        timeout = Double(number(client, "timeout")) / 1000
        apiKey = client?["apiKey"]?.stringValue
        token = client?["token"]?.stringValue
        keys = client?["keys"].flatMap { $0 == .null ? nil : (text($0, "id"), text($0, "secret")) }
        cancel = json["cancel"].flatMap { try? Int(fromJSON: $0) }
    }

    func text(_ place: String, _ wire: String) -> String {
        given.first { $0.place == place && $0.wire == wire }?.text ?? "null"
    }
}

/// Makes a call, and gives what comes of it as JSON.
func outcome(_ entry: Entry) async -> String {
    let call = Task { await called(entry) }
    if let cancel = entry.cancel {
        try? await Task.sleep(nanoseconds: UInt64(cancel) * 1_000_000)
        call.cancel()
    }
    return await call.value
}

@main
struct CallAll {
    static func main() async throws {
        let plan = try JSONValue(parsing: Data(contentsOf: URL(fileURLWithPath: CommandLine.arguments[1])))
        for (number, json) in (plan["calls"]?.arrayValue ?? []).enumerated() {
            let said = await outcome(Entry(json))
            let line = said.dropLast() + ",\"number\":\(number)}\n"
            FileHandle.standardOutput.write(Data(line.utf8))
        }
    }
}

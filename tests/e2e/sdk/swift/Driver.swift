import Drive
import Foundation

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

// Drives the package for `api.yaml`: against the gateway of this project (`GATEWAY`), and against a backend that answers
// as it is told (`BACKEND`). Prints one line for each thing that was looked at.

func environment(_ name: String) -> String {
    ProcessInfo.processInfo.environment[name] ?? ""
}

let gatewayAddress = environment("GATEWAY") + "/dev"
let backend = environment("BACKEND")
let moment = Date(timeIntervalSince1970: 1_440_938_160)
let born = Date(timeIntervalSince1970: 1_612_325_106)
let keys = AWSCredentials(
    accessKeyID: "AKIDEXAMPLE",
    secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
    sessionToken: "session/token=="
)
let bo = Pet(name: "Bo", kind: .dog)
let once = RequestOptions(retry: .never)

/// What was looked at is not as it should be.
struct Wrong: Error, CustomStringConvertible {
    let description: String
}

func check(_ holds: Bool, _ what: Any = "", line: Int = #line) throws {
    guard holds else { throw Wrong(description: "line \(line): \(what)") }
}

func same<Value: Equatable>(_ given: Value, _ wanted: Value, line: Int = #line) throws {
    try check(given == wanted, "\(given) is not \(wanted)", line: line)
}

/// State that tasks share.
final class Shared<State>: @unchecked Sendable {
    private let lock = NSLock()
    private var state: State

    init(_ state: State) {
        self.state = state
    }

    func use<Result>(_ action: (inout State) throws -> Result) rethrows -> Result {
        lock.lock()
        defer { lock.unlock() }
        return try action(&state)
    }

    var value: State {
        use { $0 }
    }
}

/// Sleeps in no time, and remembers how long it was to sleep.
struct FixedClock: ClientClock {
    let pauses = Shared<[TimeInterval]>([])

    func now() -> Date {
        moment
    }

    func random() -> Double {
        1
    }

    func sleep(for seconds: TimeInterval) async throws {
        pauses.use { $0.append(seconds) }
    }
}

/// What a function does with each attempt.
struct Seeing: Middleware {
    let see: @Sendable (OutgoingRequest, Sender) async throws -> IncomingResponse

    func handle(_ request: OutgoingRequest, next: Sender) async throws -> IncomingResponse {
        try await see(request, next)
    }
}

/// A client of one scenario, the clock that it sleeps by, and the number of requests that it made.
struct Run: Sendable {
    private static let runs = Shared(0)
    let name: String
    let clock = FixedClock()
    let client: DriveClient

    init(_ scenario: String, _ change: (inout ClientOptions) -> Void = { _ in }) throws {
        let number = Run.runs.use { runs -> Int in
            runs += 1
            return runs
        }
        name = "swift\(ProcessInfo.processInfo.processIdentifier)-\(number)"
        var options = ClientOptions(baseURL: "\(backend)/s/\(scenario)/\(name)", clock: clock)
        change(&options)
        client = try DriveClient(options)
    }

    func requests() async throws -> Int {
        let (data, _) = try await URLSession.shared.data(from: URL(string: "\(backend)/counts/\(name)")!)
        return Int(String(decoding: data, as: UTF8.self)) ?? -1
    }

    func pet() async throws -> GetPetOutput {
        try await client.getPet(petId: "1")
    }
}

func gateway(_ change: (inout ClientOptions) -> Void = { _ in }) throws -> DriveClient {
    var options = ClientOptions(baseURL: gatewayAddress)
    change(&options)
    return try DriveClient(options)
}

func failed<Failure: Error>(
    _ kind: Failure.Type,
    line: Int = #line,
    _ action: () async throws -> Any
) async throws -> Failure {
    do {
        _ = try await action()
    } catch let error as Failure {
        return error
    } catch {
        throw Wrong(description: "line \(line): \(error) is not \(kind)")
    }
    throw Wrong(description: "line \(line): nothing was thrown")
}

/// The gateway response type that a call ends with.
func refused(line: Int = #line, _ action: () async throws -> Any) async throws -> String {
    try await failed(GatewayError.self, line: line, action).type
}

/// What a client itself says, as the name of a case.
func clientFailure(line: Int = #line, _ action: () async throws -> Any) async throws -> String {
    switch try await failed(ClientError.self, line: line, action) {
    case .configuration: return "configuration"
    case .invalidInput: return "invalidInput"
    case .connection: return "connection"
    case .timeout: return "timeout"
    case .unexpectedResponse: return "unexpectedResponse"
    }
}

func json(_ text: String) throws -> JSONValue {
    try JSONValue(parsing: Data(text.utf8))
}

func read(_ text: String) throws -> Pet {
    try Pet(fromJSON: json(text))
}

@Sendable func success() async throws {
    let output = try await gateway().getPet(petId: "1")
    try same(output.status, 200)
    try same(output.body.name, "Rex")
    try check(output.headers["X-Amzn-RequestId"] != nil, output.headers)
    try check(!output.raw.isEmpty)
}

@Sendable func dates() async throws {
    let pet = try await gateway().getPet(petId: "1").body
    try same(pet.born, Date(timeIntervalSince1970: 1_580_472_000))
    try same(pet.day, CalendarDay(year: 2020, month: 1, day: 31))
    try same(pet.picture, Data([0, 1, 2, 255]))
    try same(pet.nickName, .null)
    try same(pet.labels, ["a": "b"])
    let moments = [
        ("2021-02-03T04:05:06.250Z", 1_612_325_106.25), ("1960-02-29T23:59:59+01:30", -310_440_601),
        ("2000-12-31T00:00:00-00:00", 978_220_800),
    ]
    for (text, seconds) in moments {
        try same(try Date(fromJSON: .string(text)).timeIntervalSince1970, seconds)
    }
    for seconds in [1_612_325_106.25, -310_440_601, 951_782_400, 1e300, .infinity] {
        _ = Date(timeIntervalSince1970: seconds).toJSON()
    }
    try same(Date(timeIntervalSince1970: 951_782_400).toJSON(), "2000-02-29T00:00:00Z")
    for text in ["2020-02-30T00:00:00Z", "2020-01-01", "2020-01-01T00:00:00", "2020-01-01T99:00:00Z", "x"] {
        try check((try? Date(fromJSON: .string(text))) == nil, text)
    }
}

@Sendable func enums() async throws {
    let pet = try await gateway().getPet(petId: "1").body
    try same(pet.kind, .dog)
    try same(pet.friends?.first?.kind, .unknown("lion"))
    try same(PetKind.allCases.map(\.rawValue), ["dog", "cat"])
    try same(PetKind(rawValue: "cat"), .cat)
}

@Sendable func requests() async throws {
    let friend = Pet(name: "Tom", kind: .cat, born: born)
    var pet = bo
    pet.born = born
    pet.picture = Data([7])
    pet.friends = [friend]
    let output = try await gateway().createPet(body: pet)
    try same(output.status, 201)
    try same(output.body.id, "9")
    try same(output.body.friends, [friend])
    try same(output.body.picture, Data([7]))
    try same(output.named.location, "/pets/9")
    try same(output.named.xCount, 3)
}

@Sendable func absent() async throws {
    try same(bo.toJSON().description, #"{"kind":"dog","name":"Bo"}"#)
    var none = bo
    none.nickName = .null
    try same(none.toJSON().description, #"{"kind":"dog","name":"Bo","nick-name":null}"#)
    var named = bo
    named.nickName = .value("B")
    try same(try read(named.toJSON().description), named)
    try same(try read(none.toJSON().description), none)
    try same(try read(bo.toJSON().description).nickName, nil)
    try check(bo != named && bo != none && Set([bo, named, none, bo]).count == 3)
    do {
        throw Wrong(description: "\(try read(#"{"name":"Bo"}"#)) has no kind")
    } catch let error as JSONMismatch {
        try same(error.description, "kind: a text is wanted, and not null")
    }
    // What the platform codes says the same.
    let coded = try JSONDecoder().decode([Pet].self, from: JSONEncoder().encode([named, none, bo]))
    try same(coded, [named, none, bo])
}

@Sendable func jsonTexts() async throws {
    let text = #"{"a":[1,-2.5,1e3,true,false,null,"\u00fc\ud83d\ude00\n\"\\\/"],"b":{},"c":[]}"#
    let value = try json(text)
    try same(try json(value.description), value)
    try same(value["a"]?.arrayValue?.last?.stringValue, "ü😀\n\"\\/")
    try same(try JSONDecoder().decode(JSONValue.self, from: JSONEncoder().encode(value)), value)
    for wrong in ["", "{", "[1,]", "01", "-", "1.", "tru", "\"\\x\"", "\"\u{1}\"", "{1:2}", "1 2", "nan", "\"\\u12\""] {
        try check((try? json(wrong)) == nil, wrong)
    }
    // What is nested too deep is an error, and not the end of the program.
    try check((try? json(String(repeating: "[", count: 100_000))) == nil)
    let deep = try json(String(repeating: "[", count: 200) + String(repeating: "]", count: 200))
    try check(deep.description.count == 400)
    try check((try? JSONValue.number(.nan).serialized()) == nil)
    try same(try Int(fromJSON: json("7.0")), 7)
    try check((try? Int(fromJSON: json("7.5"))) == nil && (try? Int32(fromJSON: json("3000000000"))) == nil)
}

@Sendable func unions() async throws {
    let circle = Circle(form: "circle", radius: 2, drawn: born)
    try same(try await gateway().echoShape(body: .circle(circle)).body, .circle(circle))
    let square = Square(form: "", side: 3)
    try same(try await gateway().echoShape(body: .square(square)).body, .square(Square(form: "square", side: 3)))
    let other: JSONValue = ["form": "star"]
    try same(Shape(fromJSON: other), .unknown(other))
    try same(Shape.unknown(other).toJSON(), other)
}

@Sendable func parameters() async throws {
    let output = try await gateway().search(
        q: "a b&c/ü+",
        tags: ["x", "y z"],
        ids: [1, 2],
        filter: ["k": "v"],
        since: born,
        xTrace: "t1"
    )
    let query = output.body.query.split(separator: "&").map { String($0).removingPercentEncoding ?? "" }
    let wanted = ["filter[k]=v", "ids=1,2", "q=a b&c/ü+", "since=2021-02-03T04:05:06Z", "tags=x", "tags=y z"]
    try same(query.sorted(), wanted)
    try same(output.body.headers["x-trace"], "t1")
}

@Sendable func pathParameters() async throws {
    try same(try await gateway().getPet(petId: "a b/c").body.id, "a b/c")
    for id in ["", ".", ".."] {
        try same(try await clientFailure { try await gateway().getPet(petId: id) }, "invalidInput")
    }
    let headers = RequestOptions(headers: ["x-a": "a\r\nb: c"])
    try same(try await clientFailure { try await gateway().getPet(petId: "1", options: headers) }, "invalidInput")
}

@Sendable func ownErrors() async throws {
    let error = try await failed(GetPet404Error.self) { try await gateway().getPet(petId: "2") }
    try same(error.body.code, "NO_PET")
    try same(error.status, 404)
    try same(error.attempts, 1)
    try same(error.operation, "getPet")
    try same(error.localizedDescription, "getPet: 404: no pet 2")
}

@Sendable func textErrors() async throws {
    try same(try await failed(Refuse409Error.self) { try await gateway().refuse() }.body, #"{"message": "no"}"#)
}

@Sendable func invalidBody() async throws {
    let less = Seeing { request, next in
        var request = request
        request.body = .data(Data(#"{"name": "Bo"}"#.utf8))
        return try await next(request)
    }
    let error = try await failed(GatewayError.self) {
        try await gateway { $0.middleware = [less] }.createPet(body: bo)
    }
    guard case .invalidBody = error else { throw Wrong(description: "\(error)") }
    try same(error.fields, ["kind"])
    try same(error.problems.count, 1)
    try same(error.type, "BAD_REQUEST_BODY")
}

@Sendable func invalidParameters() async throws {
    let without = Seeing { request, next in
        var request = request
        request.url = String(request.url.prefix { $0 != "?" })
        return try await next(request)
    }
    let error = try await failed(GatewayError.self) {
        try await gateway { $0.middleware = [without] }.search(q: "a")
    }
    guard case .invalidParameters = error else { throw Wrong(description: "\(error)") }
    try same(error.parameters, ["q"])
}

@Sendable func mediaType() async throws {
    try same(try await refused { try await gateway().sendText(body: "hello") }, "UNSUPPORTED_MEDIA_TYPE")
}

@Sendable func missingToken() async throws {
    let lost = try gateway { $0.baseURL = gatewayAddress + "/nowhere" }
    try same(try await refused { try await lost.listPets() }, "MISSING_AUTHENTICATION_TOKEN")
}

@Sendable func throttled() async throws {
    let clock = FixedClock()
    let client = try gateway { $0.clock = clock }
    do {
        try await client.limited()
    } catch GatewayError.throttled(let response) {
        try same(response.attempts, 3)
    }
    let error = try await failed(GatewayError.self) { try await client.limited() }
    try same(error.type, "THROTTLED")
    try same(error.attempts, 3)
    try check(clock.pauses.value.count >= 2)
}

@Sendable func quota() async throws {
    try same(try await refused { try await gateway().keyed() }, "INVALID_API_KEY")
    let clock = FixedClock()
    let client = try gateway {
        $0.clock = clock
        $0.apiKey = Provider { _ in environment("API_KEY") }
    }
    try same(try await client.keyed().status, 200)
    try same(try await client.keyed().status, 200)
    let error = try await failed(GatewayError.self) { try await client.keyed() }
    try same(error.type, "QUOTA_EXCEEDED")
    try same(error.attempts, 1)
    try same(clock.pauses.value, [])
}

@Sendable func integrationTimeout() async throws {
    let error = try await failed(GatewayError.self) { try await gateway().slow(options: once) }
    try same(error.type, "INTEGRATION_TIMEOUT")
    try same(error.status, 504)
}

@Sendable func integrationFailure() async throws {
    try same(try await refused { try await gateway().dead(options: once) }, "INTEGRATION_FAILURE")
}

@Sendable func backendBusy() async throws {
    let clock = FixedClock()
    let client = try gateway { $0.clock = clock }
    let run = "swift-flaky-\(ProcessInfo.processInfo.processIdentifier)"
    try same(try await client.flaky(run: run).body.attempts, 3)
    try same(clock.pauses.value, [0.1, 0.2])
}

@Sendable func pages() async throws {
    var names: [String] = []
    for try await pet in try gateway().listPetsItems(limit: 2) {
        names.append(pet.name)
    }
    try same(names, (0..<6).map { "Pet \($0)" })
    var sizes: [Int] = []
    for try await page in try gateway().listPetsPages(limit: 2) {
        sizes.append(page.body.pets.count)
    }
    try same(sizes, [2, 2, 2])
    var first: [String] = []
    for try await pet in try gateway().listPetsItems(limit: 2).prefix(3) {
        first.append(pet.name)
    }
    try same(first.count, 3)
}

@Sendable func binary() async throws {
    let data = Data((0..<1000).map { UInt8(truncatingIfNeeded: $0) })
    try same(try await gateway().putFile(name: "swift", body: .data(data)).body.body, "1000")
    try same(try await gateway().getFile(name: "swift").body.data(), data)
    let file = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: file) }
    try data.prefix(10).write(to: file)
    try same(try await gateway().putFile(name: "swift", body: .file(file)).body.body, "10")
}

@Sendable func streams() async throws {
    var sizes: [Int] = []
    for try await piece in try await Run("stream").client.getFile(name: "x").body {
        sizes.append(piece.count)
    }
    try check(sizes.count > 1)
    try same(sizes.reduce(0, +), 64 * 16384)
    for try await piece in try await Run("stream").client.getFile(name: "x").body {
        try same(piece.first, 0)
        break
    }
    let pieces = AsyncStream { continuation in
        ["abc", "", "defg"].forEach { continuation.yield(Data($0.utf8)) }
        continuation.finish()
    }
    let sent = try await Run("echo").client.putFile(name: "x", body: .stream(pieces)).body
    try same(sent.body, "abcdefg")
    try same(sent.headers["transfer-encoding"]?.lowercased(), "chunked")
    let busy = try Run("busy")
    let one = AsyncStream { continuation in
        continuation.yield(Data("a".utf8))
        continuation.finish()
    }
    _ = try await failed(UndocumentedError.self) { try await busy.client.putFile(name: "x", body: .stream(one)) }
    try same(try await busy.requests(), 1)
}

/// Pieces that are made when they are asked for, and counted; the last of them may be an error.
struct Counted: AsyncSequence, Sendable {
    typealias Element = Data

    let size: Int
    let count: Int
    var fails = false
    let made = Shared(0)

    struct AsyncIterator: AsyncIteratorProtocol {
        let all: Counted

        func next() async throws -> Data? {
            let number = all.made.use { made -> Int in
                made += 1
                return made
            }
            if number <= all.count { return Data(repeating: 7, count: all.size) }
            if all.fails { throw Wrong(description: "no more") }
            return nil
        }
    }

    func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(all: self)
    }
}

@Sendable func uploads() async throws {
    let large = Counted(size: 65_536, count: 64)
    try same(try await Run("echo").client.putFile(name: "x", body: .stream(large)).body.body.count, 4_194_304)
    let failing = Counted(size: 10, count: 3, fails: true)
    let error = try await failed((any Error).self) {
        try await Run("echo").client.putFile(name: "x", body: .stream(failing))
    }
    guard case ClientError.connection(_, let cause) = error else { throw Wrong(description: "\(error)") }
    try check(cause is Wrong, cause)
    // Nobody reads what is sent, so no more of it is made than there is room for.
    let endless = Counted(size: 65_536, count: 1_000_000)
    let late = RequestOptions(timeout: 0.5, retry: .never)
    let stuck = try Listener()
    let client = try DriveClient(ClientOptions(baseURL: "http://127.0.0.1:\(stuck.port)"))
    try same(
        try await clientFailure { try await client.putFile(name: "x", body: .stream(endless), options: late) },
        "timeout"
    )
    try check(endless.made.value < 1000, endless.made.value)
}

/// A port that takes connections and reads nothing.
final class Listener: Sendable {
    let port: UInt16
    private let descriptor: Int32

    init() throws {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { own in
                bind(descriptor, own, length) == 0 && listen(descriptor, 8) == 0 && getsockname(descriptor, own, &length) == 0
            }
        }
        try check(bound, "nothing listens")
        self.descriptor = descriptor
        port = UInt16(bigEndian: address.sin_port)
    }

    deinit {
        close(descriptor)
    }
}

@Sendable func forms() async throws {
    let client = try Run("echo").client
    let file = FilePart(Data("hello".utf8), filename: "a.txt", contentType: "text/plain")
    let echo = try await client.sendForm(body: SendFormBody(file: file, note: "n")).body
    try check(echo.headers["content-type"]?.hasPrefix("multipart/form-data; boundary=") == true)
    try check(echo.body.contains("name=\"note\"\r\n\r\nn\r\n"), echo.body)
    let head = "name=\"file\"; filename=\"a.txt\"\r\nContent-Type: text/plain\r\n\r\nhello"
    try check(echo.body.contains(head), echo.body)
    let login = try await client.login(body: LoginBody(user: "a&b", scopes: ["x", "y"]))
    try same(login.body.body, "scopes=x&scopes=y&user=a%26b")
}

@Sendable func anyMethod() async throws {
    let output = try await gateway().forward(method: "PATCH", rest: "a/b c", body: .data(Data("{}".utf8)))
    let echo = try JSONValue(parsing: await output.body.data())
    try same(echo["method"], "PATCH")
    try same(echo["path"], "/any/a/b%20c")
}

@Sendable func retry() async throws {
    let run = try Run("throttled-twice")
    try same(try await run.pet().body.name, "Rex")
    try same(try await run.requests(), 3)
    try same(run.clock.pauses.value, [0.1, 0.2])
}

@Sendable func retryAfter() async throws {
    let run = try Run("retry-after")
    _ = try await run.pet()
    try same(run.clock.pauses.value, [7])
    let never = try Run("retry-never")
    try same(try await failed(GatewayError.self) { try await never.pet() }.retryAfter, 86400)
    try same(try await never.requests(), 1)
}

@Sendable func failures() async throws {
    for (scenario, requests) in ["failing-twice": 3, "hang-up-once": 2] {
        let run = try Run(scenario)
        _ = try await run.pet()
        try same(try await run.requests(), requests)
    }
}

@Sendable func sentOnce() async throws {
    let busy = try Run("busy")
    _ = try await failed(UndocumentedError.self) { try await busy.client.createPet(body: bo) }
    try same(try await busy.requests(), 1)
    let throttled = try Run("throttled")
    try same(try await refused { try await throttled.client.createPet(body: bo) }, "THROTTLED")
    try same(try await throttled.requests(), 1)
    let lost = try Run("hang-up-once")
    try same(try await clientFailure { try await lost.client.createPet(body: bo) }, "connection")
    try same(try await lost.requests(), 1)
    let put = try Run("busy")
    _ = try await failed(UndocumentedError.self) { try await put.client.replacePet(petId: "1", body: bo) }
    try same(try await put.requests(), 3)
    let known = try Run("busy")
    _ = try await failed(UndocumentedError.self) {
        try await known.client.createPet(body: bo, options: RequestOptions(isIdempotent: true))
    }
    try same(try await known.requests(), 3)
}

@Sendable func idempotencyKeys() async throws {
    let given = try Run("busy")
    _ = try await failed(UndocumentedError.self) {
        try await given.client.createPet(body: bo, options: RequestOptions(idempotencyKey: "k1"))
    }
    try same(try await given.requests(), 3)
    let echo = try await Run("busy-twice").client.placeOrder(body: PlaceOrderBody(item: "x")).body
    try same(echo.attempts, 3)
    try same(echo.headers["idempotency-key"]?.count, 36)
}

@Sendable func noQuota() async throws {
    let run = try Run("QUOTA_EXCEEDED")
    try same(try await refused { try await run.pet() }, "QUOTA_EXCEEDED")
    try same(try await run.requests(), 1)
    try same(run.clock.pauses.value, [])
}

@Sendable func gatewayTypes() async throws {
    let all = [
        "THROTTLED", "QUOTA_EXCEEDED", "ACCESS_DENIED", "UNAUTHORIZED", "INVALID_API_KEY",
        "MISSING_AUTHENTICATION_TOKEN", "INVALID_SIGNATURE", "EXPIRED_TOKEN", "BAD_REQUEST_BODY",
        "BAD_REQUEST_PARAMETERS", "UNSUPPORTED_MEDIA_TYPE", "REQUEST_TOO_LARGE", "RESOURCE_NOT_FOUND", "WAF_FILTERED",
        "INTEGRATION_TIMEOUT", "INTEGRATION_FAILURE", "AUTHORIZER_FAILURE", "AUTHORIZER_CONFIGURATION_ERROR",
        "API_CONFIGURATION_ERROR",
    ]
    for name in all {
        let client = try Run(name).client
        // Only where a key is needed does a refusal mean the key.
        let error = try await failed(GatewayError.self) {
            if name == "INVALID_API_KEY" {
                try await client.keyed(options: once)
            } else {
                try await client.listPets(options: once)
            }
        }
        try same(error.type, name)
        try same(error.requestID, "11111111-2222-3333-4444-555555555555")
    }
}

@Sendable func tells() async throws {
    try same(try await refused { try await Run("templated").client.listPets() }, "ACCESS_DENIED")
    try same(try await refused { try await Run("no-header").client.listPets(options: once) }, "THROTTLED")
    try same(try await failed(UndocumentedError.self) { try await Run("unknown-error").client.listPets() }.status, 418)
}

@Sendable func timeout() async throws {
    let twice = try Run("slow") {
        $0.timeout = 0.1
        $0.retry = RetryOptions(attempts: 2)
    }
    try same(try await clientFailure { try await twice.pet() }, "timeout")
    try same(try await twice.requests(), 2)
    let body = try Run("slow-body")
    let one = RequestOptions(timeout: 0.2, retry: .never)
    try same(try await clientFailure { try await body.client.getPet(petId: "1", options: one) }, "timeout")
}

@Sendable func cancellation() async throws {
    let run = try Run("slow")
    let call = Task { try await run.pet() }
    while try await run.requests() == 0 {
        await Task.yield()
    }
    let before = Date()
    call.cancel()
    _ = try await failed(CancellationError.self) { try await call.value }
    try check(Date().timeIntervalSince(before) < 1, "it took its time")
    try same(try await run.requests(), 1)
    // A provider that does not answer keeps nobody either.
    let asked = Shared(false)
    let endless = try Run("echo") {
        $0.apiKey = Provider { _ in
            asked.use { $0 = true }
            while true {
                try? await Task.sleep(nanoseconds: 1_000_000_000)
            }
        }
    }
    let waiting = Task { try await endless.client.keyed() }
    while !asked.value {
        await Task.yield()
    }
    waiting.cancel()
    _ = try await failed(CancellationError.self) { try await waiting.value }
}

@Sendable func notJSON() async throws {
    let error = try await failed(ClientError.self) { try await Run("not-json").pet() }
    guard case .unexpectedResponse(_, 200, let text, _) = error else { throw Wrong(description: "\(error)") }
    try same(text, "<html>")
}

func note(_ seen: Shared<[String]>, _ name: String) -> Seeing {
    Seeing { request, next in
        try check(request.headers["x-api-key"] == nil, "no key is seen")
        seen.use { $0.append("\(name) \(request.operation) \(request.attempt)") }
        let response = try await next(request)
        seen.use { $0.append("\(name) \(response.status)") }
        return response
    }
}

@Sendable func middleware() async throws {
    let seen = Shared<[String]>([])
    let run = try Run("throttled-twice") {
        $0.retry = .never
        $0.middleware = [note(seen, "a"), note(seen, "b")]
    }
    try same(try await refused { try await run.pet() }, "THROTTLED")
    try same(seen.value, ["a getPet 1", "b getPet 1", "b 429", "a 429"])
    let keyed = try Run("echo") {
        $0.apiKey = .value("hidden")
        $0.middleware = [note(seen, "c")]
    }
    let echo = try Echo(fromJSON: JSONValue(parsing: await keyed.client.keyed().raw))
    try same(echo.headers["x-api-key"], "hidden")
}

func signing(_ keys: AWSCredentials) throws -> DriveClient {
    try Run("sigv4") { $0.credentials = .value(keys) }.client
}

@Sendable func sigv4() async throws {
    try await signing(keys).signed(name: "a b~c", q: "x y/+*'()")
    try await signing(keys).signedBody(name: "ü", body: bo)
    let wrong = AWSCredentials(accessKeyID: "AKIDEXAMPLE", secretAccessKey: "wrong")
    try same(try await refused { try await signing(wrong).signed(name: "a") }, "INVALID_SIGNATURE")
}

@Sendable func vectors() async throws {
    let text = try Data(contentsOf: URL(fileURLWithPath: environment("VECTORS")))
    let vectors = try JSONValue(parsing: text).arrayValue ?? []
    try check(vectors.count > 30)
    for own in vectors {
        func text(_ key: String) -> String { own[key]?.stringValue ?? "" }
        func pairs(_ key: String) -> [(name: String, value: String)] {
            (own[key]?.arrayValue ?? []).map { pair in
                let texts = (pair.arrayValue ?? []).compactMap(\.stringValue)
                return (texts[0], texts[1])
            }
        }
        let signing = SigV4.Signing(
            method: text("method"),
            path: text("path"),
            query: pairs("query"),
            headers: pairs("headers"),
            body: Data(text("body").utf8),
            credentials: AWSCredentials(
                accessKeyID: keys.accessKeyID,
                secretAccessKey: keys.secretAccessKey,
                sessionToken: own["token"]?.stringValue
            ),
            region: "us-east-1",
            service: "service",
            date: moment
        )
        let given = SigV4.sign(signing)["authorization"] ?? ""
        try check(given.contains("SignedHeaders=\(text("signedHeaders")),"), "\(text("name")): \(given)")
        try check(given.hasSuffix("Signature=\(text("signature"))"), "\(text("name")): \(given)")
    }
}

func sent(_ change: (inout ClientOptions) -> Void) async throws -> String? {
    try await Run("echo", change).client.secret().body.headers["authorization"]
}

@Sendable func tokens() async throws {
    try same(try await sent { $0.token = .value(Token("abc")) }, "Bearer abc")
    try same(try await sent { $0.tokens = ["lambda": .value(Token("Bearer def"))] }, "Bearer def")
    try same(try await sent { $0.token = .value(Token(["Authorization": "ghi"])) }, "Bearer ghi")
}

@Sendable func providers() async throws {
    let asked = Shared<[Bool]>([])
    let run = try Run("fresh-token") {
        $0.token = Provider { refused in
            asked.use { $0.append(refused) }
            return refused ? Token("fresh", expiration: moment.addingTimeInterval(3600)) : Token("stale")
        }
    }
    for _ in 0..<2 {
        try same(try await run.client.secret().body.headers["authorization"], "Bearer fresh")
        try same(asked.value, [false, true])
    }
    try same(
        try await clientFailure {
            try await sent { $0.token = Provider { _ in throw Wrong(description: "no") } } ?? ""
        },
        "configuration"
    )
    let stale = try Run("fresh-token") { $0.token = .value(Token("stale")) }
    try same(try await refused { try await stale.client.secret() }, "UNAUTHORIZED")
    try same(try await stale.requests(), 1)
    // Callers that come together share one question.
    let questions = Shared(0)
    let shared = try Run("echo") {
        $0.token = Provider { _ in
            questions.use { $0 += 1 }
            try await Task.sleep(nanoseconds: 200_000_000)
            return Token("abc", expiration: moment.addingTimeInterval(3600))
        }
    }
    try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<5 {
            group.addTask { try await shared.client.secret() }
        }
        try await group.waitForAll()
    }
    try same(questions.value, 1)
}

@Sendable func secrets() async throws {
    let secret = "do-not-show-me"
    let keys = AWSCredentials(accessKeyID: "A", secretAccessKey: secret, sessionToken: secret)
    let options = RequestOptions(headers: ["x-secret": secret])
    let all = Shared<[any Sendable]>([keys, Token(secret), Token(["a": secret]), options, Provider.value(secret)])
    let run = try Run("unknown-error") {
        $0.credentials = .value(keys)
        $0.apiKey = .value(secret)
        $0.token = .value(Token(secret))
        $0.headers = ["x-secret": secret]
        $0.middleware = [
            Seeing { request, next in
                all.use { $0.append(request) }
                let response = try await next(request)
                all.use { $0.append(response) }
                return response
            }
        ]
        let own = $0
        all.use { $0.append(own) }
    }
    let error = try await failed(UndocumentedError.self) { try await run.client.keyed(options: options) }
    for shown in all.value + [run.client, error, error.headers] {
        var dumped = ""
        dump(shown, to: &dumped)
        let mirrored = Mirror(reflecting: shown).children.map { "\($0)" }.joined()
        for text in ["\(shown)", String(reflecting: shown), dumped, mirrored] {
            try check(!text.contains(secret), "\(type(of: shown)): \(text.prefix(300))")
        }
    }
}

@Sendable func address() async throws {
    do {
        throw Wrong(description: "\(try DriveClient()) has no address")
    } catch ClientError.configuration {}
    let shown = try DriveClient(ClientOptions(apiID: "abc")).description
    try same(shown, "DriveClient(https://abc.execute-api.us-east-1.amazonaws.com/dev)")
}

let checks: [(String, @Sendable () async throws -> Void)] = [
    ("success", success),
    ("dates and bytes", dates),
    ("values of enums that are new", enums),
    ("requests and named headers", requests),
    ("absent and null", absent),
    ("JSON", jsonTexts),
    ("unions", unions),
    ("parameters", parameters),
    ("path parameters", pathParameters),
    ("errors of the API", ownErrors),
    ("text stays text in errors", textErrors),
    ("invalid body with its fields", invalidBody),
    ("invalid parameters", invalidParameters),
    ("unsupported media type", mediaType),
    ("missing authentication token", missingToken),
    ("throttled by the gateway", throttled),
    ("API key and quota of the gateway", quota),
    ("integration timeout", integrationTimeout),
    ("integration failure", integrationFailure),
    ("retry after 5xx of the backend", backendBusy),
    ("pages", pages),
    ("binary through the gateway", binary),
    ("streams", streams),
    ("uploads are asked for as they are sent", uploads),
    ("forms", forms),
    ("any method", anyMethod),
    ("retry after 429", retry),
    ("Retry-After is honoured", retryAfter),
    ("retry after failures of the gateway and the connection", failures),
    ("what is not idempotent is sent once", sentOnce),
    ("a key makes it safe to repeat", idempotencyKeys),
    ("a quota is never asked again", noQuota),
    ("every gateway response type", gatewayTypes),
    ("errors that only the header or the message tells", tells),
    ("timeout", timeout),
    ("cancellation", cancellation),
    ("an answer that is no JSON", notJSON),
    ("middleware", middleware),
    ("SigV4", sigv4),
    ("the published vectors of SigV4", vectors),
    ("tokens", tokens),
    ("providers are asked again", providers),
    ("secrets are not shown", secrets),
    ("where the API is", address),
]

/// Prints a line at once.
func tell(_ line: String) {
    FileHandle.standardOutput.write(Data((line + "\n").utf8))
}

@main
struct Driver {
    static func main() async {
        var hasFailed = false
        for (name, check) in checks {
            do {
                try await check()
                tell("ok \(name)")
            } catch {
                hasFailed = true
                tell("FAILED \(name): \(String(describing: error).replacingOccurrences(of: "\n", with: " "))")
            }
        }
        exit(hasFailed ? 1 : 0)
    }
}

# frozen_string_literal: true

# Drives the package for `api.yaml`: against the gateway of this project (`GATEWAY`), and against a backend that
# answers as it is told (`BACKEND`). Prints one line for each thing that was looked at.
#
# With `-rrbs/test/setup` every call is held against the signatures too.

require "drive"
require "json"
require "net/http"
require "pp" # rubocop:disable Lint/RedundantRequireStatement
require "stringio"

# What Ruby warns of is wrong.
WARNINGS = []
Warning.singleton_class.prepend(
  Module.new do
    def warn(message, **)
      WARNINGS << message
    end
  end
)

TYPED = defined?(RBS::Test) ? true : false
GATEWAY = ENV.fetch("GATEWAY")
BACKEND = ENV.fetch("BACKEND")
CREDENTIALS = Drive::AwsCredentials.new(
  access_key_id: "AKIDEXAMPLE",
  secret_access_key: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
  session_token: "session/token=="
)
NOW = Time.utc(2015, 8, 30, 12, 36)
ONCE = { attempts: 1 }.freeze

Pet = Drive::Models::Pet
PetKind = Drive::Models::PetKind
PET = Pet.new(name: "Bo", kind: PetKind::DOG)

# Sleeps in no time, and remembers how long it was to sleep.
class FixedClock < Drive::Clock
  attr_reader :pauses

  def initialize
    super
    @pauses = []
  end

  def now
    NOW
  end

  def random
    1.0
  end

  def sleep(seconds, _cancellation)
    @pauses << seconds
  end
end

# One scenario: clients of it, the clock that they sleep by, and the number of requests that they made.
class Run
  attr_reader :clock

  @number = 0

  def self.next_number
    @number += 1
  end

  def initialize(name, **options)
    @run = "rb#{Process.pid}-#{Run.next_number}"
    @url = "#{BACKEND}/s/#{name}/#{@run}"
    @options = options
    @clock = FixedClock.new
  end

  def client
    Drive::Client.new(base_url: @url, clock: @clock, **@options)
  end

  def requests
    Integer(Net::HTTP.get(URI("#{BACKEND}/counts/#{@run}")))
  end
end

# What is looked at fails.
class Wrong < StandardError; end

def check(holds, detail = nil)
  raise Wrong, "this is not so: #{detail.inspect}" unless holds
end

def same(given, wanted)
  raise Wrong, "#{given.inspect} is not #{wanted.inspect}" unless given == wanted
end

def raised(kind = StandardError)
  begin
    yield
  rescue StandardError, kind => error
    raise Wrong, "#{error.full_message} is no #{kind}" unless error.is_a?(kind)

    return error
  end
  raise Wrong, "nothing was raised"
end

# The error of a call that the signatures refuse; nothing where they do.
def mistaken(kind, &block)
  return raised(kind, &block) unless TYPED

  raised(RBS::Test::Tester::TypeError, &block)
  nil
end

def gateway(**options)
  Drive::Client.new(base_url: "#{GATEWAY}/dev", **options)
end

TESTS = {}

def test(name, &block)
  TESTS[name] = block
end

test("success") do
  response = gateway.get_pet(pet_id: "1")
  same(response.status, 200)
  same(response.body.name, "Rex")
  check(response.headers["X-AMZN-requestid"])
  case response
  in { status: 200, body: Pet(name: String => name) } then same(name, "Rex")
  end
end

test("dates and bytes") do
  pet = gateway.get_pet(pet_id: "1").body
  same(pet.born, Time.utc(2020, 1, 31, 12))
  same(pet.day, Date.new(2020, 1, 31))
  same(pet.picture, [0, 1, 2, 255].pack("C*"))
  same(pet.picture.encoding, Encoding::BINARY)
  check(pet.given?(:nick_name) && pet.nick_name.nil?)
  same(pet.labels, { "a" => "b" })
  moments = Drive::Codec::DATE_TIME
  same(moments.encode(moments.decode("2020-01-31T12:00:00.25+01:00")), "2020-01-31T12:00:00.250+01:00")
  same(moments.decode("2020-01-31 12:00:00"), Time.utc(2020, 1, 31, 12))
  same(moments.decode("soon"), "soon")
  same(moments.encode(DateTime.new(2020, 1, 31, 12)), "2020-01-31T12:00:00Z")
  same(Drive::Codec::DATE.decode("2020-02-31"), "2020-02-31")
end

test("values of enums that are new") do
  pet = gateway.get_pet(pet_id: "1").body
  same(pet.kind, PetKind::DOG)
  same(pet.friends.first.kind, "lion")
  check(PetKind.known?("dog") && !PetKind.known?("lion"))
  same(PetKind.values, %w[dog cat])
end

test("requests and named headers") do
  born = Time.utc(2021, 2, 3, 4, 5, 6)
  friend = Pet.new(name: "Tom", kind: PetKind::CAT, born: born)
  pet = Pet.new(name: "Bo", kind: PetKind::DOG, born: born, picture: "\x07".b, friends: [friend])
  response = gateway.create_pet(body: pet)
  same(response.status, 201)
  same(response.body.id, "9")
  same(response.body.friends, [friend])
  same(response.body.picture, "\x07".b)
  same(response.named.location, "/pets/9")
  same(response.named.x_count, 3)
end

test("models are values") do
  pet = Pet.new(name: "Bo", kind: "dog", labels: { "a" => "b" })
  check(pet.frozen? && pet.labels.frozen?)
  same(pet, Pet.new(kind: "dog", labels: { "a" => "b" }, name: "Bo"))
  same({ pet => 1 }[Pet.new(**pet.to_h)], 1)
  check(pet != pet.with(name: "Rex"))
  same(pet.with(name: "Rex").name, "Rex")
  same(Pet.from_json(pet.to_json), pet)
  same(JSON.parse(JSON.generate([pet])).first, { "name" => "Bo", "kind" => "dog", "labels" => { "a" => "b" } })
  check(pet.inspect.start_with?("#<Drive::Models::Pet name=\"Bo\", kind=\"dog\""), pet.inspect)
  mistaken(ArgumentError) { Pet.new(name: "Bo") }
  mistaken(ArgumentError) { Pet.new(name: "Bo", kind: "dog", nmae: 1) }
  raised(FrozenError) { pet.labels["c"] = "d" }
  case pet
  in { name: "Rex" } then check(false)
  in { kind: "dog", labels: Hash => labels } then same(labels, { "a" => "b" })
  end
end

test("absent and null") do
  run = Run.new("unknown-error")
  raised(Drive::ApiError) { run.client.create_pet(body: PET, options: { idempotent: true }) }
  same(Pet.encode(PET), { "name" => "Bo", "kind" => "dog" })
  null = Pet.new(name: "Bo", kind: PetKind::DOG, nick_name: nil)
  same(Pet.encode(null), { "name" => "Bo", "kind" => "dog", "nick-name" => nil })
  check(null != PET && null.given?(:nick_name) && !PET.given?(:nick_name))
  same(null.with(nick_name: Drive::UNSET), PET)
  same(Pet.new(name: "Bo", kind: "dog", born: nil), PET)
end

test("unions") do
  drawn = Time.utc(2021, 2, 3, 4, 5, 6)
  circle = Drive::Models::Circle.new(form: "circle", radius: 2, drawn: drawn)
  same(gateway.echo_shape(body: circle).body, circle)
  square = gateway.echo_shape(body: Drive::Models::Square.new(form: "square", side: 3)).body
  check(square.is_a?(Drive::Models::Square) && square.side == 3)
  same(Drive::Models::Shape.decode({ "form" => "star" }), { "form" => "star" })
end

test("parameters") do
  echo = gateway.search(
    q: "a b&c/ü+",
    tags: ["x", "y z"],
    ids: [1, 2],
    filter: { "k" => "v" },
    since: Time.utc(2021, 2, 3, 4, 5, 6),
    x_trace: "t1"
  ).body
  query = URI.decode_www_form(echo.query).group_by(&:first).transform_values { |all| all.map(&:last) }
  same(
    query,
    {
      "q" => ["a b&c/ü+"],
      "tags" => ["x", "y z"],
      "ids" => ["1,2"],
      "filter[k]" => ["v"],
      "since" => ["2021-02-03T04:05:06Z"]
    }
  )
  same(echo.headers["x-trace"], "t1")
end

test("path parameters") do
  same(gateway.get_pet(pet_id: "a b/c").body.id, "a b/c")
  ["", ".", ".."].each do |wrong|
    raised(Drive::InvalidInputError) { gateway.get_pet(pet_id: wrong) }
  end
  mistaken(Drive::InvalidInputError) { gateway.get_pet(pet_id: nil) }
end

test("inputs that cannot be sent") do
  mistaken(Drive::InvalidInputError) { gateway.create_pet(body: { "name" => Float::NAN }) }
  raised(Drive::InvalidInputError) { gateway.create_pet(body: PET.with(name: "\xff")) }
  raised(Drive::InvalidInputError) { gateway.search(q: "a", x_trace: "a\r\nb: c") }
  mistaken(Drive::InvalidInputError) { Run.new("echo").client.login(body: "a") }
  raised(Drive::ConfigurationError) { Drive::Client.new(base_url: "ftp://a").list_pets }
end

test("errors of the API") do
  error = raised(Drive::Operations::GetPet404Error) { gateway.get_pet(pet_id: "2") }
  same([error.status, error.attempts, error.body.code], [404, 1, "NO_PET"])
  check(error.is_a?(Drive::Operations::GetPetError) && !error.is_a?(Drive::GatewayError))
  check(error.message.include?("no pet 2"), error.message)
end

test("text stays text in errors") do
  error = raised(Drive::Operations::Refuse409Error) { gateway.refuse }
  same(error.body, "{\"message\": \"no\"}")
end

test("invalid body") do
  error = mistaken(Drive::InvalidBodyError) { gateway.create_pet(body: PET.with(kind: nil)) }
  check(error.type == "BAD_REQUEST_BODY" && !error.problems.empty?) if error
  text = "{\"m\": \"[object has missing required properties ([\\\"a\\\",\\\"b\\\"]), string \\\"x\\\" is too short " \
         "(length: 1, required minimum: 2)]\"}"
  same(
    Drive::Telling.problems_of(text),
    [
      "object has missing required properties ([\"a\",\"b\"])",
      "string \"x\" is too short (length: 1, required minimum: 2)"
    ]
  )
end

test("invalid body with its fields") do
  drop = lambda do |request, send|
    request.body = "{\"name\": \"Bo\"}"
    send.call(request)
  end
  error = raised(Drive::InvalidBodyError) { gateway(middleware: [drop]).create_pet(body: PET) }
  same(error.fields, ["kind"])
end

test("invalid parameters") do
  error = mistaken(Drive::InvalidParametersError) { gateway.search(q: nil) }
  same(error.parameters, ["q"]) if error
end

test("unsupported media type") do
  raised(Drive::UnsupportedMediaTypeError) { gateway.send_text(body: "hello") }
end

test("missing authentication token") do
  lost = Drive::Client.new(base_url: "#{GATEWAY}/dev/nowhere")
  raised(Drive::MissingAuthenticationTokenError) { lost.list_pets }
end

test("throttled by the gateway") do
  clock = FixedClock.new
  client = gateway(clock: clock)
  begin
    client.limited
  rescue Drive::ThrottledError
    nil
  end
  error = raised(Drive::ThrottledError) { client.limited }
  check(error.attempts == 3 && clock.pauses.length >= 2)
end

test("API key and quota of the gateway") do
  raised(Drive::InvalidApiKeyError) { gateway.keyed }
  clock = FixedClock.new
  client = gateway(api_key: ENV.fetch("API_KEY"), clock: clock)
  2.times { same(client.keyed.status, 200) }
  over = raised(Drive::QuotaExceededError) { client.keyed }
  same([over.attempts, clock.pauses], [1, []])
end

test("integration timeout") do
  error = raised(Drive::IntegrationTimeoutError) { gateway(retries: ONCE).slow }
  same(error.status, 504)
end

test("integration failure") do
  raised(Drive::IntegrationFailureError) { gateway(retries: ONCE).dead }
end

test("retry after 5xx of the backend") do
  clock = FixedClock.new
  same(gateway(clock: clock).flaky(run: "rb-flaky-#{Process.pid}").body.attempts, 3)
  same(clock.pauses, [0.1, 0.2])
end

test("pages") do
  names = gateway.list_pets_items(limit: 2).map(&:name).to_a
  same(names, Array.new(6) { |number| "Pet #{number}" })
  same(gateway.list_pets_pages.sum { |page| page.body.pets.length }, 6)
  asked = 0
  count = lambda do |request, send|
    asked += 1
    send.call(request)
  end
  gateway(middleware: [count]).list_pets_items.first(2)
  same(asked, 1)
  each = gateway.list_pets_items.each_entry
  same([each.next.name, each.next.name], ["Pet 0", "Pet 1"])
end

test("binary through the gateway") do
  data = Array.new(1000) { |number| number % 256 }.pack("C*")
  same(gateway.put_file(name: "rb", body: data).body.body, "1000")
  file = gateway.get_file(name: "rb").body
  same(file.content_type, "application/octet-stream")
  same(file.read, data)
  kept = StringIO.new("".b)
  same(gateway.get_file(name: "rb").body.copy_to(kept), 1000)
  same(kept.string, data)
end

test("streams") do
  body = Run.new("stream").client.get_file(name: "x").body
  same(body.sum(&:bytesize), 64 * 16_384)
  echo = Run.new("echo").client
  [StringIO.new("abcdefg"), %w[abc defg], %w[abc defg].each].each do |upload|
    sent = echo.put_file(name: "x", body: upload).body
    same([sent.body, sent.headers["transfer-encoding"]], %w[abcdefg chunked])
  end
  large = "x" * 300_000
  same(echo.put_file(name: "x", body: StringIO.new(large)).body.body, large)
  same(echo.put_file(name: "x", body: large).body.body, large)
  busy = Run.new("busy")
  raised(Drive::ApiError) { busy.client.put_file(name: "x", body: ["a"]) }
  same(busy.requests, 1)
end

test("a stream can be left, and is read where it began") do
  client = Run.new("stream").client
  body = client.get_file(name: "x").body
  same(body.first.class, String)
  same(body.read, "")
  client.get_file(name: "x").body.close
  other = client.get_file(name: "x").body
  reading = Thread.new { raised(Drive::Error) { other.read } }
  same(reading.value.message, "an answer is read by the thread that asked for it")
  same(client.get_file(name: "x").body.lazy.first.class, String)
end

test("forms") do
  client = Run.new("echo").client
  file = Drive::FilePart.new("hello", filename: "a.txt", content_type: "text/plain")
  echo = client.send_form(body: Drive::Models::SendFormBody.new(file: file, note: "n")).body
  check(echo.headers["content-type"].start_with?("multipart/form-data; boundary="))
  check(echo.body.include?("name=\"note\"\r\n\r\nn\r\n"), echo.body)
  check(echo.body.include?("name=\"file\"; filename=\"a.txt\"\r\nContent-Type: text/plain\r\n\r\nhello"), echo.body)
  plain = client.send_form(body: Drive::Models::SendFormBody.new(file: "hi")).body
  check(plain.body.include?("filename=\"file\""), plain.body)
  login = client.login(body: Drive::Models::LoginBody.new(user: "a&b", scopes: %w[x y])).body
  same(login.body, "user=a%26b&scopes=x&scopes=y")
end

test("any method") do
  response = gateway.forward(method: "PATCH", rest: "a/b c", body: "{}")
  echo = JSON.parse(response.body.read)
  same([echo["method"], echo["path"]], ["PATCH", "/any/a/b%20c"])
end

test("retry after 429") do
  run = Run.new("throttled-twice")
  same(run.client.get_pet(pet_id: "1").body.name, "Rex")
  same([run.requests, run.clock.pauses], [3, [0.1, 0.2]])
end

test("Retry-After is honoured") do
  run = Run.new("retry-after")
  run.client.get_pet(pet_id: "1")
  same(run.clock.pauses, [7.0])
  never = Run.new("retry-never")
  error = raised(Drive::ThrottledError) { never.client.get_pet(pet_id: "1") }
  same([error.retry_after, never.requests], [86_400.0, 1])
end

test("retry after failures of the gateway and the connection") do
  { "failing-twice" => 3, "hang-up-once" => 2 }.each do |name, wanted|
    run = Run.new(name)
    run.client.get_pet(pet_id: "1")
    same([name, run.requests], [name, wanted])
  end
end

test("what is not idempotent is sent once") do
  %w[busy throttled hang-up-once].each do |name|
    run = Run.new(name)
    raised(Drive::Error) { run.client.create_pet(body: PET) }
    same([name, run.requests], [name, 1])
  end
  put = Run.new("busy")
  raised(Drive::ApiError) { put.client.replace_pet(pet_id: "1", body: PET) }
  same(put.requests, 3)
end

test("a key makes it safe to repeat") do
  given = Run.new("busy")
  options = Drive::RequestOptions.new(idempotency_key: "k1")
  raised(Drive::ApiError) { given.client.create_pet(body: PET, options: options) }
  same(given.requests, 3)
  echo = Run.new("busy-twice").client.place_order(body: Drive::Models::PlaceOrderBody.new(item: "x")).body
  same(echo.attempts, 3)
  check(echo.headers["idempotency-key"].match?(/\A[0-9a-f-]{36}\z/))
end

test("a quota is never asked again") do
  run = Run.new("QUOTA_EXCEEDED")
  raised(Drive::QuotaExceededError) { run.client.get_pet(pet_id: "1") }
  same([run.requests, run.clock.pauses], [1, []])
end

test("every gateway response type") do
  classes = {
    "THROTTLED" => Drive::ThrottledError,
    "QUOTA_EXCEEDED" => Drive::QuotaExceededError,
    "ACCESS_DENIED" => Drive::AccessDeniedError,
    "UNAUTHORIZED" => Drive::UnauthorizedError,
    "INVALID_API_KEY" => Drive::InvalidApiKeyError,
    "MISSING_AUTHENTICATION_TOKEN" => Drive::MissingAuthenticationTokenError,
    "INVALID_SIGNATURE" => Drive::InvalidSignatureError,
    "EXPIRED_TOKEN" => Drive::ExpiredTokenError,
    "BAD_REQUEST_BODY" => Drive::InvalidBodyError,
    "BAD_REQUEST_PARAMETERS" => Drive::InvalidParametersError,
    "UNSUPPORTED_MEDIA_TYPE" => Drive::UnsupportedMediaTypeError,
    "REQUEST_TOO_LARGE" => Drive::RequestTooLargeError,
    "RESOURCE_NOT_FOUND" => Drive::ResourceNotFoundError,
    "WAF_FILTERED" => Drive::WafFilteredError,
    "INTEGRATION_TIMEOUT" => Drive::IntegrationTimeoutError,
    "INTEGRATION_FAILURE" => Drive::IntegrationFailureError,
    "AUTHORIZER_FAILURE" => Drive::AuthorizerFailureError,
    "AUTHORIZER_CONFIGURATION_ERROR" => Drive::AuthorizerConfigurationError,
    "API_CONFIGURATION_ERROR" => Drive::ApiConfigurationError
  }
  classes.each do |kind, wanted|
    client = Run.new(kind, retries: ONCE).client
    # Only where a key is needed does a refusal mean the key.
    error = raised(Drive::GatewayError) { kind == "INVALID_API_KEY" ? client.keyed : client.list_pets }
    same([error.class, error.type], [wanted, kind])
    same(error.request_id, "11111111-2222-3333-4444-555555555555")
  end
end

test("errors that only the header or the message tells") do
  raised(Drive::AccessDeniedError) { Run.new("templated").client.list_pets }
  raised(Drive::ThrottledError) { Run.new("no-header", retries: ONCE).client.list_pets }
  other = raised(Drive::ApiError) { Run.new("unknown-error").client.list_pets }
  check(!other.is_a?(Drive::GatewayError) && other.status == 418)
end

test("timeout") do
  run = Run.new("slow", timeout: 0.1, retries: { attempts: 2 })
  raised(Drive::TimeoutError) { run.client.get_pet(pet_id: "1") }
  same(run.requests, 2)
  body = Run.new("slow-body", timeout: 0.1, retries: ONCE)
  raised(Drive::TimeoutError) { body.client.get_pet(pet_id: "1") }
end

test("cancellation") do
  run = Run.new("slow")
  cancellation = Drive::Cancellation.new
  ending = Thread.new do
    cancellation.wait(0.05)
    cancellation.cancel
  end
  options = { cancellation: cancellation }
  raised(Drive::CancelledError) { run.client.get_pet(pet_id: "1", options: options) }
  ending.join
  same(run.requests, 1)
  raised(Drive::CancelledError) { run.client.get_pet(pet_id: "1", options: options) }
  same(run.requests, 1)
  check(cancellation.cancelled?)
  early = Drive::Cancellation.new
  early.cancel
  check(early.wait(60))
end

test("a stream ends when it is cancelled") do
  cancellation = Drive::Cancellation.new
  body = Run.new("stream").client.get_file(name: "x", options: { cancellation: cancellation }).body
  raised(Drive::CancelledError) { body.each { cancellation.cancel } }
end

test("an answer that is no JSON") do
  error = raised(Drive::UnexpectedResponseError) { Run.new("not-json").client.get_pet(pet_id: "1") }
  same([error.text, error.status], ["<html>", 200])
end

test("middleware") do
  seen = []
  note = lambda do |name|
    lambda do |request, send|
      check(!request.headers.key?("X-Api-Key"))
      seen << "#{name} #{request.operation} #{request.attempt}"
      response = send.call(request)
      seen << "#{name} #{response.status}"
      response
    end
  end
  run = Run.new("throttled-twice", middleware: [note.call("a"), note.call("b")], retries: ONCE)
  raised(Drive::ThrottledError) { run.client.get_pet(pet_id: "1") }
  same(seen, ["a get_pet 1", "b get_pet 1", "b 429", "a 429"])
  keyed = Run.new("echo", api_key: "hidden", middleware: [note.call("c")]).client.keyed
  same(keyed.body["headers"]["x-api-key"], "hidden")
end

test("SigV4") do
  client = Run.new("sigv4", credentials: CREDENTIALS).client
  client.signed(name: "a b~c", q: "x y/+*'()")
  client.signed_body(name: "ü", body: PET)
  wrong = Drive::AwsCredentials.new(access_key_id: "AKIDEXAMPLE", secret_access_key: "wrong")
  raised(Drive::InvalidSignatureError) { Run.new("sigv4", credentials: wrong).client.signed(name: "a") }
end

test("the published vectors of SigV4") do
  vectors = JSON.parse(File.read(ENV.fetch("VECTORS")))
  check(vectors.length > 30)
  vectors.each do |vector|
    given = Drive::SigV4.sign(
      verb: vector["method"],
      path: vector["path"],
      query: vector["query"],
      headers: vector["headers"],
      body: vector["body"],
      credentials: Drive::AwsCredentials.new(
        access_key_id: CREDENTIALS.access_key_id,
        secret_access_key: CREDENTIALS.secret_access_key,
        session_token: vector["token"]
      ),
      region: "us-east-1",
      service: "service",
      date: NOW
    )["authorization"]
    check(given.include?("SignedHeaders=#{vector["signedHeaders"]},"), vector["name"])
    check(given.end_with?("Signature=#{vector["signature"]}"), vector["name"])
  end
end

test("tokens") do
  plain = Run.new("echo", token: "abc").client.secret.body
  same(plain.headers["authorization"], "Bearer abc")
  named = Run.new("echo", tokens: { "lambda" => Drive::Expiring.new("Bearer def") }).client.secret.body
  same(named.headers["authorization"], "Bearer def")
end

test("providers are asked again") do
  asked = []
  token = lambda do |why|
    asked << why.refused?
    why.refused? ? "fresh" : "stale"
  end
  run = Run.new("fresh-token", token: token)
  same(run.client.secret.body.headers["authorization"], "Bearer fresh")
  same([run.requests, asked], [2, [false, true]])
  times = 0
  expiring = lambda do
    times += 1
    Drive::Expiring.new("t#{times}", expiration: Time.utc(2015, 8, 30, 13))
  end
  held = Run.new("echo", token: expiring).client
  2.times { held.secret }
  same(times, 1)
  fails = -> { raise "no" }
  raised(Drive::ConfigurationError) { Run.new("echo", token: fails).client.secret }
end

test("secrets are not shown") do
  secret = "do-not-show-me"
  credentials = Drive::AwsCredentials.new(access_key_id: "A", secret_access_key: secret, session_token: secret)
  client = Run.new(
    "unknown-error",
    api_key: secret,
    token: secret,
    tokens: { "lambda" => Drive::Expiring.new(secret) },
    credentials: credentials,
    headers: { "x-secret" => secret }
  ).client
  error = raised(Drive::ApiError) { client.keyed }
  transport = client.instance_variable_get(:@transport)
  held = Drive::Held.new(secret, -> { NOW })
  headers = Drive::Headers.new({ "a" => secret })
  options = Drive::RequestOptions.new(headers: { "a" => secret }, idempotency_key: secret)
  [client, error, credentials, Drive::Expiring.new(secret), transport, held, headers, options].each do |shown|
    texts = [shown.inspect, shown.to_s, shown.pretty_inspect, "#{shown}"]
    check(texts.none? { |text| text.include?(secret) }, shown.class)
  end
  check(!error.full_message.include?(secret))
  leaking = raised(NoMethodError) { client.nothing_of_this_name }
  check(!leaking.full_message.include?(secret))
end

test("where the API is") do
  raised(Drive::ConfigurationError) { Drive::Client.new }
  shown = Drive::Client.new(api_id: "abc").inspect
  same(shown, "#<Drive::Client https://abc.execute-api.us-east-1.amazonaws.com/dev>")
end

test("connections are kept") do
  pool = Drive::ConnectionPool.new
  client = Run.new("echo", http: pool).client
  3.times { client.keyed }
  same(pool.idle, 1)
  Array.new(4) { Thread.new { client.keyed } }.each(&:join)
  check(pool.idle.between?(1, 5))
  left = fork { exit!(pool.inspect && client.keyed.status == 200 && pool.idle == 1 ? 0 : 1) }
  check(Process.wait2(left).last.success?)
  client.close
  same(pool.idle, 0)
end

test("nothing is warned of") do
  same(WARNINGS, [])
end

# What the gateway counts is counted once.
TESTS.reject! { |name, _| name.end_with?("of the gateway", "by the gateway") } if TYPED

failed = TESTS.count do |name, block|
  block.call
  puts "ok #{name}"
  false
rescue Exception => error # rubocop:disable Lint/RescueException
  puts "FAILED #{name}: #{error.full_message(highlight: false).gsub("\n", "\n    ")}"
  true
ensure
  $stdout.flush
end
exit(failed.zero? ? 0 : 1)

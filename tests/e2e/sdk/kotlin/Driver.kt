import drive.ApiException
import drive.AwsCredentials
import drive.Circle
import drive.ClientOptions
import drive.Clock
import drive.DriveClient
import drive.Echo
import drive.FilePart
import drive.GatewayException
import drive.GetPet404Exception
import drive.GetPetOutput
import drive.LoginBody
import drive.Middleware
import drive.Nullable
import drive.Pet
import drive.PetKind
import drive.PlaceOrderBody
import drive.Provider
import drive.Refuse409Exception
import drive.RequestOptions
import drive.RetryOptions
import drive.SdkException
import drive.SendFormBody
import drive.Shape
import drive.SigV4
import drive.Square
import drive.Token
import drive.Upload
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.flow.flowOf
import kotlinx.coroutines.flow.map
import kotlinx.coroutines.flow.take
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout
import kotlinx.coroutines.yield
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.jsonArray
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive
import java.net.URI
import java.net.URLDecoder
import java.net.http.HttpClient
import java.net.http.HttpRequest
import java.net.http.HttpResponse
import java.nio.file.Files
import java.nio.file.Path
import java.time.Instant
import java.time.LocalDate
import java.time.OffsetDateTime
import kotlin.reflect.KClass
import kotlin.system.exitProcess
import kotlin.time.Duration
import kotlin.time.Duration.Companion.days
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.seconds

/*
 * Drives the package for `api.yaml`: against the gateway of this project (`GATEWAY`), and against a backend that answers as
 * it is told (`BACKEND`). Prints one line for each thing that was looked at.
 */

private val GATEWAY = System.getenv("GATEWAY")
private val BACKEND = System.getenv("BACKEND")
private val PID = ProcessHandle.current().pid()
private val NOW = Instant.parse("2015-08-30T12:36:00Z")
private val BORN = OffsetDateTime.parse("2021-02-03T04:05:06Z")
private val KEYS = AwsCredentials("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "session/token==")
private val PLAIN = HttpClient.newHttpClient()
private val BO = Pet(name = "Bo", kind = PetKind.DOG)
private val ONCE = RequestOptions(retry = RetryOptions.NEVER)
private var runs = 0

/** Sleeps in no time, and remembers how long it was to sleep. */
private class FixedClock : Clock {
    val pauses = mutableListOf<Duration>()

    override fun now(): Instant = NOW

    override fun random(): Double = 1.0

    override suspend fun sleep(pause: Duration) {
        pauses += pause
    }
}

/** A client of one scenario, the clock that it sleeps by, and the number of requests that it made. */
private class Run(
    scenario: String,
    options: (String, Clock) -> ClientOptions = { address, clock -> ClientOptions(baseUrl = address, clock = clock) },
) {
    private val name = "kotlin$PID-${runs++}"
    val clock = FixedClock()
    val client = DriveClient(options("$BACKEND/s/$scenario/$name", clock))

    fun requests(): Int {
        val request = HttpRequest.newBuilder(URI.create("$BACKEND/counts/$name")).build()
        return PLAIN.send(request, HttpResponse.BodyHandlers.ofString()).body().toInt()
    }

    suspend fun pet(): GetPetOutput = client.getPet("1")
}

private fun gateway(): DriveClient = DriveClient(ClientOptions(baseUrl = "$GATEWAY/dev"))

private fun same(
    given: Any?,
    wanted: Any?,
) {
    check(given == wanted) { "$given is not $wanted" }
}

private suspend inline fun <reified E : SdkException> failed(action: suspend () -> Any?): E = failed(E::class) { action() }

private inline fun <E : SdkException> failed(
    kind: KClass<E>,
    action: () -> Any?,
): E {
    try {
        action()
    } catch (error: SdkException) {
        check(error::class == kind) { "$error is not $kind" }
        return kind.java.cast(error)
    }
    error("nothing was thrown")
}

private suspend fun success() {
    val output = gateway().getPet("1")
    same(output.status, 200)
    same(output.body.name, "Rex")
    check(output.headers["X-Amzn-RequestId"] != null)
    check(output.raw.isNotEmpty())
}

private suspend fun dates() {
    val pet = gateway().getPet("1").body
    same(pet.born, OffsetDateTime.parse("2020-01-31T12:00:00Z"))
    same(pet.day, LocalDate.of(2020, 1, 31))
    same(pet.picture?.toList(), listOf<Byte>(0, 1, 2, -1))
    same(pet.nickName, Nullable<String>(null))
    same(pet.labels, mapOf("a" to "b"))
}

private suspend fun enums() {
    val pet = gateway().getPet("1").body
    same(pet.kind, PetKind.DOG)
    same(pet.friends?.first()?.kind, PetKind("lion"))
    same(PetKind.entries.map { it.text }, listOf("dog", "cat"))
}

private suspend fun requests() {
    val friend = Pet(name = "Tom", kind = PetKind.CAT, born = BORN)
    val output = gateway().createPet(BO.copy(born = BORN, picture = byteArrayOf(7), friends = listOf(friend)))
    same(output.status, 201)
    same(output.body.id, "9")
    same(output.body.friends, listOf(friend))
    same(output.body.picture?.toList(), listOf<Byte>(7))
    same(output.named.location to output.named.xCount, "/pets/9" to 3L)
}

private fun read(text: String): Pet = Pet.decode(Json.parseToJsonElement(text))

private fun absent() {
    same(BO.toString(), """{"name":"Bo","kind":"dog"}""")
    val none = BO.copy(nickName = Nullable(null))
    same(none.toString(), """{"name":"Bo","kind":"dog","nick-name":null}""")
    val named = BO.copy(nickName = Nullable("B"))
    same(read(named.toString()), named)
    same(read(none.toString()), none)
    same(read(BO.toString()).nickName, null)
    check(BO != named && BO.copy() == BO && BO.hashCode() == BO.copy().hashCode())
    try {
        error("${read("""{"name":"Bo"}""")} has no kind")
    } catch (error: IllegalArgumentException) {
        same(error.message, "kind: a text is wanted, and not null")
    }
}

private suspend fun unions() {
    val circle = Circle(form = "circle", radius = 2.0, drawn = BORN)
    same(gateway().echoShape(Shape.OfCircle(circle)).body, Shape.OfCircle(circle))
    val square = Square(form = "", side = 3.0)
    same(gateway().echoShape(Shape.OfSquare(square)).body, Shape.OfSquare(square.copy(form = "square")))
    val other = Json.parseToJsonElement("""{"form":"star"}""")
    same(Shape.decode(other), Shape.Unknown(other))
    same(Shape.Unknown(other).toJson(), other)
}

private suspend fun parameters() {
    val output =
        gateway().search(
            q = "a b&c/ü+",
            tags = listOf("x", "y z"),
            ids = listOf(1, 2),
            filter = mapOf("k" to "v"),
            since = BORN,
            xTrace = "t1",
        )
    val query =
        output.body.query
            .split("&")
            .map { URLDecoder.decode(it, Charsets.UTF_8) }
    val wanted = listOf("filter[k]=v", "ids=1,2", "q=a b&c/ü+", "since=2021-02-03T04:05:06Z", "tags=x", "tags=y z")
    same(query.sorted(), wanted)
    same(output.body.headers["x-trace"], "t1")
}

private suspend fun pathParameters() {
    same(gateway().getPet("a b/c").body.id, "a b/c")
    for (id in listOf("", ".", "..")) {
        failed<SdkException.InvalidInput> { gateway().getPet(id) }
    }
}

private suspend fun ownErrors() {
    val error = failed<GetPet404Exception> { gateway().getPet("2") }
    same(error.body.code, "NO_PET")
    same(error.status, 404)
    same(error.attempts, 1)
    same(error.operation, "getPet")
}

private suspend fun textErrors() {
    same(failed<Refuse409Exception> { gateway().refuse() }.body, """{"message": "no"}""")
}

private suspend fun invalidBody() {
    val less =
        Middleware { request, next ->
            request.body = Upload.of("""{"name": "Bo"}""".encodeToByteArray())
            next(request)
        }
    val client = DriveClient(ClientOptions(baseUrl = "$GATEWAY/dev", middleware = listOf(less)))
    val error = failed<GatewayException.InvalidBody> { client.createPet(BO) }
    same(error.fields, listOf("kind"))
    same(error.problems.size, 1)
    same(error.type, "BAD_REQUEST_BODY")
}

private suspend fun invalidParameters() {
    val without =
        Middleware { request, next ->
            request.url = request.url.substringBefore("?")
            next(request)
        }
    val client = DriveClient(ClientOptions(baseUrl = "$GATEWAY/dev", middleware = listOf(without)))
    same(failed<GatewayException.InvalidParameters> { client.search(q = "a") }.parameters, listOf("q"))
}

private suspend fun mediaType() {
    failed<GatewayException.UnsupportedMediaType> { gateway().sendText("hello") }
}

private suspend fun missingToken() {
    val lost = DriveClient(ClientOptions(baseUrl = "$GATEWAY/dev/nowhere"))
    failed<GatewayException.MissingAuthenticationToken> { lost.listPets() }
}

private suspend fun throttled() {
    val clock = FixedClock()
    val client = DriveClient(ClientOptions(baseUrl = "$GATEWAY/dev", clock = clock))
    try {
        client.limited()
    } catch (error: GatewayException.Throttled) {
        same(error.attempts, 3)
    }
    same(failed<GatewayException.Throttled> { client.limited() }.attempts, 3)
    check(clock.pauses.size >= 2)
}

private suspend fun quota() {
    failed<GatewayException.InvalidApiKey> { gateway().keyed() }
    val clock = FixedClock()
    val client = DriveClient(ClientOptions(baseUrl = "$GATEWAY/dev", clock = clock, apiKey = { System.getenv("API_KEY") }))
    same(client.keyed().status, 200)
    same(client.keyed().status, 200)
    same(failed<GatewayException.QuotaExceeded> { client.keyed() }.attempts, 1)
    same(clock.pauses, emptyList<Duration>())
}

private suspend fun integrationTimeout() {
    same(failed<GatewayException.IntegrationTimeout> { gateway().slow(ONCE) }.status, 504)
}

private suspend fun integrationFailure() {
    failed<GatewayException.IntegrationFailure> { gateway().dead(ONCE) }
}

private suspend fun backendBusy() {
    val clock = FixedClock()
    val client = DriveClient(ClientOptions(baseUrl = "$GATEWAY/dev", clock = clock))
    same(client.flaky("kotlin-flaky-$PID").body.attempts, 3L)
    same(clock.pauses, listOf(100.milliseconds, 200.milliseconds))
}

private suspend fun pages() {
    val names = gateway().listPetsItems(limit = 2).map { it.name }
    same(names.toList(), List(6) { "Pet $it" })
    same(names.take(3).toList().size, 3)
    same(gateway().listPetsPages(limit = 2).map { it.body.pets.size }.toList(), listOf(2, 2, 2))
}

private suspend fun binary() {
    val data = ByteArray(1000) { it.toByte() }
    same(gateway().putFile("kotlin", Upload.of(data)).body.body, "1000")
    check(
        gateway()
            .getFile("kotlin")
            .body
            .bytes()
            .contentEquals(data),
    )
    val path = Files.createTempFile("driver", ".bin")
    try {
        Files.write(path, data.copyOf(10))
        same(gateway().putFile("kotlin", Upload.of(path)).body.body, "10")
    } finally {
        Files.delete(path)
    }
}

private suspend fun streams() {
    val pieces =
        Run("stream")
            .client
            .getFile("x")
            .body
            .flow()
            .map { it.size }
            .toList()
    check(pieces.size > 1)
    same(pieces.sum(), 64 * 16384)
    Run("stream")
        .client
        .getFile("x")
        .body
        .use { same(it.stream().read(), 0) }
    for (upload in listOf(Upload.of("abcdefg".byteInputStream()), Upload.of(flowOf("abc".toByteArray(), "defg".toByteArray())))) {
        val sent = Run("echo").client.putFile("x", upload).body
        same(sent.body, "abcdefg")
        same(sent.headers["transfer-encoding"], "chunked")
    }
    val busy = Run("busy")
    failed<ApiException> { busy.client.putFile("x", Upload.of("a".byteInputStream())) }
    same(busy.requests(), 1)
}

private suspend fun forms() {
    val client = Run("echo").client
    val file = FilePart("hello".encodeToByteArray(), "a.txt", "text/plain")
    val echo = client.sendForm(SendFormBody(file = file, note = "n")).body
    check(echo.headers["content-type"].orEmpty().startsWith("multipart/form-data; boundary="))
    check("name=\"note\"\r\n\r\nn\r\n" in echo.body) { echo.body }
    check("name=\"file\"; filename=\"a.txt\"\r\nContent-Type: text/plain\r\n\r\nhello" in echo.body) { echo.body }
    val login = LoginBody(user = "a&b", scopes = listOf("x", "y"))
    same(client.login(login).body.body, "user=a%26b&scopes=x&scopes=y")
}

private suspend fun anyMethod() {
    val output = gateway().forward(method = "PATCH", rest = "a/b c", body = Upload.of("{}".encodeToByteArray()))
    val echo = Json.parseToJsonElement(output.body.bytes().decodeToString()).jsonObject
    same(echo["method"]?.jsonPrimitive?.content, "PATCH")
    same(echo["path"]?.jsonPrimitive?.content, "/any/a/b%20c")
}

private suspend fun retry() {
    val run = Run("throttled-twice")
    same(run.pet().body.name, "Rex")
    same(run.requests(), 3)
    same(run.clock.pauses, listOf(100.milliseconds, 200.milliseconds))
}

private suspend fun retryAfter() {
    val run = Run("retry-after")
    run.pet()
    same(run.clock.pauses, listOf(7.seconds))
    val never = Run("retry-never")
    same(failed<GatewayException.Throttled> { never.pet() }.retryAfter, 1.days)
    same(never.requests(), 1)
}

private suspend fun failures() {
    for ((scenario, requests) in mapOf("failing-twice" to 3, "hang-up-once" to 2)) {
        val run = Run(scenario)
        run.pet()
        same(run.requests(), requests)
    }
}

private suspend fun sentOnce() {
    val all =
        mapOf(
            "busy" to ApiException::class,
            "throttled" to GatewayException.Throttled::class,
            "hang-up-once" to SdkException.Connection::class,
        )
    for ((scenario, kind) in all) {
        val run = Run(scenario)
        failed(kind) { run.client.createPet(BO) }
        same(run.requests(), 1)
    }
    val put = Run("busy")
    failed<ApiException> { put.client.replacePet("1", BO) }
    same(put.requests(), 3)
    val known = Run("busy")
    failed<ApiException> { known.client.createPet(BO, RequestOptions(idempotent = true)) }
    same(known.requests(), 3)
}

private suspend fun keys() {
    val given = Run("busy")
    failed<ApiException> { given.client.createPet(BO, RequestOptions(idempotencyKey = "k1")) }
    same(given.requests(), 3)
    val echo = Run("busy-twice").client.placeOrder(body = PlaceOrderBody(item = "x")).body
    same(echo.attempts, 3L)
    same(echo.headers["idempotency-key"]?.length, 36)
}

private suspend fun noQuota() {
    val run = Run("QUOTA_EXCEEDED")
    failed<GatewayException.QuotaExceeded> { run.pet() }
    same(run.requests(), 1)
    same(run.clock.pauses, emptyList<Duration>())
}

private suspend fun gatewayTypes() {
    val all =
        mapOf(
            "THROTTLED" to GatewayException.Throttled::class,
            "QUOTA_EXCEEDED" to GatewayException.QuotaExceeded::class,
            "ACCESS_DENIED" to GatewayException.AccessDenied::class,
            "UNAUTHORIZED" to GatewayException.Unauthorized::class,
            "INVALID_API_KEY" to GatewayException.InvalidApiKey::class,
            "MISSING_AUTHENTICATION_TOKEN" to GatewayException.MissingAuthenticationToken::class,
            "INVALID_SIGNATURE" to GatewayException.InvalidSignature::class,
            "EXPIRED_TOKEN" to GatewayException.ExpiredToken::class,
            "BAD_REQUEST_BODY" to GatewayException.InvalidBody::class,
            "BAD_REQUEST_PARAMETERS" to GatewayException.InvalidParameters::class,
            "UNSUPPORTED_MEDIA_TYPE" to GatewayException.UnsupportedMediaType::class,
            "REQUEST_TOO_LARGE" to GatewayException.RequestTooLarge::class,
            "RESOURCE_NOT_FOUND" to GatewayException.ResourceNotFound::class,
            "WAF_FILTERED" to GatewayException.WafFiltered::class,
            "INTEGRATION_TIMEOUT" to GatewayException.IntegrationTimeout::class,
            "INTEGRATION_FAILURE" to GatewayException.IntegrationFailure::class,
            "AUTHORIZER_FAILURE" to GatewayException.AuthorizerFailure::class,
            "AUTHORIZER_CONFIGURATION_ERROR" to GatewayException.AuthorizerConfiguration::class,
            "API_CONFIGURATION_ERROR" to GatewayException.ApiConfiguration::class,
        )
    for ((name, kind) in all) {
        val client = Run(name).client
        // Only where a key is needed does a refusal mean the key.
        val error = failed(kind) { if (name == "INVALID_API_KEY") client.keyed(ONCE) else client.listPets(options = ONCE) }
        same(error.type, name)
        same(error.requestId, "11111111-2222-3333-4444-555555555555")
    }
}

private suspend fun tells() {
    failed<GatewayException.AccessDenied> { Run("templated").client.listPets() }
    failed<GatewayException.Throttled> { Run("no-header").client.listPets(options = ONCE) }
    same(failed<ApiException> { Run("unknown-error").client.listPets() }.status, 418)
}

private suspend fun timeout() {
    val twice =
        Run("slow") { address, clock ->
            ClientOptions(baseUrl = address, clock = clock, timeout = 100.milliseconds, retry = RetryOptions(attempts = 2))
        }
    failed<SdkException.Timeout> { twice.pet() }
    same(twice.requests(), 2)
    val body = Run("slow-body")
    val one = RequestOptions(timeout = 200.milliseconds, retry = RetryOptions.NEVER)
    failed<SdkException.Timeout> { body.client.getPet("1", one) }
}

private suspend fun cancellation() {
    val run = Run("slow")
    coroutineScope {
        val call = async(Dispatchers.Default) { run.pet() }
        while (run.requests() == 0) yield()
        call.cancelAndJoin()
        check(call.isCancelled)
    }
    same(run.requests(), 1)
    // The caller's own bound is no timeout of the client.
    try {
        withTimeout(100.milliseconds) { Run("slow").pet() }
        error("nothing was thrown")
    } catch (error: CancellationException) {
        check("100 ms" in error.message.orEmpty()) { error }
    }
}

private suspend fun notJson() {
    same(failed<SdkException.UnexpectedResponse> { Run("not-json").pet() }.text, "<html>")
}

private fun note(
    seen: MutableList<String>,
    name: String,
) = Middleware { request, next ->
    check("x-api-key" !in request.headers) { "no key is seen" }
    seen += "$name ${request.operation} ${request.attempt}"
    val response = next(request)
    seen += "$name ${response.status}"
    response
}

private suspend fun middleware() {
    val seen = mutableListOf<String>()
    val run =
        Run("throttled-twice") { address, _ ->
            ClientOptions(baseUrl = address, retry = RetryOptions.NEVER, middleware = listOf(note(seen, "a"), note(seen, "b")))
        }
    failed<GatewayException.Throttled> { run.pet() }
    same(seen, listOf("a getPet 1", "b getPet 1", "b 429", "a 429"))
    val keyed =
        Run("echo") { address, _ ->
            ClientOptions(baseUrl = address, apiKey = Provider.of("hidden"), middleware = listOf(note(seen, "c")))
        }
    same(echoed(keyed.client.keyed().raw).headers["x-api-key"], "hidden")
}

private fun echoed(raw: ByteArray): Echo = Echo.decode(Json.parseToJsonElement(raw.decodeToString()))

private fun signing(keys: AwsCredentials): Run =
    Run("sigv4") { address, clock -> ClientOptions(baseUrl = address, clock = clock, credentials = Provider.of(keys)) }

private suspend fun sigv4() {
    val client = signing(KEYS).client
    client.signed("a b~c", q = "x y/+*'()")
    client.signedBody("ü", BO)
    failed<GatewayException.InvalidSignature> { signing(AwsCredentials("AKIDEXAMPLE", "wrong")).client.signed("a") }
}

private fun text(json: JsonElement?): String = json?.jsonPrimitive?.content.orEmpty()

private fun pairs(json: JsonElement?): List<Pair<String, String>> =
    json?.jsonArray.orEmpty().map { text((it as JsonArray)[0]) to text(it[1]) }

private fun vectors() {
    val vectors = Json.parseToJsonElement(Files.readString(Path.of(System.getenv("VECTORS")))).jsonArray
    check(vectors.size > 30)
    for (own in vectors.map { it.jsonObject }) {
        val token = own["token"]?.jsonPrimitive?.takeIf { it.isString }?.content
        val signing =
            SigV4.Signing(
                method = text(own["method"]),
                path = text(own["path"]),
                query = pairs(own["query"]),
                headers = pairs(own["headers"]),
                body = text(own["body"]).encodeToByteArray(),
                credentials = AwsCredentials(KEYS.accessKeyId, KEYS.secretAccessKey, token),
                region = "us-east-1",
                service = "service",
                date = NOW,
            )
        val given = SigV4.sign(signing)["authorization"].orEmpty()
        check("SignedHeaders=${text(own["signedHeaders"])}," in given) { "${own["name"]}: $given" }
        check(given.endsWith("Signature=${text(own["signature"])}")) { "${own["name"]}: $given" }
    }
}

private suspend fun sent(
    token: Provider<Token>? = null,
    tokens: Map<String, Provider<Token>> = emptyMap(),
): String? {
    val run = Run("echo") { address, _ -> ClientOptions(baseUrl = address, token = token, tokens = tokens) }
    return run.client
        .secret()
        .body.headers["authorization"]
}

private suspend fun tokens() {
    same(sent(Provider.of(Token("abc"))), "Bearer abc")
    same(sent(tokens = mapOf("lambda" to Provider { Token("Bearer def") })), "Bearer def")
    same(sent(Provider.of(Token(mapOf("Authorization" to "ghi")))), "Bearer ghi")
}

private suspend fun providers() {
    val asked = mutableListOf<Boolean>()
    val fresh =
        Provider { refused ->
            asked += refused
            if (refused) Token("fresh", NOW.plusSeconds(3600)) else Token("stale")
        }
    val run = Run("fresh-token") { address, clock -> ClientOptions(baseUrl = address, clock = clock, token = fresh) }
    repeat(2) {
        same(
            run.client
                .secret()
                .body.headers["authorization"],
            "Bearer fresh",
        )
        same(asked, listOf(false, true))
    }
    failed<SdkException.Configuration> { sent(token = { error("no") }) }
    val stale =
        Run("fresh-token") { address, clock -> ClientOptions(baseUrl = address, clock = clock, token = Provider.of(Token("stale"))) }
    failed<GatewayException.Unauthorized> { stale.client.secret() }
    same(stale.requests(), 1)
}

private suspend fun secrets() {
    val secret = "do-not-show-me"
    val keys = AwsCredentials("A", secret, secret)
    val options = RequestOptions(headers = mapOf("x-secret" to secret))
    val all = mutableListOf<Any>(keys, Token(secret), Token(mapOf("a" to secret)), options)
    val see =
        Middleware { request, next ->
            all += request
            next(request).also { all += it }
        }
    val run =
        Run("unknown-error") { address, _ ->
            ClientOptions(
                baseUrl = address,
                credentials = Provider.of(keys),
                apiKey = Provider.of(secret),
                token = Provider.of(Token(secret)),
                headers = mapOf("x-secret" to secret),
                middleware = listOf(see),
            ).also { all += it }
        }
    val error = failed<ApiException> { run.client.keyed(options) }
    for (shown in all + listOf(run.client, error, error.headers)) {
        check(secret !in shown.toString()) { shown::class }
    }
}

private suspend fun address() {
    failed<SdkException.Configuration> { DriveClient() }
    val shown = DriveClient(ClientOptions(apiId = "abc")).toString()
    same(shown, "DriveClient(https://abc.execute-api.us-east-1.amazonaws.com/dev)")
}

private val CHECKS: Map<String, suspend () -> Unit> =
    mapOf(
        "success" to ::success,
        "dates and bytes" to ::dates,
        "values of enums that are new" to ::enums,
        "requests and named headers" to ::requests,
        "absent and null" to suspend { absent() },
        "unions" to ::unions,
        "parameters" to ::parameters,
        "path parameters" to ::pathParameters,
        "errors of the API" to ::ownErrors,
        "text stays text in errors" to ::textErrors,
        "invalid body with its fields" to ::invalidBody,
        "invalid parameters" to ::invalidParameters,
        "unsupported media type" to ::mediaType,
        "missing authentication token" to ::missingToken,
        "throttled by the gateway" to ::throttled,
        "API key and quota of the gateway" to ::quota,
        "integration timeout" to ::integrationTimeout,
        "integration failure" to ::integrationFailure,
        "retry after 5xx of the backend" to ::backendBusy,
        "pages" to ::pages,
        "binary through the gateway" to ::binary,
        "streams" to ::streams,
        "forms" to ::forms,
        "any method" to ::anyMethod,
        "retry after 429" to ::retry,
        "Retry-After is honoured" to ::retryAfter,
        "retry after failures of the gateway and the connection" to ::failures,
        "what is not idempotent is sent once" to ::sentOnce,
        "a key makes it safe to repeat" to ::keys,
        "a quota is never asked again" to ::noQuota,
        "every gateway response type" to ::gatewayTypes,
        "errors that only the header or the message tells" to ::tells,
        "timeout" to ::timeout,
        "cancellation" to ::cancellation,
        "an answer that is no JSON" to ::notJson,
        "middleware" to ::middleware,
        "SigV4" to ::sigv4,
        "the published vectors of SigV4" to suspend { vectors() },
        "tokens" to ::tokens,
        "providers are asked again" to ::providers,
        "secrets are not shown" to ::secrets,
        "where the API is" to ::address,
    )

public fun main() {
    var failed = false
    for ((name, check) in CHECKS) {
        try {
            runBlocking { check() }
            println("ok $name")
        } catch (error: Exception) {
            failed = true
            println("FAILED $name: ${error.toString().replace("\n", " ")} at ${error.stackTrace.firstOrNull { "Driver" in it.toString() }}")
        }
    }
    exitProcess(if (failed) 1 else 0)
}

import com.fasterxml.jackson.databind.JsonNode;
import drive.*;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * Drives the package for {@code api.yaml}: against the gateway of this project ({@code GATEWAY}), and against a backend
 * that answers as it is told ({@code BACKEND}). Prints one line for each thing that was looked at.
 */
public final class Driver {
    private static final String GATEWAY = System.getenv("GATEWAY");
    private static final String BACKEND = System.getenv("BACKEND");
    private static final long PID = ProcessHandle.current().pid();
    private static final Instant NOW = Instant.parse("2015-08-30T12:36:00Z");
    private static final OffsetDateTime BORN = OffsetDateTime.parse("2021-02-03T04:05:06Z");
    private static final Credentials.Aws KEYS = new Credentials.Aws(
            "AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "session/token==", null);
    private static final HttpClient PLAIN = HttpClient.newHttpClient();
    private static int runs;

    private Driver() {}

    /** Sleeps in no time, and remembers how long it was to sleep. */
    private static final class FixedClock implements Clock {
        private final List<Long> pauses = new ArrayList<>();

        @Override
        public Instant now() {
            return NOW;
        }

        @Override
        public double random() {
            return 1;
        }

        @Override
        public void sleep(Duration pause) {
            pauses.add(pause.toMillis());
        }
    }

    /** A client of one scenario, the clock that it sleeps by, and the number of requests that it made. */
    private static final class Run {
        private final String name = "java" + PID + "-" + runs++;
        private final FixedClock clock = new FixedClock();
        private final DriveClient client;

        Run(String scenario) {
            this(scenario, new ClientOptions());
        }

        Run(String scenario, ClientOptions options) {
            client = new DriveClient(options.baseUrl(BACKEND + "/s/" + scenario + "/" + name).clock(clock));
        }

        int requests() throws Exception {
            URI address = URI.create(BACKEND + "/counts/" + name);
            var answer = PLAIN.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
            return Integer.parseInt(answer.body());
        }

        GetPetOutput pet() {
            return client.getPet(new GetPetInput().petId("1"));
        }
    }

    @FunctionalInterface
    private interface Check {
        void run() throws Exception;
    }

    private static DriveClient gateway(ClientOptions options) {
        return new DriveClient(options.baseUrl(GATEWAY + "/dev"));
    }

    private static DriveClient gateway() {
        return gateway(new ClientOptions());
    }

    private static void check(boolean is, Object what) {
        if (!is) {
            throw new AssertionError(what);
        }
    }

    private static void same(Object given, Object wanted) {
        check(Objects.deepEquals(given, wanted), given + " is not " + wanted);
    }

    private static <E extends Exception> E failed(Class<E> kind, Supplier<?> action) {
        try {
            action.get();
        } catch (SdkException error) {
            check(kind == error.getClass(), error.toString());
            return kind.cast(error);
        }
        throw new AssertionError("nothing was thrown");
    }

    private static Pet bo() {
        return new Pet().name("Bo").kind(PetKind.DOG);
    }

    private static RequestOptions once() {
        return new RequestOptions().retry(RetryOptions.NEVER);
    }

    private static void success() {
        GetPetOutput output = gateway().getPet(new GetPetInput().petId("1"));
        same(output.status(), 200);
        same(output.body().name(), "Rex");
        check(output.headers().firstValue("x-amzn-requestid").isPresent(), "a request id");
        check(output.raw().length > 0, "the body as it came");
    }

    private static void dates() {
        Pet pet = gateway().getPet(new GetPetInput().petId("1")).body();
        same(pet.born(), OffsetDateTime.parse("2020-01-31T12:00:00Z"));
        same(pet.day(), LocalDate.of(2020, 1, 31));
        same(pet.picture(), new byte[] {0, 1, 2, (byte) 255});
        same(pet.nickName(), Nullable.none());
        same(pet.labels(), Map.of("a", "b"));
    }

    private static void enums() {
        Pet pet = gateway().getPet(new GetPetInput().petId("1")).body();
        same(pet.kind(), PetKind.DOG);
        same(pet.friends().get(0).kind(), PetKind.of("lion"));
    }

    private static void requests() {
        Pet friend = new Pet().name("Tom").kind(PetKind.CAT).born(BORN);
        Pet pet = bo().born(BORN).picture(new byte[] {7}).friends(List.of(friend));
        CreatePetOutput output = gateway().createPet(new CreatePetInput().body(pet));
        same(output.status(), 201);
        same(output.body().id(), "9");
        same(output.body().friends(), List.of(friend));
        same(output.body().picture(), new byte[] {7});
        same(output.named(), new CreatePet201Headers("/pets/9", 3L));
    }

    private static void absent() throws Exception {
        same(bo().toString(), "{\"name\":\"Bo\",\"kind\":\"dog\"}");
        Pet none = bo().nickName(Nullable.none());
        same(none.toString(), "{\"name\":\"Bo\",\"kind\":\"dog\",\"nick-name\":null}");
        Pet named = bo().nickName(Nullable.of("B"));
        same(Json.MAPPER.readValue(named.toString(), Pet.class), named);
        same(Json.MAPPER.readValue(none.toString(), Pet.class), none);
        same(Json.MAPPER.readValue(bo().toString(), Pet.class).nickName(), null);
    }

    private static void unions() throws Exception {
        Circle circle = new Circle().form("circle").radius(2.0).drawn(BORN);
        EchoShapeOutput output = gateway().echoShape(new EchoShapeInput().body(Shape.ofCircle(circle)));
        same(output.body().asCircle().orElseThrow(), circle);
        Shape square = Shape.ofSquare(new Square().side(3.0));
        output = gateway().echoShape(new EchoShapeInput().body(square));
        same(output.body().asSquare().orElseThrow(), new Square().form("square").side(3.0));
        Shape other = Json.MAPPER.readValue("{\"form\":\"star\"}", Shape.class);
        check(other.asCircle().isEmpty(), "no circle");
        same(other.toString(), "{\"form\":\"star\"}");
    }

    private static void parameters() {
        SearchInput input = new SearchInput()
                .q("a b&c/ü+")
                .tags(List.of("x", "y z"))
                .ids(List.of(1L, 2L))
                .filter(Map.of("k", "v"))
                .since(BORN)
                .xTrace("t1");
        Echo echo = gateway().search(input).body();
        Set<String> query = new TreeSet<>();
        for (String part : echo.query().split("&")) {
            query.add(URLDecoder.decode(part, StandardCharsets.UTF_8));
        }
        same(query, new TreeSet<>(List.of(
                "filter[k]=v", "ids=1,2", "q=a b&c/ü+", "since=2021-02-03T04:05:06Z", "tags=x", "tags=y z")));
        same(echo.headers().get("x-trace"), "t1");
    }

    private static void pathParameters() {
        same(gateway().getPet(new GetPetInput().petId("a b/c")).body().id(), "a b/c");
        for (String id : Arrays.asList("", ".", "..", null)) {
            failed(SdkException.InvalidInput.class, () -> gateway().getPet(new GetPetInput().petId(id)));
        }
    }

    private static void ownErrors() {
        GetPet404Exception error =
                failed(GetPet404Exception.class, () -> gateway().getPet(new GetPetInput().petId("2")));
        same(error.body().code(), "NO_PET");
        same(error.status(), 404);
        same(error.attempts(), 1);
        same(error.operation(), "getPet");
    }

    private static void textErrors() {
        Refuse409Exception error =
                failed(Refuse409Exception.class, () -> gateway().refuse(new RefuseInput()));
        same(error.body(), "{\"message\": \"no\"}");
    }

    private static void invalidBody() {
        byte[] less = "{\"name\": \"Bo\"}".getBytes(StandardCharsets.UTF_8);
        DriveClient client = gateway(new ClientOptions().middleware((request, next) -> {
            request.body(Upload.of(less));
            return next.send(request);
        }));
        GatewayException.InvalidBody error = failed(
                GatewayException.InvalidBody.class, () -> client.createPet(new CreatePetInput().body(bo())));
        same(error.fields(), List.of("kind"));
        same(error.problems().size(), 1);
        same(error.type(), "BAD_REQUEST_BODY");
    }

    private static void invalidParameters() {
        GatewayException.InvalidParameters error =
                failed(GatewayException.InvalidParameters.class, () -> gateway().search(new SearchInput()));
        same(error.parameters(), List.of("q"));
    }

    private static void mediaType() {
        failed(GatewayException.UnsupportedMediaType.class, () -> gateway().sendText(new SendTextInput().body("hello")));
    }

    private static void missingToken() {
        DriveClient lost = new DriveClient(new ClientOptions().baseUrl(GATEWAY + "/dev/nowhere"));
        failed(GatewayException.MissingAuthenticationToken.class, () -> lost.listPets(new ListPetsInput()));
    }

    private static void throttled() {
        FixedClock clock = new FixedClock();
        DriveClient client = gateway(new ClientOptions().clock(clock));
        try {
            client.limited(new LimitedInput());
        } catch (GatewayException.Throttled error) {
            same(error.attempts(), 3);
        }
        same(failed(GatewayException.Throttled.class, () -> client.limited(new LimitedInput())).attempts(), 3);
        check(clock.pauses.size() >= 2, clock.pauses);
    }

    private static void quota() {
        failed(GatewayException.InvalidApiKey.class, () -> gateway().keyed(new KeyedInput()));
        FixedClock clock = new FixedClock();
        DriveClient client = gateway(
                new ClientOptions().clock(clock).apiKey(Credentials.Provider.of(System.getenv("API_KEY"))));
        same(client.keyed(new KeyedInput()).status(), 200);
        same(client.keyed(new KeyedInput()).status(), 200);
        same(failed(GatewayException.QuotaExceeded.class, () -> client.keyed(new KeyedInput())).attempts(), 1);
        same(clock.pauses, List.of());
    }

    private static void integrationTimeout() {
        var error = failed(GatewayException.IntegrationTimeout.class, () -> gateway().slow(new SlowInput(), once()));
        same(error.status(), 504);
    }

    private static void integrationFailure() {
        failed(GatewayException.IntegrationFailure.class, () -> gateway().dead(new DeadInput(), once()));
    }

    private static void backendBusy() {
        FixedClock clock = new FixedClock();
        DriveClient client = gateway(new ClientOptions().clock(clock));
        same(client.flaky(new FlakyInput().run("java-flaky-" + PID)).body().attempts(), 3L);
        same(clock.pauses, List.of(100L, 200L));
    }

    private static void pages() {
        ListPetsInput input = new ListPetsInput().limit(2L);
        List<String> names = new ArrayList<>();
        for (Pet pet : gateway().listPetsItems(input)) {
            names.add(pet.name());
        }
        same(names, List.of("Pet 0", "Pet 1", "Pet 2", "Pet 3", "Pet 4", "Pet 5"));
        same(input.nextToken(), null);
        int count = 0;
        for (ListPetsOutput page : gateway().listPetsPages(input)) {
            count += page.body().pets().size();
        }
        same(count, 6);
    }

    private static void binary() throws Exception {
        byte[] data = new byte[1000];
        for (int at = 0; at < data.length; at++) {
            data[at] = (byte) at;
        }
        same(gateway().putFile(new PutFileInput().name("java").body(Upload.of(data))).body().body(), "1000");
        try (InputStream file = gateway().getFile(new GetFileInput().name("java")).body()) {
            same(file.readAllBytes(), data);
        }
    }

    private static PutFileInput streamed(String text) {
        InputStream stream = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
        return new PutFileInput().name("x").body(Upload.of(stream));
    }

    private static void streams() throws Exception {
        try (InputStream file = new Run("stream").client.getFile(new GetFileInput().name("x")).body()) {
            same(file.readAllBytes().length, 64 * 16384);
        }
        Echo sent = new Run("echo").client.putFile(streamed("abcdefg")).body();
        same(sent.body(), "abcdefg");
        same(sent.headers().get("transfer-encoding"), "chunked");
        Run busy = new Run("busy");
        failed(ApiException.class, () -> busy.client.putFile(streamed("a")));
        same(busy.requests(), 1);
    }

    private static void forms() {
        DriveClient client = new Run("echo").client;
        FilePart file = new FilePart("hello".getBytes(StandardCharsets.UTF_8), "a.txt", "text/plain");
        Echo echo = client.sendForm(new SendFormInput().body(new SendFormBody().file(file).note("n"))).body();
        check(echo.headers().get("content-type").startsWith("multipart/form-data; boundary="), echo.headers());
        check(echo.body().contains("name=\"note\"\r\n\r\nn\r\n"), echo.body());
        String part = "name=\"file\"; filename=\"a.txt\"\r\nContent-Type: text/plain\r\n\r\nhello";
        check(echo.body().contains(part), echo.body());
        LoginBody login = new LoginBody().user("a&b").scopes(List.of("x", "y"));
        same(client.login(new LoginInput().body(login)).body().body(), "user=a%26b&scopes=x&scopes=y");
    }

    private static void anyMethod() throws Exception {
        Upload body = Upload.of("{}".getBytes(StandardCharsets.UTF_8));
        ForwardOutput output = gateway().forward(new ForwardInput().method("PATCH").rest("a/b c").body(body));
        try (InputStream stream = output.body()) {
            JsonNode echo = Json.MAPPER.readTree(stream);
            same(echo.path("method").asText(), "PATCH");
            same(echo.path("path").asText(), "/any/a/b%20c");
        }
    }

    private static void retry() throws Exception {
        Run run = new Run("throttled-twice");
        same(run.pet().body().name(), "Rex");
        same(run.requests(), 3);
        same(run.clock.pauses, List.of(100L, 200L));
    }

    private static void retryAfter() throws Exception {
        Run run = new Run("retry-after");
        run.pet();
        same(run.clock.pauses, List.of(7000L));
        Run never = new Run("retry-never");
        same(failed(GatewayException.Throttled.class, never::pet).retryAfter(), Duration.ofDays(1));
        same(never.requests(), 1);
    }

    private static void failures() throws Exception {
        for (Map.Entry<String, Integer> own : Map.of("failing-twice", 3, "hang-up-once", 2).entrySet()) {
            Run run = new Run(own.getKey());
            run.pet();
            same(run.requests(), own.getValue());
        }
    }

    private static void sentOnce() throws Exception {
        for (Map.Entry<String, Class<? extends SdkException>> own : Map.of(
                        "busy", ApiException.class,
                        "throttled", GatewayException.Throttled.class,
                        "hang-up-once", SdkException.Connection.class)
                .entrySet()) {
            Run run = new Run(own.getKey());
            failed(own.getValue(), () -> run.client.createPet(new CreatePetInput().body(bo())));
            same(run.requests(), 1);
        }
        Run put = new Run("busy");
        failed(ApiException.class, () -> put.client.replacePet(new ReplacePetInput().petId("1").body(bo())));
        same(put.requests(), 3);
    }

    private static void keys() throws Exception {
        Run given = new Run("busy");
        RequestOptions key = new RequestOptions().idempotencyKey("k1");
        failed(ApiException.class, () -> given.client.createPet(new CreatePetInput().body(bo()), key));
        same(given.requests(), 3);
        PlaceOrderInput order = new PlaceOrderInput().body(new PlaceOrderBody().item("x"));
        Echo echo = new Run("busy-twice").client.placeOrder(order).body();
        same(echo.attempts(), 3L);
        same(echo.headers().get("idempotency-key").length(), 36);
    }

    private static void noQuota() throws Exception {
        Run run = new Run("QUOTA_EXCEEDED");
        failed(GatewayException.QuotaExceeded.class, run::pet);
        same(run.requests(), 1);
        same(run.clock.pauses, List.of());
    }

    private static void gatewayTypes() {
        Map<String, Class<? extends GatewayException>> all = new LinkedHashMap<>();
        all.put("THROTTLED", GatewayException.Throttled.class);
        all.put("QUOTA_EXCEEDED", GatewayException.QuotaExceeded.class);
        all.put("ACCESS_DENIED", GatewayException.AccessDenied.class);
        all.put("UNAUTHORIZED", GatewayException.Unauthorized.class);
        all.put("INVALID_API_KEY", GatewayException.InvalidApiKey.class);
        all.put("MISSING_AUTHENTICATION_TOKEN", GatewayException.MissingAuthenticationToken.class);
        all.put("INVALID_SIGNATURE", GatewayException.InvalidSignature.class);
        all.put("EXPIRED_TOKEN", GatewayException.ExpiredToken.class);
        all.put("BAD_REQUEST_BODY", GatewayException.InvalidBody.class);
        all.put("BAD_REQUEST_PARAMETERS", GatewayException.InvalidParameters.class);
        all.put("UNSUPPORTED_MEDIA_TYPE", GatewayException.UnsupportedMediaType.class);
        all.put("REQUEST_TOO_LARGE", GatewayException.RequestTooLarge.class);
        all.put("RESOURCE_NOT_FOUND", GatewayException.ResourceNotFound.class);
        all.put("WAF_FILTERED", GatewayException.WafFiltered.class);
        all.put("INTEGRATION_TIMEOUT", GatewayException.IntegrationTimeout.class);
        all.put("INTEGRATION_FAILURE", GatewayException.IntegrationFailure.class);
        all.put("AUTHORIZER_FAILURE", GatewayException.AuthorizerFailure.class);
        all.put("AUTHORIZER_CONFIGURATION_ERROR", GatewayException.AuthorizerConfiguration.class);
        all.put("API_CONFIGURATION_ERROR", GatewayException.ApiConfiguration.class);
        all.forEach((name, kind) -> {
            DriveClient client = new Run(name, new ClientOptions().retry(RetryOptions.NEVER)).client;
            // Only where a key is needed does a refusal mean the key.
            GatewayException error = name.equals("INVALID_API_KEY")
                    ? failed(kind, () -> client.keyed(new KeyedInput()))
                    : failed(kind, () -> client.listPets(new ListPetsInput()));
            same(error.type(), name);
            same(error.requestId(), "11111111-2222-3333-4444-555555555555");
        });
    }

    private static void tells() {
        failed(GatewayException.AccessDenied.class, () -> new Run("templated").client.listPets(new ListPetsInput()));
        failed(
                GatewayException.Throttled.class,
                () -> new Run("no-header").client.listPets(new ListPetsInput(), once()));
        var other = failed(ApiException.class, () -> new Run("unknown-error").client.listPets(new ListPetsInput()));
        same(other.status(), 418);
    }

    private static void timeout() throws Exception {
        ClientOptions twice = new ClientOptions().timeout(Duration.ofMillis(100)).retry(RetryOptions.USUAL.attempts(2));
        Run run = new Run("slow", twice);
        failed(SdkException.Timeout.class, run::pet);
        same(run.requests(), 2);
        ClientOptions one = new ClientOptions().timeout(Duration.ofMillis(200)).retry(RetryOptions.NEVER);
        failed(SdkException.Timeout.class, new Run("slow-body", one)::pet);
    }

    private static void cancellation() throws Exception {
        Run run = new Run("slow");
        AtomicReference<Throwable> found = new AtomicReference<>();
        Thread thread = new Thread(() -> {
            try {
                run.pet();
            } catch (SdkException error) {
                found.set(error);
                check(Thread.currentThread().isInterrupted(), "the thread stays interrupted");
            }
        });
        thread.start();
        while (run.requests() == 0) {
            Thread.onSpinWait();
        }
        thread.interrupt();
        thread.join();
        check(found.get() instanceof SdkException.Cancelled, found.get());
        same(run.requests(), 1);
    }

    private static void notJson() {
        same(failed(SdkException.UnexpectedResponse.class, new Run("not-json")::pet).text(), "<html>");
    }

    private static Middleware note(List<String> seen, String name) {
        return (request, next) -> {
            check(!request.headers().containsKey("x-api-key"), "no key is seen");
            seen.add(name + " " + request.operation() + " " + request.attempt());
            HttpResponse<InputStream> response = next.send(request);
            seen.add(name + " " + response.statusCode());
            return response;
        };
    }

    private static void middleware() throws Exception {
        List<String> seen = new ArrayList<>();
        ClientOptions options = new ClientOptions().retry(RetryOptions.NEVER);
        Run run = new Run("throttled-twice", options.middleware(note(seen, "a")).middleware(note(seen, "b")));
        failed(GatewayException.Throttled.class, run::pet);
        same(seen, List.of("a getPet 1", "b getPet 1", "b 429", "a 429"));
        ClientOptions keyed = new ClientOptions().apiKey(Credentials.Provider.of("hidden"));
        KeyedOutput output = new Run("echo", keyed.middleware(note(seen, "c"))).client.keyed(new KeyedInput());
        JsonNode echo = Json.MAPPER.readTree(output.raw());
        same(echo.path("headers").path("x-api-key").asText(), "hidden");
    }

    private static ClientOptions signing(Credentials.Aws keys) {
        return new ClientOptions().credentials(Credentials.Provider.of(keys));
    }

    private static void sigv4() {
        DriveClient client = new Run("sigv4", signing(KEYS)).client;
        client.signed(new SignedInput().name("a b~c").q("x y/+*'()"));
        client.signedBody(new SignedBodyInput().name("ü").body(bo()));
        DriveClient wrong = new Run("sigv4", signing(new Credentials.Aws("AKIDEXAMPLE", "wrong", null, null))).client;
        failed(GatewayException.InvalidSignature.class, () -> wrong.signed(new SignedInput().name("a")));
    }

    private static List<SigV4.Pair> pairs(JsonNode list) {
        List<SigV4.Pair> pairs = new ArrayList<>();
        list.forEach(pair -> pairs.add(new SigV4.Pair(pair.path(0).asText(), pair.path(1).asText())));
        return pairs;
    }

    private static void vectors() throws Exception {
        JsonNode vectors = Json.MAPPER.readTree(Files.readAllBytes(Path.of(System.getenv("VECTORS"))));
        check(vectors.size() > 30, vectors.size());
        for (JsonNode vector : vectors) {
            String token = vector.path("token").isTextual() ? vector.path("token").asText() : null;
            String given = SigV4.sign(new SigV4.Request(
                            vector.path("method").asText(),
                            vector.path("path").asText(),
                            pairs(vector.path("query")),
                            pairs(vector.path("headers")),
                            vector.path("body").asText().getBytes(StandardCharsets.UTF_8),
                            new Credentials.Aws(KEYS.accessKeyId(), KEYS.secretAccessKey(), token, null),
                            "us-east-1",
                            "service",
                            NOW))
                    .get("authorization");
            String names = "SignedHeaders=" + vector.path("signedHeaders").asText() + ",";
            check(given.contains(names), vector.path("name") + given);
            check(given.endsWith("Signature=" + vector.path("signature").asText()), vector.path("name") + given);
        }
    }

    private static String sent(ClientOptions options) {
        Echo echo = new Run("echo", options).client.secret(new SecretInput()).body();
        return echo.headers().get("authorization");
    }

    private static void tokens() {
        same(sent(new ClientOptions().token(Credentials.Provider.of(Credentials.Token.of("abc")))), "Bearer abc");
        Credentials.Token named = Credentials.Token.of("Bearer def");
        same(sent(new ClientOptions().token("lambda", Credentials.Provider.of(named))), "Bearer def");
    }

    private static void providers() throws Exception {
        List<Boolean> asked = new ArrayList<>();
        Run run = new Run("fresh-token", new ClientOptions().token(refused -> {
            asked.add(refused);
            Credentials.Token stale = Credentials.Token.of("stale");
            return refused ? Credentials.Token.of("fresh").until(NOW.plusSeconds(3600)) : stale;
        }));
        for (int time = 0; time < 2; time++) {
            Echo echo = run.client.secret(new SecretInput()).body();
            same(echo.headers().get("authorization"), "Bearer fresh");
            same(asked, List.of(false, true));
        }
        ClientOptions broken = new ClientOptions().token(refused -> {
            throw new IllegalStateException("no");
        });
        failed(SdkException.Configuration.class, () -> new Run("echo", broken).client.secret(new SecretInput()));
        Credentials.Token token = Credentials.Token.of("stale");
        Run stale = new Run("fresh-token", new ClientOptions().token(Credentials.Provider.of(token)));
        failed(GatewayException.Unauthorized.class, () -> stale.client.secret(new SecretInput()));
        same(stale.requests(), 1);
    }

    private static void secrets() {
        String secret = "do-not-show-me";
        Credentials.Aws keys = new Credentials.Aws("A", secret, secret, null);
        Credentials.Token token = Credentials.Token.of(secret);
        ClientOptions options = signing(keys)
                .apiKey(Credentials.Provider.of(secret))
                .token(Credentials.Provider.of(token))
                .header("x-secret", secret);
        Run run = new Run("unknown-error", options);
        ApiException error = failed(ApiException.class, () -> run.client.keyed(new KeyedInput()));
        for (Object shown : List.of(run.client, error, keys, token, options)) {
            check(!shown.toString().contains(secret), shown.getClass());
        }
    }

    private static void address() {
        failed(SdkException.Configuration.class, () -> new DriveClient(new ClientOptions()));
        String shown = new DriveClient(new ClientOptions().apiId("abc")).toString();
        same(shown, "DriveClient(https://abc.execute-api.us-east-1.amazonaws.com/dev)");
    }

    private static Map<String, Check> checks() {
        Map<String, Check> all = new LinkedHashMap<>();
        all.put("success", Driver::success);
        all.put("dates and bytes", Driver::dates);
        all.put("values of enums that are new", Driver::enums);
        all.put("requests and named headers", Driver::requests);
        all.put("absent and null", Driver::absent);
        all.put("unions", Driver::unions);
        all.put("parameters", Driver::parameters);
        all.put("path parameters", Driver::pathParameters);
        all.put("errors of the API", Driver::ownErrors);
        all.put("text stays text in errors", Driver::textErrors);
        all.put("invalid body with its fields", Driver::invalidBody);
        all.put("invalid parameters", Driver::invalidParameters);
        all.put("unsupported media type", Driver::mediaType);
        all.put("missing authentication token", Driver::missingToken);
        all.put("throttled by the gateway", Driver::throttled);
        all.put("API key and quota of the gateway", Driver::quota);
        all.put("integration timeout", Driver::integrationTimeout);
        all.put("integration failure", Driver::integrationFailure);
        all.put("retry after 5xx of the backend", Driver::backendBusy);
        all.put("pages", Driver::pages);
        all.put("binary through the gateway", Driver::binary);
        all.put("streams", Driver::streams);
        all.put("forms", Driver::forms);
        all.put("any method", Driver::anyMethod);
        all.put("retry after 429", Driver::retry);
        all.put("Retry-After is honoured", Driver::retryAfter);
        all.put("retry after failures of the gateway and the connection", Driver::failures);
        all.put("what is not idempotent is sent once", Driver::sentOnce);
        all.put("a key makes it safe to repeat", Driver::keys);
        all.put("a quota is never asked again", Driver::noQuota);
        all.put("every gateway response type", Driver::gatewayTypes);
        all.put("errors that only the header or the message tells", Driver::tells);
        all.put("timeout", Driver::timeout);
        all.put("cancellation", Driver::cancellation);
        all.put("an answer that is no JSON", Driver::notJson);
        all.put("middleware", Driver::middleware);
        all.put("SigV4", Driver::sigv4);
        all.put("the published vectors of SigV4", Driver::vectors);
        all.put("tokens", Driver::tokens);
        all.put("providers are asked again", Driver::providers);
        all.put("secrets are not shown", Driver::secrets);
        all.put("where the API is", Driver::address);
        return all;
    }

    public static void main(String[] arguments) {
        boolean[] failed = {false};
        checks().forEach((name, check) -> {
            try {
                check.run();
                System.out.println("ok " + name);
            } catch (Exception | AssertionError error) {
                failed[0] = true;
                System.out.println("FAILED " + name + ": " + error + " at " + error.getStackTrace()[0]);
            }
        });
        System.exit(failed[0] ? 1 : 0);
    }
}

using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Text;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Drive;

/// <summary>
/// Drives the package for `api.yaml`: against the gateway of this project (`GATEWAY`), and against a backend that answers as it
/// is told (`BACKEND`). Prints one line for each thing that was looked at.
/// </summary>
internal static class Driver
{
    private static readonly string Gateway = Given("GATEWAY");
    private static readonly string Backend = Given("BACKEND");
    private static readonly int Process = System.Diagnostics.Process.GetCurrentProcess().Id;
    private static readonly DateTimeOffset Now = DateTimeOffset.Parse("2015-08-30T12:36:00Z");
    private static readonly DateTimeOffset Born = DateTimeOffset.Parse("2021-02-03T04:05:06Z");
    private static readonly HttpClient Plain = new HttpClient();
    private static readonly Pet Bo = new Pet(name: "Bo", kind: PetKind.Dog);
    private static readonly RequestOptions Once = new RequestOptions { Retry = RetryOptions.Never() };

    private const string Secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    private static readonly AwsCredentials Keys = new AwsCredentials("AKIDEXAMPLE", Secret, "session/token==");
    private static int runs;

    private static string Given(string name) =>
        Environment.GetEnvironmentVariable(name) ?? throw new InvalidOperationException($"{name} is not there");

    /// <summary>Sleeps in no time, and remembers how long it was to sleep.</summary>
    private sealed class FixedClock : Clock
    {
        public List<double> Pauses { get; } = new List<double>();

        public override DateTimeOffset Now => Driver.Now;

        public override double NextDouble() => 1;

        public override Task DelayAsync(TimeSpan pause, CancellationToken cancellationToken)
        {
            Pauses.Add(pause.TotalSeconds);
            return Task.CompletedTask;
        }
    }

    /// <summary>A client of one scenario, the clock that it sleeps by, and the number of requests that it made.</summary>
    private sealed class Run
    {
        private readonly string _name = $"csharp{Process}-{runs++}";

        public Run(string scenario, Action<ClientOptions>? change = null)
        {
            var options = new ClientOptions { BaseUrl = $"{Backend}/s/{scenario}/{_name}", Clock = Clock };
            change?.Invoke(options);
            Client = new DriveClient(options);
        }

        public FixedClock Clock { get; } = new FixedClock();

        public DriveClient Client { get; }

        public async Task<int> RequestsAsync() => int.Parse(await Plain.GetStringAsync($"{Backend}/counts/{_name}"));

        public Task<GetPetOutput> PetAsync(CancellationToken cancelled = default) =>
            Client.GetPetAsync("1", cancellationToken: cancelled);
    }

    private static DriveClient AtGateway(Action<ClientOptions>? change = null)
    {
        var options = new ClientOptions { BaseUrl = $"{Gateway}/dev" };
        change?.Invoke(options);
        return new DriveClient(options);
    }

    private static void Check(bool isSo, object? said = null)
    {
        if (!isSo)
        {
            throw new InvalidOperationException($"it is not so: {said}");
        }
    }

    private static void Same<T>(T given, T wanted) =>
        Check(EqualityComparer<T>.Default.Equals(given, wanted), $"{given} is not {wanted}");

    private static void SameList<T>(IEnumerable<T>? given, params T[] wanted)
    {
        var all = given.ToList();
        Check(all.SequenceEqual(wanted), $"{string.Join(", ", all)} is not {string.Join(", ", wanted)}");
    }

    private static async Task<T> Failed<T>(Func<Task> action)
        where T : Exception => (T)await Failed(typeof(T), action);

    private static async Task<Exception> Failed(Type kind, Func<Task> action)
    {
        try
        {
            await action();
        }
        catch (Exception error) when (error is SdkException || error is OperationCanceledException)
        {
            Check(kind == error.GetType(), $"{error} is not {kind}");
            return error;
        }
        throw new InvalidOperationException("nothing was thrown");
    }

    private static async Task<List<T>> ToList<T>(IAsyncEnumerable<T> all, int most = int.MaxValue)
    {
        var list = new List<T>();
        await foreach (var own in all)
        {
            list.Add(own);
            if (list.Count == most)
            {
                break;
            }
        }
        return list;
    }

    private static async Task Success()
    {
        var output = await AtGateway().GetPetAsync("1");
        Same(output.Status, 200);
        Same(output.Body.Name, "Rex");
        Check(output.Headers["X-Amzn-RequestId"] != null);
        Check(!output.Raw.IsEmpty);
    }

    private static async Task Dates()
    {
        var pet = (await AtGateway().GetPetAsync("1")).Body;
        Same(pet.Born, DateTimeOffset.Parse("2020-01-31T12:00:00Z"));
        Same(pet.Day, new DateTime(2020, 1, 31));
        SameList(pet.Picture, (byte)0, (byte)1, (byte)2, (byte)255);
        Same(pet.NickName, new Optional<string?>(null));
        Same(pet.Labels?.Single().ToString(), "[a, b]");
    }

    private static async Task Enums()
    {
        var pet = (await AtGateway().GetPetAsync("1")).Body;
        Check(pet.Kind == PetKind.Dog && pet.Kind != PetKind.Cat);
        Same(pet.Friends?[0].Kind ?? default, new PetKind("lion"));
        SameList(PetKind.All.Select(own => own.Text), "dog", "cat");
        Same(default(PetKind).ToString(), "");
    }

    private static async Task Requests()
    {
        var friend = new Pet(name: "Tom", kind: PetKind.Cat, born: Born);
        var pet = Bo.With(born: Born, picture: new byte[] { 7 }, friends: new[] { friend });
        var output = await AtGateway().CreatePetAsync(pet);
        Same(output.Status, 201);
        Same(output.Body.Id, "9");
        SameList(output.Body.Friends, friend);
        SameList(output.Body.Picture, (byte)7);
        Same((output.Named.Location, output.Named.XCount), ("/pets/9", 3L));
    }

    private static Pet Read(string text) => JsonSerializer.Deserialize<Pet>(text)!;

    private static async Task Absent()
    {
        Same(Bo.ToString(), "{\"name\":\"Bo\",\"kind\":\"dog\"}");
        Same(JsonSerializer.Serialize(Bo), Bo.ToString());
        var none = new Pet(name: "Bo", kind: PetKind.Dog, nickName: null);
        Same(none.ToString(), "{\"name\":\"Bo\",\"kind\":\"dog\",\"nick-name\":null}");
        var named = Bo.With(nickName: Optional.Of<Optional<string?>>("B"));
        Same(Read(named.ToString()), named);
        Same(Read(none.ToString()), none);
        Same(Read(Bo.ToString()).NickName.HasValue, false);
        Same(named.With(nickName: Optional.Of(default(Optional<string?>))), Bo);
        Same(Bo.With(born: Born).With(born: null), Bo);
        Check(!Bo.Equals(named) && Bo.Equals(Bo.With()) && Bo.GetHashCode() == Bo.With().GetHashCode());
        var wrong = await Task.FromResult(Assert<JsonException>(() => Read("{\"name\":\"Bo\"}")));
        Check(wrong.Message.StartsWith("kind: a text is wanted, and not null", StringComparison.Ordinal), wrong.Message);
    }

    private static T Assert<T>(Action action)
        where T : Exception
    {
        try
        {
            action();
        }
        catch (T error)
        {
            return error;
        }
        throw new InvalidOperationException("nothing was thrown");
    }

    private static async Task Unions()
    {
        var circle = new Shape.OfCircle(new Circle(form: "circle", radius: 2, drawn: Born));
        Same((await AtGateway().EchoShapeAsync(circle)).Body, circle);
        Same(JsonSerializer.Serialize(circle), circle.ToString());
        var square = new Square(form: "", side: 3);
        var shape = (await AtGateway().EchoShapeAsync(new Shape.OfSquare(square))).Body;
        Same(shape is Shape.OfSquare own ? own.Value : square, square.With(form: "square"));
        var other = JsonSerializer.Deserialize<Shape>("{\"form\":\"star\"}");
        Same(other, new Shape.Unknown(Json.Parse("{\"form\": \"star\"}")));
        Same(other?.ToString(), "{\"form\":\"star\"}");
    }

    private static async Task Parameters()
    {
        var output = await AtGateway()
            .SearchAsync(
                q: "a b&c/ü+",
                tags: new[] { "x", "y z" },
                ids: new long[] { 1, 2 },
                filter: new Dictionary<string, string> { ["k"] = "v" },
                since: Born,
                xTrace: "t1"
            );
        var query = output.Body.Query.Split('&').Select(Uri.UnescapeDataString).OrderBy(own => own, StringComparer.Ordinal);
        SameList(query, "filter[k]=v", "ids=1,2", "q=a b&c/ü+", "since=2021-02-03T04:05:06Z", "tags=x", "tags=y z");
        Same(output.Body.Headers["x-trace"], "t1");
    }

    private static async Task PathParameters()
    {
        Same((await AtGateway().GetPetAsync("a b/c")).Body.Id, "a b/c");
        foreach (var id in new[] { "", ".", ".." })
        {
            await Failed<InvalidInputException>(() => AtGateway().GetPetAsync(id));
        }
        var bent = new RequestOptions { Headers = { ["x-bent"] = "a\r\nb" } };
        var error = await Failed<InvalidInputException>(() => AtGateway().GetPetAsync("1", bent));
        Check(error.Message.Contains("x-bent"), error.Message);
        var none = new Shape.OfSquare(new Square(form: "square", side: double.NaN));
        await Failed<InvalidInputException>(() => AtGateway().EchoShapeAsync(none));
    }

    private static async Task OwnErrors()
    {
        var error = await Failed<GetPet404Exception>(() => AtGateway().GetPetAsync("2"));
        Same(error.Body.Code, "NO_PET");
        Same((error.Status, error.Attempts, error.Operation), (404, 1, "getPet"));
    }

    private static async Task TextErrors()
    {
        var error = await Failed<Refuse409Exception>(() => AtGateway().RefuseAsync());
        Same(error.Body, "{\"message\": \"no\"}");
    }

    private static async Task InvalidBody()
    {
        var client = AtGateway(options =>
            options.Middleware.Add(
                (request, next, cancelled) =>
                {
                    request.Body = Encoding.UTF8.GetBytes("{\"name\": \"Bo\"}");
                    return next(request, cancelled);
                }
            )
        );
        var error = await Failed<InvalidBodyException>(() => client.CreatePetAsync(Bo));
        SameList(error.Fields, "kind");
        Same(error.Problems.Count, 1);
        Same(error.Type, "BAD_REQUEST_BODY");
    }

    private static async Task InvalidParameters()
    {
        var client = AtGateway(options =>
            options.Middleware.Add(
                (request, next, cancelled) =>
                {
                    request.Url = request.Url.Split('?')[0];
                    return next(request, cancelled);
                }
            )
        );
        var error = await Failed<InvalidParametersException>(() => client.SearchAsync(q: "a"));
        SameList(error.Parameters, "q");
    }

    private static Task MediaType() => Failed<UnsupportedMediaTypeException>(() => AtGateway().SendTextAsync("hello"));

    private static Task MissingToken()
    {
        var lost = AtGateway(options => options.BaseUrl += "/nowhere");
        return Failed<MissingAuthenticationTokenException>(() => lost.ListPetsAsync());
    }

    private static async Task Throttled()
    {
        var clock = new FixedClock();
        var client = AtGateway(options => options.Clock = clock);
        try
        {
            await client.LimitedAsync();
        }
        catch (ThrottledException error)
        {
            Same(error.Attempts, 3);
        }
        Same((await Failed<ThrottledException>(() => client.LimitedAsync())).Attempts, 3);
        Check(clock.Pauses.Count >= 2);
    }

    private static async Task Quota()
    {
        await Failed<InvalidApiKeyException>(() => AtGateway().KeyedAsync());
        var clock = new FixedClock();
        var client = AtGateway(options =>
        {
            options.Clock = clock;
            options.ApiKey = Environment.GetEnvironmentVariable("API_KEY");
        });
        Same((await client.KeyedAsync()).Status, 200);
        Same((await client.KeyedAsync()).Status, 200);
        Same((await Failed<QuotaExceededException>(() => client.KeyedAsync())).Attempts, 1);
        SameList(clock.Pauses);
    }

    private static async Task IntegrationTimeout()
    {
        var error = await Failed<IntegrationTimeoutException>(() => AtGateway().SlowAsync(Once));
        Same(error.Status, 504);
    }

    private static Task IntegrationFailure() => Failed<IntegrationFailureException>(() => AtGateway().DeadAsync(Once));

    private static async Task BackendBusy()
    {
        var clock = new FixedClock();
        var client = AtGateway(options => options.Clock = clock);
        Same((await client.FlakyAsync($"csharp-flaky-{Process}")).Body.Attempts, 3);
        SameList(clock.Pauses, 0.1, 0.2);
    }

    private static async Task Pages()
    {
        var names = (await ToList(AtGateway().ListPetsItemsAsync(limit: 2))).Select(own => own.Name);
        SameList(names, Enumerable.Range(0, 6).Select(own => $"Pet {own}").ToArray());
        Same((await ToList(AtGateway().ListPetsItemsAsync(limit: 2), 3)).Count, 3);
        var pages = await ToList(AtGateway().ListPetsPagesAsync(limit: 2));
        SameList(pages.Select(own => own.Body.Pets.Count), 2, 2, 2);
        using var ended = new CancellationTokenSource();
        ended.Cancel();
        var walk = AtGateway().ListPetsItemsAsync(cancellationToken: ended.Token);
        await Failed<OperationCanceledException>(() => ToList(walk));
    }

    private static async Task Binary()
    {
        var data = Enumerable.Range(0, 1000).Select(own => (byte)own).ToArray();
        Same((await AtGateway().PutFileAsync("csharp", data)).Body.Body, "1000");
        using var body = (await AtGateway().GetFileAsync("csharp")).Body;
        SameList(await body.ReadAllAsync(), data);
        using var some = new MemoryStream(data) { Position = 990 };
        Same((await AtGateway().PutFileAsync("csharp", some)).Body.Body, "10");
        Check(some.CanRead);
    }

    /// <summary>What is read once, as what comes over a line.</summary>
    private sealed class Line : MemoryStream
    {
        public Line(string text)
            : base(Encoding.UTF8.GetBytes(text)) { }

        public override bool CanSeek => false;
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> Pieces(params string[] all)
    {
        foreach (var own in all)
        {
            await Task.Yield();
            yield return Encoding.UTF8.GetBytes(own);
        }
    }

    private static async Task Streams()
    {
        var sizes = new List<int>();
        using (var body = (await new Run("stream").Client.GetFileAsync("x")).Body)
        {
            var buffer = new byte[64 * 1024];
            for (var count = -1; count != 0;)
            {
                count = await body.ReadAsync(buffer, 0, buffer.Length);
                sizes.Add(count);
            }
        }
        Check(sizes.Count > 2);
        Same(sizes.Sum(), 64 * 16384);
        using (var body = (await new Run("stream").Client.GetFileAsync("x")).Body)
        {
            Same(body.ReadByte(), 0);
        }
        foreach (var upload in new Upload[] { new Line("abcdefg"), Upload.Of(Pieces("abc", "defg")) })
        {
            Check(upload.IsOnce && upload.Length == null);
            var sent = (await new Run("echo").Client.PutFileAsync("x", upload)).Body;
            Same(sent.Body, "abcdefg");
            Same(sent.Headers["transfer-encoding"], "chunked");
        }
        var busy = new Run("busy");
        await Failed<ApiException>(() => busy.Client.PutFileAsync("x", new Line("a")));
        Same(await busy.RequestsAsync(), 1);
        var again = new Run("busy-twice");
        Same((await again.Client.PutFileAsync("x", new MemoryStream(new byte[] { 65 }))).Body.Body, "A");
        Same(await again.RequestsAsync(), 3);
    }

    private static async Task Forms()
    {
        var client = new Run("echo").Client;
        var file = new FilePart(Encoding.UTF8.GetBytes("hello"), "a.txt", "text/plain");
        var echo = (await client.SendFormAsync(new SendFormBody(file: file, note: "n"))).Body;
        Check(echo.Headers["content-type"].StartsWith("multipart/form-data; boundary=", StringComparison.Ordinal));
        Check(echo.Body.Contains("name=\"note\"\r\n\r\nn\r\n"), echo.Body);
        var wanted = "name=\"file\"; filename=\"a.txt\"\r\nContent-Type: text/plain\r\n\r\nhello";
        Check(echo.Body.Contains(wanted), echo.Body);
        var login = new LoginBody(user: "a&b", scopes: new[] { "x", "y" });
        Same((await client.LoginAsync(login)).Body.Body, "user=a%26b&scopes=x&scopes=y");
    }

    private static async Task AnyMethod()
    {
        var output = await AtGateway().ForwardAsync(method: "PATCH", rest: "a/b c", body: Upload.Of("{}"));
        using var body = output.Body;
        var echo = Json.Parse(Encoding.UTF8.GetString(await body.ReadAllAsync()));
        Same(echo.GetProperty("method").GetString(), "PATCH");
        Same(echo.GetProperty("path").GetString(), "/any/a/b%20c");
    }

    private static async Task Retry()
    {
        var run = new Run("throttled-twice");
        Same((await run.PetAsync()).Body.Name, "Rex");
        Same(await run.RequestsAsync(), 3);
        SameList(run.Clock.Pauses, 0.1, 0.2);
    }

    private static async Task RetryAfter()
    {
        var run = new Run("retry-after");
        await run.PetAsync();
        SameList(run.Clock.Pauses, 7);
        var never = new Run("retry-never");
        var error = await Failed<ThrottledException>(() => never.PetAsync());
        Same(error.RetryAfter, TimeSpan.FromDays(1));
        Same(await never.RequestsAsync(), 1);
    }

    private static async Task Failures()
    {
        foreach (var (scenario, requests) in new[] { ("failing-twice", 3), ("hang-up-once", 2) })
        {
            var run = new Run(scenario);
            await run.PetAsync();
            Same(await run.RequestsAsync(), requests);
        }
    }

    private static async Task SentOnce()
    {
        var all = new Dictionary<string, Type>
        {
            ["busy"] = typeof(ApiException),
            ["throttled"] = typeof(ThrottledException),
            ["hang-up-once"] = typeof(ConnectionException),
        };
        foreach (var (scenario, kind) in all)
        {
            var run = new Run(scenario);
            await Failed(kind, () => run.Client.CreatePetAsync(Bo));
            Same(await run.RequestsAsync(), 1);
        }
        var put = new Run("busy");
        await Failed<ApiException>(() => put.Client.ReplacePetAsync("1", Bo));
        Same(await put.RequestsAsync(), 3);
        var known = new Run("busy");
        await Failed<ApiException>(() => known.Client.CreatePetAsync(Bo, new RequestOptions { IsIdempotent = true }));
        Same(await known.RequestsAsync(), 3);
    }

    private static async Task IdempotencyKeys()
    {
        var given = new Run("busy");
        await Failed<ApiException>(() => given.Client.CreatePetAsync(Bo, new RequestOptions { IdempotencyKey = "k1" }));
        Same(await given.RequestsAsync(), 3);
        var echo = (await new Run("busy-twice").Client.PlaceOrderAsync(body: new PlaceOrderBody(item: "x"))).Body;
        Same(echo.Attempts, 3);
        Same(echo.Headers["idempotency-key"].Length, 36);
    }

    private static async Task NoQuota()
    {
        var run = new Run("QUOTA_EXCEEDED");
        await Failed<QuotaExceededException>(() => run.PetAsync());
        Same(await run.RequestsAsync(), 1);
        SameList(run.Clock.Pauses);
    }

    private static async Task GatewayTypes()
    {
        var all = new Dictionary<string, Type>
        {
            ["THROTTLED"] = typeof(ThrottledException),
            ["QUOTA_EXCEEDED"] = typeof(QuotaExceededException),
            ["ACCESS_DENIED"] = typeof(AccessDeniedException),
            ["UNAUTHORIZED"] = typeof(UnauthorizedException),
            ["INVALID_API_KEY"] = typeof(InvalidApiKeyException),
            ["MISSING_AUTHENTICATION_TOKEN"] = typeof(MissingAuthenticationTokenException),
            ["INVALID_SIGNATURE"] = typeof(InvalidSignatureException),
            ["EXPIRED_TOKEN"] = typeof(ExpiredTokenException),
            ["BAD_REQUEST_BODY"] = typeof(InvalidBodyException),
            ["BAD_REQUEST_PARAMETERS"] = typeof(InvalidParametersException),
            ["UNSUPPORTED_MEDIA_TYPE"] = typeof(UnsupportedMediaTypeException),
            ["REQUEST_TOO_LARGE"] = typeof(RequestTooLargeException),
            ["RESOURCE_NOT_FOUND"] = typeof(ResourceNotFoundException),
            ["WAF_FILTERED"] = typeof(WafFilteredException),
            ["INTEGRATION_TIMEOUT"] = typeof(IntegrationTimeoutException),
            ["INTEGRATION_FAILURE"] = typeof(IntegrationFailureException),
            ["AUTHORIZER_FAILURE"] = typeof(AuthorizerFailureException),
            ["AUTHORIZER_CONFIGURATION_ERROR"] = typeof(AuthorizerConfigurationException),
            ["API_CONFIGURATION_ERROR"] = typeof(ApiConfigurationException),
        };
        foreach (var (name, kind) in all)
        {
            var client = new Run(name).Client;
            // Only where a key is needed does a refusal mean the key.
            Func<Task> call = () => client.ListPetsAsync(options: Once);
            Func<Task> keyed = () => client.KeyedAsync(Once);
            var error = (GatewayException)await Failed(kind, name == "INVALID_API_KEY" ? keyed : call);
            Same(error.Type, name);
            Same(error.RequestId, "11111111-2222-3333-4444-555555555555");
        }
    }

    private static async Task Tells()
    {
        await Failed<AccessDeniedException>(() => new Run("templated").Client.ListPetsAsync());
        await Failed<ThrottledException>(() => new Run("no-header").Client.ListPetsAsync(options: Once));
        Same((await Failed<ApiException>(() => new Run("unknown-error").Client.ListPetsAsync())).Status, 418);
    }

    private static async Task TimeOut()
    {
        var twice = new Run(
            "slow",
            options =>
            {
                options.Timeout = TimeSpan.FromMilliseconds(100);
                options.Retry = new RetryOptions { Attempts = 2 };
            }
        );
        await Failed<RequestTimeoutException>(() => twice.PetAsync());
        Same(await twice.RequestsAsync(), 2);
        var one = new RequestOptions { Timeout = TimeSpan.FromMilliseconds(200), Retry = RetryOptions.Never() };
        await Failed<RequestTimeoutException>(() => new Run("slow-body").Client.GetPetAsync("1", one));
    }

    private static async Task Cancellation()
    {
        var run = new Run("slow");
        using var source = new CancellationTokenSource();
        var call = run.PetAsync(source.Token);
        while (await run.RequestsAsync() == 0)
        {
            await Task.Yield();
        }
        source.Cancel();
        var error = await Failed<OperationCanceledException>(() => call);
        Check(error.CancellationToken == source.Token && call.IsCanceled);
        Same(await run.RequestsAsync(), 1);
        // The caller's own bound is no timeout of the client.
        using var bound = new CancellationTokenSource(100);
        await Failed<OperationCanceledException>(() => new Run("slow").PetAsync(bound.Token));
    }

    private static async Task NotJson()
    {
        Same((await Failed<UnexpectedResponseException>(() => new Run("not-json").PetAsync())).Text, "<html>");
    }

    private static Middleware Note(List<string> seen, string name) =>
        async (request, next, cancelled) =>
        {
            Check(!request.Headers.ContainsKey("x-api-key"), "no key is seen");
            seen.Add($"{name} {request.Operation} {request.Attempt}");
            var response = await next(request, cancelled);
            seen.Add($"{name} {response.Status}");
            return response;
        };

    private static async Task Middlewares()
    {
        var seen = new List<string>();
        var run = new Run(
            "throttled-twice",
            options =>
            {
                options.Retry = RetryOptions.Never();
                options.Middleware.Add(Note(seen, "a"));
                options.Middleware.Add(Note(seen, "b"));
            }
        );
        await Failed<ThrottledException>(() => run.PetAsync());
        SameList(seen, "a getPet 1", "b getPet 1", "b 429", "a 429");
        var keyed = new Run(
            "echo",
            options =>
            {
                options.ApiKey = "hidden";
                options.Middleware.Add(Note(seen, "c"));
            }
        );
        var echo = JsonSerializer.Deserialize<Echo>((await keyed.Client.KeyedAsync()).Raw.Span);
        Same(echo?.Headers["x-api-key"], "hidden");
    }

    private static Run Signing(AwsCredentials keys) => new Run("sigv4", options => options.Credentials = keys);

    private static async Task Signatures()
    {
        var client = Signing(Keys).Client;
        await client.SignedAsync("a b~c", q: "x y/+*'()");
        await client.SignedBodyAsync("ü", Bo);
        var wrong = Signing(new AwsCredentials("AKIDEXAMPLE", "wrong")).Client;
        await Failed<InvalidSignatureException>(() => wrong.SignedAsync("a"));
    }

    private static string Text(JsonElement own, string key) => own.GetProperty(key).GetString() ?? "";

    private static IEnumerable<KeyValuePair<string, string>> Pairs(JsonElement own) =>
        own.EnumerateArray().Select(pair => KeyValuePair.Create(pair[0].GetString() ?? "", pair[1].GetString() ?? ""));

    private static async Task Vectors()
    {
        var vectors = Json.Parse(await File.ReadAllTextAsync(Given("VECTORS")));
        Check(vectors.GetArrayLength() > 30);
        foreach (var own in vectors.EnumerateArray())
        {
            var token = own.TryGetProperty("token", out var found) ? found.GetString() : null;
            var given = SigV4.Sign(
                new SigningRequest(
                    Text(own, "method"),
                    Text(own, "path"),
                    Pairs(own.GetProperty("query")),
                    Pairs(own.GetProperty("headers")),
                    Encoding.UTF8.GetBytes(Text(own, "body")),
                    new AwsCredentials("AKIDEXAMPLE", Secret, token),
                    "us-east-1",
                    "service",
                    Now
                )
            )["authorization"];
            var said = $"{Text(own, "name")}: {given}";
            Check(given.Contains($"SignedHeaders={Text(own, "signedHeaders")},"), said);
            Check(given.EndsWith($"Signature={Text(own, "signature")}", StringComparison.Ordinal), said);
        }
    }

    private static async Task<string> SentToken(Action<ClientOptions> change) =>
        (await new Run("echo", change).Client.SecretAsync()).Body.Headers["authorization"];

    private static async Task Tokens()
    {
        Same(await SentToken(options => options.Token = new Token("abc")), "Bearer abc");
        Same(await SentToken(options => options.Tokens["lambda"] = Provider.Of(new Token("Bearer def"))), "Bearer def");
        var several = new Dictionary<string, string> { ["Authorization"] = "ghi" };
        Same(await SentToken(options => options.Token = new Token(several)), "Bearer ghi");
    }

    private static async Task Providers()
    {
        var asked = new List<bool>();
        var fresh = Provider.From(
            async (refused, cancelled) =>
            {
                await Task.Yield();
                asked.Add(refused);
                return refused ? new Token("fresh", Now.AddHours(1)) : new Token("stale");
            }
        );
        var run = new Run("fresh-token", options => options.Token = fresh);
        for (var at = 0; at < 2; at++)
        {
            Same((await run.Client.SecretAsync()).Body.Headers["authorization"], "Bearer fresh");
            SameList(asked, false, true);
        }
        var none = Provider.From<Token>(() => throw new InvalidOperationException("no"));
        await Failed<ConfigurationException>(() => SentToken(options => options.Token = none));
        var stale = new Run("fresh-token", options => options.Token = new Token("stale"));
        await Failed<UnauthorizedException>(() => stale.Client.SecretAsync());
        Same(await stale.RequestsAsync(), 1);
    }

    private static async Task Secrets()
    {
        const string secret = "do-not-show-me";
        var keys = new AwsCredentials("A", secret, secret);
        var call = new RequestOptions { Headers = { ["x-secret"] = secret } };
        var several = new Token(new Dictionary<string, string> { ["a"] = secret });
        var all = new List<object> { keys, new Token(secret), several, call, Provider.Of(secret) };
        var run = new Run(
            "unknown-error",
            options =>
            {
                options.Credentials = keys;
                options.ApiKey = secret;
                options.Token = new Token(secret);
                options.Headers["x-secret"] = secret;
                options.Middleware.Add(
                    async (request, next, cancelled) =>
                    {
                        all.Add(request);
                        var response = await next(request, cancelled);
                        all.Add(response);
                        return response;
                    }
                );
                all.Add(options);
            }
        );
        var error = await Failed<ApiException>(() => run.Client.KeyedAsync(call));
        foreach (var shown in all.Concat(new object[] { run.Client, error, error.Headers }))
        {
            Check(!(shown.ToString() ?? "").Contains(secret), shown.GetType());
        }
        foreach (var written in new object[] { keys, several, new Token(secret) })
        {
            Check(!JsonSerializer.Serialize(written).Contains(secret), written.GetType());
        }
    }

    private static async Task Address()
    {
        await Failed<ConfigurationException>(() => Task.FromResult(new DriveClient()));
        var client = new DriveClient(new ClientOptions { ApiId = "abc" });
        Same(client.ToString(), "DriveClient(https://abc.execute-api.us-east-1.amazonaws.com/dev)");
    }

    private static readonly Dictionary<string, Func<Task>> Checks = new Dictionary<string, Func<Task>>
    {
        ["success"] = Success,
        ["dates and bytes"] = Dates,
        ["values of enums that are new"] = Enums,
        ["requests and named headers"] = Requests,
        ["absent and null"] = Absent,
        ["unions"] = Unions,
        ["parameters"] = Parameters,
        ["path parameters"] = PathParameters,
        ["errors of the API"] = OwnErrors,
        ["text stays text in errors"] = TextErrors,
        ["invalid body with its fields"] = InvalidBody,
        ["invalid parameters"] = InvalidParameters,
        ["unsupported media type"] = MediaType,
        ["missing authentication token"] = MissingToken,
        ["throttled by the gateway"] = Throttled,
        ["API key and quota of the gateway"] = Quota,
        ["integration timeout"] = IntegrationTimeout,
        ["integration failure"] = IntegrationFailure,
        ["retry after 5xx of the backend"] = BackendBusy,
        ["pages"] = Pages,
        ["binary through the gateway"] = Binary,
        ["streams"] = Streams,
        ["forms"] = Forms,
        ["any method"] = AnyMethod,
        ["retry after 429"] = Retry,
        ["Retry-After is honoured"] = RetryAfter,
        ["retry after failures of the gateway and the connection"] = Failures,
        ["what is not idempotent is sent once"] = SentOnce,
        ["a key makes it safe to repeat"] = IdempotencyKeys,
        ["a quota is never asked again"] = NoQuota,
        ["every gateway response type"] = GatewayTypes,
        ["errors that only the header or the message tells"] = Tells,
        ["timeout"] = TimeOut,
        ["cancellation"] = Cancellation,
        ["an answer that is no JSON"] = NotJson,
        ["middleware"] = Middlewares,
        ["SigV4"] = Signatures,
        ["the published vectors of SigV4"] = Vectors,
        ["tokens"] = Tokens,
        ["providers are asked again"] = Providers,
        ["secrets are not shown"] = Secrets,
        ["where the API is"] = Address,
    };

    private static async Task<int> Main()
    {
        var failed = false;
        foreach (var (name, check) in Checks)
        {
            try
            {
                await check();
                Console.WriteLine($"ok {name}");
            }
            catch (Exception error)
            {
                failed = true;
                Console.WriteLine($"FAILED {name}: {error.ToString().Replace("\n", " ")}");
            }
        }
        return failed ? 1 : 0;
    }
}

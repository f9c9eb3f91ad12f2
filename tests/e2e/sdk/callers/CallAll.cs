using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Threading;
using System.Threading.Tasks;

/// <summary>
/// Makes the calls of a plan, and prints what comes of each: `CallAll PLAN`, where the plan names the methods and parameters of
/// each package.
/// </summary>
internal static class CallAll
{
    private static readonly HttpClient Http = new HttpClient(
        new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }
    );

    private static readonly JsonSerializerOptions Plain = new JsonSerializerOptions
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new Days() },
    };

    /// <summary>A day has no time; a moment is of another type.</summary>
    private sealed class Days : JsonConverter<DateTime>
    {
        public override DateTime Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.GetDateTime();

        public override void Write(Utf8JsonWriter writer, DateTime value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString("yyyy-MM-dd"));
    }

    /// <summary>What the types of errors are called here.</summary>
    private static readonly Dictionary<string, string> Names = new Dictionary<string, string>
    {
        ["RequestTimeoutException"] = "TIMEOUT",
        ["ConfigurationException"] = "CONFIGURATION",
        ["InvalidInputException"] = "INVALID_INPUT",
        ["ConnectionException"] = "CONNECTION",
        ["UnexpectedResponseException"] = "UNEXPECTED",
        ["ApiException"] = "API",
    };

    private static JsonElement? At(this JsonElement json, string key) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(key, out var own) && own.ValueKind != JsonValueKind.Null
            ? own
            : default(JsonElement?);

    private static string Text(this JsonElement json, string key) => json.At(key)?.ToString() ?? "";

    private static object? Get(object own, string name) =>
        own.GetType().GetProperty(name)?.GetValue(own);

    private sealed class Api
    {
        private readonly JsonElement _about;
        private readonly Assembly _assembly;

        public Api(JsonElement about)
        {
            _about = about;
            _assembly = Assembly.LoadFrom(about.Text("assembly"));
        }

        private Type Type(string name) =>
            _assembly.GetType($"{_about.Text("namespace")}.{name}") ?? throw new InvalidOperationException($"no {name}");

        private object Made(string name, params object?[] given)
        {
            var constructor = Type(name).GetConstructors().First(own =>
                own.GetParameters().Length >= given.Length
                && given.Zip(own.GetParameters(), (value, to) => to.ParameterType.IsInstanceOfType(value)).All(fits => fits)
            );
            var left = constructor.GetParameters().Skip(given.Length).Select(own => own.HasDefaultValue ? own.DefaultValue : null);
            return constructor.Invoke(given.Concat(left).ToArray());
        }

        private object With(object own, string name, object? value)
        {
            var property = own.GetType().GetProperty(name) ?? throw new InvalidOperationException($"no {name}");
            property.SetValue(own, value);
            return own;
        }

        private object? Provider(object value) =>
            Type("Provider").GetMethods().First(own => own.Name == "Of").MakeGenericMethod(value.GetType()).Invoke(null, new[] { value });

        private object Client(JsonElement own)
        {
            var retry = With(Made("RetryOptions"), "Attempts", int.Parse(own.Text("attempts")));
            With(retry, "BasePause", TimeSpan.FromMilliseconds(1));
            var options = With(Made("ClientOptions"), "BaseUrl", own.Text("address"));
            With(options, "Retry", With(retry, "LongestPause", TimeSpan.FromSeconds(1)));
            With(With(options, "HttpClient", Http), "Timeout", TimeSpan.FromMilliseconds(int.Parse(own.Text("timeout"))));
            if (own.At("apiKey") != null)
            {
                With(options, "ApiKey", Provider(own.Text("apiKey")));
            }
            if (own.At("token") != null)
            {
                With(options, "Token", Provider(Made("Token", own.Text("token"))));
            }
            if (own.At("keys") is JsonElement keys)
            {
                With(options, "Credentials", Provider(Made("AwsCredentials", keys.Text("id"), keys.Text("secret"))));
            }
            return Made(_about.Text("client"), options);
        }

        private object? Value(JsonElement json, Type type)
        {
            if (type == Type("Upload"))
            {
                var of = type.GetMethod("Of", new[] { typeof(byte[]) });
                return of?.Invoke(null, new object[] { json.GetBytesFromBase64() });
            }
            if (type.IsGenericType && type.GetGenericTypeDefinition() == Type("Optional`1"))
            {
                return Activator.CreateInstance(type, Value(json, type.GetGenericArguments()[0]));
            }
            return JsonSerializer.Deserialize(json.GetRawText(), type);
        }

        private static async Task<object?> Answer(object? own)
        {
            if (own is Stream stream)
            {
                using var all = new MemoryStream();
                await stream.CopyToAsync(all);
                stream.Dispose();
                return all.ToArray();
            }
            return own;
        }

        private static async Task<List<object?>> Items<T>(IAsyncEnumerable<T> all)
        {
            var list = new List<object?>();
            await foreach (var own in all)
            {
                list.Add(own);
            }
            return list;
        }

        public async Task<Dictionary<string, object?>> Called(JsonElement entry, CancellationToken cancelled)
        {
            var call = _about.GetProperty("calls").GetProperty($"{entry.Text("method")} {entry.Text("path")}");
            var client = Client(entry.GetProperty("client"));
            var pages = entry.Text("pages") == "True";
            var method = client.GetType().GetMethod(call.Text("call") + (pages ? "Items" : "") + "Async");
            var given = new Dictionary<string, JsonElement>();
            if (entry.At("verb") is JsonElement verb)
            {
                given["method"] = verb;
            }
            foreach (var own in entry.GetProperty("parameters").EnumerateArray())
            {
                given[call.GetProperty("fields").Text($"{own.Text("place")} {own.Text("wire")}")] = own.GetProperty("value");
            }
            if (entry.At("body") is JsonElement body)
            {
                given["body"] = body.GetProperty("value");
            }
            var values = method!.GetParameters().Select(own =>
                own.ParameterType == typeof(CancellationToken) ? cancelled
                : own.Name != null && given.TryGetValue(own.Name, out var json) ? Value(json, own.ParameterType)
                : own.ParameterType.IsValueType ? Activator.CreateInstance(own.ParameterType)
                : null
            );
            var output = Invoked(method, client, values.ToArray());
            if (pages)
            {
                var item = method.ReturnType.GetGenericArguments()[0];
                var items = typeof(Api).GetMethod("Items", BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(item);
                return Outcome(200, await (Task<List<object?>>)items.Invoke(null, new[] { output })!);
            }
            var task = (Task)output;
            await task;
            var made = Get(task, "Result") ?? throw new InvalidOperationException("nothing was given");
            var status = (int)Get(made, "Status")!;
            return Outcome(status, await Answer(Get(made, "Body") ?? Get(made, $"Body{status}")));
        }

        private static object Invoked(MethodInfo method, object client, object?[] values)
        {
            try
            {
                return method.Invoke(client, values) ?? throw new InvalidOperationException("nothing was given");
            }
            catch (TargetInvocationException error)
            {
                throw error.InnerException ?? new InvalidOperationException("nothing is known of it", error);
            }
        }

        private static Dictionary<string, object?> Outcome(int status, object? answer) =>
            new Dictionary<string, object?> { ["status"] = status, ["answer"] = answer };

        public Dictionary<string, object?> Failed(Exception error)
        {
            var said = new Dictionary<string, object?> { ["text"] = error.ToString() };
            var kind = Names.TryGetValue(error.GetType().Name, out var known) ? known : "";
            if (Type("ApiException").IsInstanceOfType(error))
            {
                said["status"] = Get(error, "Status");
                said["attempts"] = Get(error, "Attempts");
                kind = kind.Length > 0 ? kind : "DECLARED";
            }
            if (Type("GatewayException").IsInstanceOfType(error))
            {
                kind = (string)Get(error, "Type")!;
            }
            var names = Get(error, "Fields") ?? Get(error, "Parameters");
            if (names != null)
            {
                said["names"] = names;
            }
            said["kind"] = error is OperationCanceledException ? "CANCELLED" : kind;
            return said;
        }
    }

    private static async Task<Dictionary<string, object?>> Outcome(Api api, JsonElement entry)
    {
        using var source = new CancellationTokenSource();
        try
        {
            if (entry.At("cancel") != null)
            {
                source.CancelAfter(int.Parse(entry.Text("cancel")));
            }
            return await api.Called(entry, source.Token);
        }
        catch (Exception error)
        {
            return api.Failed(error);
        }
    }

    private static async Task Main(string[] words)
    {
        var plan = JsonDocument.Parse(await File.ReadAllTextAsync(words[0])).RootElement;
        var apis = new Dictionary<string, Api>();
        var number = 0;
        foreach (var entry in plan.GetProperty("calls").EnumerateArray())
        {
            var name = entry.Text("api");
            if (!apis.TryGetValue(name, out var api))
            {
                api = apis[name] = new Api(plan.GetProperty("apis").GetProperty(name));
            }
            var outcome = await Outcome(api, entry);
            outcome["number"] = number++;
            Console.WriteLine(JsonSerializer.Serialize(outcome, Plain));
        }
    }
}

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.File;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Timer;
import java.util.TimerTask;

/**
 * Makes the calls of a plan, and prints what comes of each.
 *
 * <p>{@code CallAll PLAN}, where the plan names the classes, methods and types of each package.
 */
public final class CallAll {
    /** What the types of errors are called here. */
    private static final Map<String, String> NAMES = Map.of(
            "Timeout", "TIMEOUT",
            "Cancelled", "CANCELLED",
            "Configuration", "CONFIGURATION",
            "InvalidInput", "INVALID_INPUT",
            "Connection", "CONNECTION",
            "UnexpectedResponse", "UNEXPECTED",
            "ApiException", "API");

    private static final HttpClient HTTP =
            HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();
    private static final Timer TIMER = new Timer(true);

    private final ClassLoader loader;
    private final String module;
    private final String client;
    private final JsonNode calls;
    private final ObjectMapper mapper;

    private CallAll(JsonNode api) throws Exception {
        URL classes = new File(api.get("classes").asText()).toURI().toURL();
        this.loader = new URLClassLoader(new URL[] {classes}, CallAll.class.getClassLoader());
        this.module = api.get("module").asText();
        this.client = api.get("client").asText();
        this.calls = api.get("calls");
        this.mapper = (ObjectMapper) type("Json").getField("MAPPER").get(null);
    }

    private Class<?> type(String name) throws ReflectiveOperationException {
        return Class.forName(module + "." + name, true, loader);
    }

    private static Method method(Class<?> type, String name, int count) {
        for (Method method : type.getMethods()) {
            if (method.getName().equals(name) && method.getParameterCount() == count && !method.isBridge()) {
                return method;
            }
        }
        throw new IllegalStateException(type + " has no " + name);
    }

    private Object provider(Object value) throws ReflectiveOperationException {
        return type("Credentials$Provider").getMethod("of", Object.class).invoke(null, value);
    }

    private Object clientOf(JsonNode own) throws ReflectiveOperationException {
        Class<?> options = type("ClientOptions");
        Object made = options.getConstructor().newInstance();
        method(options, "baseUrl", 1).invoke(made, own.get("address").asText());
        method(options, "http", 1).invoke(made, HTTP);
        method(options, "timeout", 1).invoke(made, Duration.ofMillis(own.get("timeout").asLong()));
        Object retry = type("RetryOptions")
                .getConstructors()[0]
                .newInstance(own.get("attempts").asInt(), Duration.ofMillis(1), Duration.ofSeconds(1), Duration.ofSeconds(1));
        method(options, "retry", 1).invoke(made, retry);
        if (own.hasNonNull("apiKey")) {
            method(options, "apiKey", 1).invoke(made, provider(own.get("apiKey").asText()));
        }
        if (own.hasNonNull("token")) {
            Object token = type("Credentials$Token").getMethod("of", String.class).invoke(null, own.get("token").asText());
            method(options, "token", 1).invoke(made, provider(token));
        }
        if (own.hasNonNull("keys")) {
            JsonNode keys = own.get("keys");
            Object aws = type("Credentials$Aws")
                    .getConstructors()[0]
                    .newInstance(keys.get("id").asText(), keys.get("secret").asText(), null, null);
            method(options, "credentials", 1).invoke(made, provider(aws));
        }
        return type(client).getConstructor(options).newInstance(made);
    }

    private void set(Object input, String name, JsonNode value, boolean binary) throws Exception {
        Method setter = method(input.getClass(), name, 1);
        Object own;
        if (binary) {
            byte[] bytes = Base64.getDecoder().decode(value.asText());
            own = type("Upload").getMethod("of", byte[].class).invoke(null, bytes);
        } else {
            JavaType type = mapper.constructType(setter.getGenericParameterTypes()[0]);
            own = mapper.readerFor(type).readValue(value.toString());
        }
        setter.invoke(input, own);
    }

    private Object inputOf(JsonNode call, JsonNode entry) throws Exception {
        Object input = type(call.get("input").asText()).getConstructor().newInstance();
        if (entry.hasNonNull("verb")) {
            method(input.getClass(), "method", 1).invoke(input, entry.get("verb").asText());
        }
        for (JsonNode own : entry.get("parameters")) {
            String place = own.get("place").asText() + " " + own.get("wire").asText();
            set(input, call.get("fields").get(place).asText(), own.get("value"), false);
        }
        JsonNode body = entry.get("body");
        if (!body.isNull()) {
            set(input, "body", body.get("value"), body.get("kind").asText().equals("binary"));
        }
        return input;
    }

    private JsonNode tree(Object value) throws Exception {
        if (value instanceof InputStream) {
            try (InputStream stream = (InputStream) value) {
                return mapper.getNodeFactory().textNode(Base64.getEncoder().encodeToString(stream.readAllBytes()));
            }
        }
        return mapper.valueToTree(value);
    }

    private ObjectNode called(JsonNode entry) throws Exception {
        JsonNode call = calls.get(entry.get("method").asText() + " " + entry.get("path").asText());
        Object own = clientOf(entry.get("client"));
        Object input = inputOf(call, entry);
        String name = call.get("call").asText();
        ObjectNode said = mapper.createObjectNode();
        if (entry.path("pages").asBoolean()) {
            ArrayNode all = said.put("status", 200).putArray("answer");
            Object items = own.getClass().getMethod(name + "Items", input.getClass()).invoke(own, input);
            for (Object item : (Iterable<?>) items) {
                all.add(tree(item));
            }
            return said;
        }
        Object output = own.getClass().getMethod(name, input.getClass()).invoke(own, input);
        int status = (int) method(output.getClass(), "status", 0).invoke(output);
        said.put("status", status).putNull("answer");
        for (String field : new String[] {"body", "body" + status}) {
            for (Method method : output.getClass().getDeclaredMethods()) {
                if (method.getName().equals(field) && method.getParameterCount() == 0) {
                    said.set("answer", tree(method.invoke(output)));
                }
            }
        }
        return said;
    }

    private ObjectNode failed(Throwable error) throws ReflectiveOperationException {
        ObjectNode said = mapper.createObjectNode();
        Class<?> own = error.getClass();
        String kind = NAMES.getOrDefault(own.getSimpleName(), "");
        if (type("ApiException").isInstance(error)) {
            said.put("status", (int) method(own, "status", 0).invoke(error));
            said.put("attempts", (int) method(own, "attempts", 0).invoke(error));
            kind = kind.isEmpty() ? "DECLARED" : kind;
        }
        Class<?> gateway = type("GatewayException");
        if (gateway.isInstance(error)) {
            // The type that belongs to the gateway response type, and not the one of all.
            kind = own == gateway ? "" : (String) method(own, "type", 0).invoke(error);
        }
        for (Method method : own.getMethods()) {
            if (method.getName().equals("fields") || method.getName().equals("parameters")) {
                said.set("names", mapper.valueToTree(method.invoke(error)));
            }
        }
        StringWriter trace = new StringWriter();
        error.printStackTrace(new PrintWriter(trace));
        return said.put("kind", kind).put("text", trace.toString());
    }

    private ObjectNode outcome(JsonNode entry) throws Exception {
        TimerTask task = null;
        if (entry.hasNonNull("cancel")) {
            Thread caller = Thread.currentThread();
            task = new TimerTask() {
                @Override
                public void run() {
                    caller.interrupt();
                }
            };
            TIMER.schedule(task, entry.get("cancel").asLong());
        }
        try {
            return called(entry);
        } catch (InvocationTargetException error) {
            return failed(error.getCause());
        } catch (RuntimeException | ReflectiveOperationException error) {
            return failed(error);
        } finally {
            if (task != null) {
                task.cancel();
            }
            Thread.interrupted();
        }
    }

    public static void main(String[] words) throws Exception {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        JsonNode plan = new ObjectMapper().readTree(new File(words[0]));
        Map<String, CallAll> packages = new HashMap<>();
        int number = 0;
        for (JsonNode entry : plan.get("calls")) {
            String api = entry.get("api").asText();
            if (!packages.containsKey(api)) {
                packages.put(api, new CallAll(plan.get("apis").get(api)));
            }
            out.println(packages.get(api).outcome(entry).put("number", number++));
        }
    }
}

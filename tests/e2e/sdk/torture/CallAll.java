import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.File;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Calls every operation of a package as a plan says, and prints what comes back.
 *
 * <p>{@code CallAll PACKAGE CLIENT PLAN GATEWAY}, where the plan names the methods and types.
 */
public final class CallAll {
    private static ObjectMapper mapper;
    private static String module;

    private CallAll() {}

    private static Class<?> type(String name) throws ReflectiveOperationException {
        return Class.forName(module + "." + name);
    }

    private static Method method(Object own, String name, int count) {
        for (Method method : own.getClass().getMethods()) {
            if (method.getName().equals(name) && method.getParameterCount() == count && !method.isBridge()) {
                return method;
            }
        }
        throw new IllegalStateException(own.getClass() + " has no " + name);
    }

    private static void set(Object input, String field, JsonNode value, String kind) throws Exception {
        Method setter = method(input, field, 1);
        Object own;
        if (kind.equals("binary")) {
            byte[] bytes = Base64.getDecoder().decode(value.asText());
            own = type("Upload").getMethod("of", byte[].class).invoke(null, bytes);
        } else {
            JavaType type = mapper.constructType(setter.getGenericParameterTypes()[0]);
            own = mapper.readerFor(type).readValue(value.toString());
        }
        setter.invoke(input, own);
    }

    private static ObjectNode called(Object client, JsonNode entry) throws Exception {
        Object input = type(entry.get("input").asText()).getConstructor().newInstance();
        for (JsonNode own : entry.get("fields")) {
            set(input, own.get("name").asText(), own.get("value"), own.get("kind").asText());
        }
        Object output = client.getClass().getMethod(entry.get("call").asText(), input.getClass()).invoke(client, input);
        int status = (int) method(output, "status", 0).invoke(output);
        ObjectNode said = mapper.createObjectNode().put("status", status);
        said.putNull("answer");
        for (String name : new String[] {"body", "body" + status}) {
            for (Method method : output.getClass().getDeclaredMethods()) {
                if (method.getName().equals(name) && method.getParameterCount() == 0) {
                    said.set("answer", mapper.valueToTree(method.invoke(output)));
                }
            }
        }
        return said;
    }

    public static void main(String[] words) throws Exception {
        module = words[0];
        mapper = (ObjectMapper) type("Json").getField("MAPPER").get(null);
        Object options = type("ClientOptions").getConstructor().newInstance();
        method(options, "baseUrl", 1).invoke(options, words[3]);
        Object client = type(words[1]).getConstructor(options.getClass()).newInstance(options);
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        int number = 0;
        for (JsonNode entry : mapper.readTree(new File(words[2]))) {
            ObjectNode said;
            try {
                said = called(client, entry);
            } catch (RuntimeException | ReflectiveOperationException error) {
                StringWriter trace = new StringWriter();
                error.printStackTrace(new PrintWriter(trace));
                said = mapper.createObjectNode().put("error", trace.toString());
            }
            out.println(said.put("number", number++));
        }
    }
}

import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.runBlocking
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonNull
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import kotlinx.serialization.json.boolean
import kotlinx.serialization.json.double
import kotlinx.serialization.json.int
import kotlinx.serialization.json.jsonArray
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive
import kotlinx.serialization.json.long
import java.io.File
import java.lang.reflect.InvocationTargetException
import java.net.URLClassLoader
import java.net.http.HttpClient
import java.time.LocalDate
import java.time.OffsetDateTime
import java.util.Base64
import kotlin.reflect.KClass
import kotlin.reflect.KFunction
import kotlin.reflect.KType
import kotlin.reflect.full.callSuspendBy
import kotlin.reflect.full.companionObjectInstance
import kotlin.reflect.full.instanceParameter
import kotlin.reflect.full.memberFunctions
import kotlin.reflect.full.primaryConstructor
import kotlin.reflect.full.valueParameters
import kotlin.reflect.jvm.jvmErasure
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.seconds

/*
 * Makes the calls of a plan, and prints what comes of each: `CallAllKt PLAN`, where the plan names the classes, methods and
 * parameters of each package.
 */

private val HTTP: HttpClient = HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build()

/** What the types of errors are called here. */
private val NAMES =
    mapOf(
        "Timeout" to "TIMEOUT",
        "Configuration" to "CONFIGURATION",
        "InvalidInput" to "INVALID_INPUT",
        "Connection" to "CONNECTION",
        "UnexpectedResponse" to "UNEXPECTED",
        "ApiException" to "API",
    )

private fun JsonElement?.at(key: String): JsonElement? = (this as? JsonObject)?.get(key)?.takeUnless { it is JsonNull }

private fun JsonElement?.text(key: String): String =
    at(key)
        ?.jsonPrimitive
        ?.content
        .orEmpty()

private fun JsonElement?.long(key: String): Long = text(key).toLong()

/** A function with what it is called by, by the names of its parameters. */
private fun KFunction<*>.named(given: Map<String, Any?>) =
    given.entries.associate { (name, value) -> parameters.first { it.name == name } to value }

private class Api(
    private val about: JsonElement,
) {
    private val module = about.text("module")
    private val loader = URLClassLoader(arrayOf(File(about.text("classes")).toURI().toURL()), Api::class.java.classLoader)
    private val decoder = type("Decoder").java.getMethod("decode", JsonElement::class.java)
    private val toJson = type("Model").java.getMethod("toJson")

    private fun type(name: String): KClass<*> = Class.forName("$module.$name", true, loader).kotlin

    private fun made(
        name: String,
        vararg given: Pair<String, Any?>,
    ): Any {
        val constructor = checkNotNull(type(name).primaryConstructor)
        return constructor.callBy(constructor.named(given.toMap()))
    }

    private fun provider(value: Any): Any? {
        val companion = checkNotNull(type("Provider").companionObjectInstance)
        return companion.javaClass.getMethod("of", Any::class.java).invoke(companion, value)
    }

    private fun token(value: String): Any =
        type("Token")
            .constructors
            .first {
                it.parameters[0].type.jvmErasure == String::class
            }.callFirst(value)

    private fun KFunction<Any>.callFirst(value: Any): Any = callBy(mapOf(parameters.first() to value))

    private fun client(own: JsonElement): Any {
        val retry = made("RetryOptions", "attempts" to own.long("attempts").toInt(), "base" to 1.milliseconds, "limit" to 1.seconds)
        val options = mutableMapOf("baseUrl" to own.text("address"), "http" to HTTP, "retry" to retry)
        options["timeout"] = own.long("timeout").milliseconds
        own.at("apiKey")?.let { options["apiKey"] = checkNotNull(provider(own.text("apiKey"))) }
        own.at("token")?.let { options["token"] = checkNotNull(provider(token(own.text("token")))) }
        own.at("keys")?.let {
            val keys = made("AwsCredentials", "accessKeyId" to it.text("id"), "secretAccessKey" to it.text("secret"))
            options["credentials"] = checkNotNull(provider(keys))
        }
        return made(about.text("client"), "options" to made("ClientOptions", *options.toList().toTypedArray()))
    }

    private fun value(
        json: JsonElement,
        type: KType,
    ): Any? {
        val inner = type.arguments.mapNotNull { it.type }
        return when (val kind = type.jvmErasure) {
            JsonElement::class -> json
            String::class -> json.jsonPrimitive.content
            Boolean::class -> json.jsonPrimitive.boolean
            Int::class -> json.jsonPrimitive.int
            Long::class -> json.jsonPrimitive.long
            Double::class -> json.jsonPrimitive.double
            LocalDate::class -> LocalDate.parse(json.jsonPrimitive.content)
            OffsetDateTime::class -> OffsetDateTime.parse(json.jsonPrimitive.content)
            ByteArray::class -> Base64.getDecoder().decode(json.jsonPrimitive.content)
            List::class -> json.jsonArray.map { value(it, inner[0]) }
            Map::class -> json.jsonObject.mapValues { value(it.value, inner[1]) }
            type("Upload") -> upload(Base64.getDecoder().decode(json.jsonPrimitive.content))
            type("Nullable") -> kind.constructors.first().call(if (json is JsonNull) null else value(json, inner[0]))
            else -> decoder.invoke(kind.companionObjectInstance, json)
        }
    }

    private fun upload(bytes: ByteArray): Any? {
        val companion = checkNotNull(type("Upload").companionObjectInstance)
        return companion.javaClass.getMethod("of", ByteArray::class.java).invoke(companion, bytes)
    }

    private fun tree(own: Any?): JsonElement =
        when {
            own == null -> JsonNull
            own is JsonElement -> own
            own is String -> JsonPrimitive(own)
            own is Boolean -> JsonPrimitive(own)
            own is Number -> JsonPrimitive(own)
            own is ByteArray -> JsonPrimitive(Base64.getEncoder().encodeToString(own))
            own is List<*> -> JsonArray(own.map { tree(it) })
            own is Map<*, *> -> JsonObject(own.entries.associate { it.key.toString() to tree(it.value) })
            type("Model").isInstance(own) -> toJson.invoke(own) as JsonElement
            else -> JsonPrimitive(own.toString())
        }

    private suspend fun answer(own: Any?): JsonElement {
        if (!type("Download").isInstance(own)) return tree(own)
        val bytes = type("Download").memberFunctions.first { it.name == "bytes" }
        return tree(bytes.callSuspendBy(mapOf(checkNotNull(bytes.instanceParameter) to own)))
    }

    suspend fun called(entry: JsonElement): Map<String, JsonElement> {
        val call = about.at("calls").at("${entry.text("method")} ${entry.text("path")}")
        val client = client(checkNotNull(entry.at("client")))
        val pages = entry.text("pages") == "true"
        val name = call.text("call") + if (pages) "Items" else ""
        val function = client::class.memberFunctions.first { it.name == name }
        val given = mutableMapOf<String, JsonElement>()
        entry.at("verb")?.let { given["method"] = it }
        for (own in checkNotNull(entry.at("parameters")).jsonArray) {
            given[call.at("fields").text("${own.text("place")} ${own.text("wire")}")] = checkNotNull(own.at("value"))
        }
        (entry.at("body") as? JsonObject)?.get("value")?.let { given["body"] = it }
        val values =
            function.valueParameters.associateWith { own ->
                val json = given[own.name]
                // What is left out is given as well: reflection cannot leave out any of many.
                if (json != null) value(json, own.type) else made("RequestOptions").takeIf { own.name == "options" }
            }
        val output = function.callSuspendBy(values + (checkNotNull(function.instanceParameter) to client))
        if (pages) return mapOf("status" to JsonPrimitive(200), "answer" to tree((output as Flow<*>).toList()))
        val getters = checkNotNull(output).javaClass.methods.associateBy { it.name.substringBefore('-') }
        val status = getters.getValue("getStatus").invoke(output) as Int
        val body = getters["getBody"] ?: getters["getBody$status"]
        val found = if (body == null) null else property(output, if ("getBody" in getters) "body" else "body$status")
        return mapOf("status" to JsonPrimitive(status), "answer" to answer(found))
    }

    /** A property; one that is a value class is in a box then. */
    private fun property(
        own: Any,
        name: String,
    ): Any? = own::class.members.first { it.name == name }.call(own)

    fun failed(error: Throwable): Map<String, JsonElement> {
        val said = mutableMapOf<String, JsonElement>()
        var kind = NAMES[error::class.simpleName].orEmpty()
        if (type("ApiException").isInstance(error)) {
            said["status"] = tree(property(error, "status"))
            said["attempts"] = tree(property(error, "attempts"))
            kind = kind.ifEmpty { "DECLARED" }
        }
        if (type("GatewayException").isInstance(error)) kind = property(error, "type").toString()
        for (name in listOf("fields", "parameters")) {
            if (error::class.members.any { it.name == name }) said["names"] = tree(property(error, name))
        }
        if (error is CancellationException) kind = "CANCELLED"
        return said + mapOf("kind" to JsonPrimitive(kind), "text" to JsonPrimitive(error.stackTraceToString()))
    }

    suspend fun outcome(entry: JsonElement): Map<String, JsonElement> =
        try {
            coroutineScope {
                val call = async(Dispatchers.Default) { called(entry) }
                entry.at("cancel")?.let {
                    delay(entry.long("cancel"))
                    call.cancel()
                }
                call.await()
            }
        } catch (error: InvocationTargetException) {
            failed(error.targetException)
        } catch (error: Exception) {
            failed(error)
        }
}

public fun main(words: Array<String>) {
    val plan = Json.parseToJsonElement(File(words[0]).readText())
    val apis = mutableMapOf<String, Api>()
    checkNotNull(plan.at("calls")).jsonArray.forEachIndexed { number, entry ->
        val api = apis.getOrPut(entry.text("api")) { Api(checkNotNull(plan.at("apis").at(entry.text("api")))) }
        val outcome = runBlocking { api.outcome(entry) }
        println(JsonObject(outcome + ("number" to JsonPrimitive(number))))
    }
}

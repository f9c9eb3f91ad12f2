<?php

declare(strict_types=1);

/**
 * Makes the calls of a plan, and prints what comes of each.
 *
 * `call_all.php PLAN`, where the plan names the folder of each package. What each operation and each of its parameters is
 * called is read from the package.
 */

require __DIR__ . '/../php/strict.php';

/** What the types of errors are called here. */
const NAMES = [
    'TimeoutException' => 'TIMEOUT',
    'CancelledException' => 'CANCELLED',
    'ConfigurationException' => 'CONFIGURATION',
    'InvalidInputException' => 'INVALID_INPUT',
    'ConnectionException' => 'CONNECTION',
    'UnexpectedResponseException' => 'UNEXPECTED',
    'ApiException' => 'API',
];

const TEXT = '(\'(?:[^\'\\\\]|\\\\.)*\'|"(?:[^"\\\\]|\\\\.)*")';

/** What is known of a package. */
final class Package
{
    public readonly string $prefix;
    private readonly string $client;
    /** @var array<string, array{name: string, fields: array<string, array{string, ?string}>, body: ?string}> */
    private array $operations = [];

    public function __construct(private readonly string $folder)
    {
        $this->prefix = load_package($folder);
        [$client] = array_filter((array) glob($folder . '/src/*Client.php'));
        $this->client = basename($client, '.php');
        foreach (explode("\n    public function ", (string) file_get_contents($client)) as $method) {
            $pattern = '~new Request\(\s*' . TEXT . ',\s*(?:' . TEXT . '|\$method),\s*' . TEXT . ',?\s*\)~';
            if (preg_match($pattern, $method, $found, PREG_UNMATCHED_AS_NULL) === 1) {
                $verb = $found[2] === null ? 'ANY' : $this->literal($found[2]);
                $fields = [];
                foreach (['Path', 'Query', 'Header', 'Cookie'] as $place) {
                    foreach (arguments_of($method, '$request->in' . $place . '(') as [$wire, , $value]) {
                        $fields[strtolower($place) . ' ' . $this->literal($wire)] = written($value);
                    }
                }
                $sent = [...arguments_of($method, '$request->sendJson('), ...arguments_of($method, '$request->sendForm(')];
                $this->operations[$verb . ' ' . $this->literal($found[3])] = [
                    'name' => (string) strstr($method, '(', true),
                    'fields' => $fields,
                    'body' => isset($sent[0]) ? written($sent[0][1])[1] : null,
                ];
            }
        }
    }

    /** @return array{name: string, fields: array<string, array{string, ?string}>, body: ?string} */
    public function operation(string $key): array
    {
        return $this->operations[$key];
    }

    public function client(stdClass $own): object
    {
        $options = [
            'baseUrl' => $own->address,
            'timeout' => $own->timeout / 1000,
            'retry' => $this->made('RetryOptions', attempts: $own->attempts, base: 0.001, limit: 1.0, patience: 1.0),
            'apiKey' => $own->apiKey ?? null,
            'token' => $own->token ?? null,
        ];
        if (isset($own->keys)) {
            $options['credentials'] = $this->made('AwsCredentials', $own->keys->id, $own->keys->secret);
        }
        return $this->made($this->client, $this->made('ClientOptions', ...$options));
    }

    public function made(string $class, mixed ...$arguments): object
    {
        return new ($this->prefix . $class)(...$arguments);
    }

    /** A value of JSON as a method takes it. */
    public function value(mixed $json, ?string $codec, ReflectionParameter $parameter, string $comment): mixed
    {
        if ($codec !== null) {
            return $this->codec($codec)->read($json);
        }
        $isSaid = preg_match('~@param (.+?) \$' . $parameter->getName() . '\b~', $comment, $found) === 1;
        return $this->typed($json, $isSaid ? $found[1] : ltrim((string) $parameter->getType(), '?'));
    }

    private function typed(mixed $json, string $type): mixed
    {
        $type = preg_replace('~\|(null|Absent)~', '', $type);
        if (preg_match('~^list<(.*)>$~', $type, $found) === 1) {
            return array_map(fn(mixed $item): mixed => $this->typed($item, $found[1]), $json);
        }
        if (preg_match('~^array<string, (.*)>$~', $type, $found) === 1) {
            return array_map(fn(mixed $item): mixed => $this->typed($item, $found[1]), get_object_vars($json));
        }
        $class = explode('|', $type)[0];
        $class = str_starts_with($class, 'Model\\') ? $this->prefix . $class : $class;
        return match (true) {
            method_exists($class, 'fromJson') => $class::fromJson($json),
            enum_exists($class) => $class::tryFrom($json) ?? $json,
            $type === 'float' => (float) $json,
            default => $json,
        };
    }

    public function answer(object $output): mixed
    {
        foreach (['body' . $output->status, 'body'] as $name) {
            if (property_exists($output, $name)) {
                return $this->plain($output, $name);
            }
        }
        return null;
    }

    private function plain(object $output, string $name): mixed
    {
        $own = $output->$name;
        if ($own instanceof ($this->prefix . 'Download')) {
            return base64_encode($own->contents());
        }
        $source = (string) file_get_contents((string) (new ReflectionClass($output))->getFileName());
        $part = (string) strstr($source, $name . ': ');
        $calls = arguments_of((string) substr($part, 0, strpos($part . "\n        );", "\n        );")), '->json(');
        return $calls === [] ? $own : $this->codec($calls[0][0])->write($own);
    }

    private function codec(string $code): object
    {
        $namespace = rtrim($this->prefix, '\\');
        return eval("namespace $namespace; use $namespace\\Internal\\Codec; return $code;");
    }

    private function literal(string $code): string
    {
        return eval("return $code;");
    }
}

/**
 * The arguments of all calls of something in a text of PHP.
 *
 * @return list<list<string>>
 */
function arguments_of(string $code, string $call): array
{
    $all = [];
    foreach (array_slice(explode($call, $code), 1) as $rest) {
        [$depth, $arguments, $own] = [0, [], ''];
        foreach (array_slice(token_get_all('<?php ' . $rest), 1) as $token) {
            $text = is_array($token) ? $token[1] : $token;
            $depth += (int) in_array($text, ['(', '['], true) - (int) in_array($text, [')', ']'], true);
            if ($depth < 0 || ($depth === 0 && $text === ',')) {
                $arguments[] = trim($own);
                $own = '';
            } else {
                $own .= $text;
            }
            if ($depth < 0) {
                break;
            }
        }
        $all[] = array_values(array_filter($arguments, fn(string $argument): bool => $argument !== ''));
    }
    return $all;
}

/**
 * The parameter that is written, and by which codec.
 *
 * @return array{string, ?string}
 */
function written(string $code): array
{
    $isWritten = preg_match('~^(Codec::.*)->(?:write|optional)\(\s*\$(\w+),?\s*\)$~s', $code, $found) === 1;
    return $isWritten ? [$found[2], $found[1]] : [(string) preg_replace('~^\$(\w+).*$~s', '$1', $code), null];
}

/** @return array<string, mixed> */
function called(Package $package, stdClass $entry): array
{
    $operation = $package->operation($entry->method . ' ' . $entry->path);
    $client = $package->client($entry->client);
    $method = new ReflectionMethod($client, $operation['name']);
    $parameters = array_column(
        array_map(fn(ReflectionParameter $own): array => [$own->getName(), $own], $method->getParameters()),
        1,
        0,
    );
    $comment = (string) $method->getDocComment();
    $given = isset($entry->verb) ? ['method' => $entry->verb] : [];
    foreach ($entry->parameters as $own) {
        [$name, $codec] = $operation['fields'][$own->place . ' ' . $own->wire];
        $given[$name] = $package->value($own->value, $codec, $parameters[$name], $comment);
    }
    if ($entry->body !== null) {
        $value = $entry->body->value;
        $given['body'] = match ($entry->body->kind) {
            'binary' => base64_decode($value),
            'text' => $value,
            default => $package->value($value, $operation['body'], $parameters['body'], $comment),
        };
    }
    if ($entry->pages ?? false) {
        $items = $client->{$operation['name'] . 'Items'}(...$given);
        return ['status' => 200, 'answer' => iterator_to_array($items, false)];
    }
    if (isset($entry->cancel)) {
        $end = hrtime(true) + $entry->cancel * 1_000_000;
        $cancellation = $package->made('Cancellation', fn(): bool => hrtime(true) > $end);
        $given['options'] = $package->made('RequestOptions', cancellation: $cancellation);
    }
    $output = $method->invoke($client, ...$given);
    return ['status' => $output->status, 'answer' => $package->answer($output)];
}

/** @return array<string, mixed> */
function failed(Package $package, Throwable $error): array
{
    $class = $error::class;
    $short = substr((string) strrchr('\\' . $class, '\\'), 1);
    $said = ['kind' => NAMES[$short] ?? '', 'text' => substr((string) $error, 0, 3000)];
    if (is_a($error, $package->prefix . 'Exception\\ApiException')) {
        $said['kind'] = str_starts_with($class, $package->prefix . 'Operation\\') ? 'DECLARED' : $said['kind'];
        $said += ['status' => $error->status, 'attempts' => $error->attempts];
    }
    if (is_a($error, $package->prefix . 'Exception\\GatewayException')) {
        $said['kind'] = $error->type;
    }
    foreach (['fields', 'parameters'] as $names) {
        if (method_exists($error, $names)) {
            $said['names'] = $error->$names();
        }
    }
    return $said;
}

$plan = json_decode((string) file_get_contents($argv[1]), flags: JSON_THROW_ON_ERROR);
$packages = [];
foreach ($plan->calls as $number => $entry) {
    $package = $packages[$entry->api] ??= new Package($plan->apis->{$entry->api});
    try {
        $said = called($package, $entry);
    } catch (Throwable $error) {
        $said = failed($package, $error);
    }
    echo json_encode(['number' => $number, ...$said], JSON_THROW_ON_ERROR | JSON_INVALID_UTF8_SUBSTITUTE), "\n";
}

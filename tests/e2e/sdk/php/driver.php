<?php

declare(strict_types=1);

/**
 * Drives the package for `api.yaml`: against the gateway of this project (`GATEWAY`), and against a backend that answers as
 * it is told (`BACKEND`). Prints one line for each thing that was looked at.
 */

require __DIR__ . '/strict.php';
load_package($argv[1]);

use Drive\Absent;
use Drive\AwsCredentials;
use Drive\Cancellation;
use Drive\ClientOptions;
use Drive\Clock;
use Drive\DriveClient;
use Drive\Exception;
use Drive\FilePart;
use Drive\Headers;
use Drive\IncomingResponse;
use Drive\Download;
use Drive\Model\Circle;
use Drive\Model\LoginBody;
use Drive\Model\Pet;
use Drive\Model\PetKind;
use Drive\Model\PlaceOrderBody;
use Drive\Model\SendFormBody;
use Drive\Model\Shape;
use Drive\Model\Square;
use Drive\Operation\GetPet404Exception;
use Drive\Operation\GetPetOutput;
use Drive\Operation\Refuse409Exception;
use Drive\OutgoingRequest;
use Drive\RequestOptions;
use Drive\RetryOptions;
use Drive\SigV4;
use Drive\Token;
use Drive\Upload;

const NOW = '2015-08-30T12:36:00Z';
const BORN = '2021-02-03T04:05:06Z';

/** Sleeps in no time, and remembers how long it was to sleep. */
final class FixedClock implements Clock
{
    /** @var list<float> */
    public array $pauses = [];

    public function now(): DateTimeImmutable
    {
        return new DateTimeImmutable(NOW);
    }

    public function random(): float
    {
        return 1.0;
    }

    public function sleep(float $seconds, ?Cancellation $cancellation): void
    {
        $this->pauses[] = $seconds;
    }
}

/** A client of one scenario, the clock that it sleeps by, and the number of requests that it made. */
final class Run
{
    private static int $runs = 0;
    public readonly FixedClock $clock;
    public readonly DriveClient $client;
    private readonly string $name;

    public function __construct(string $scenario, mixed ...$options)
    {
        $this->name = 'php' . getmypid() . '-' . self::$runs++;
        $this->clock = new FixedClock();
        $address = getenv('BACKEND') . '/s/' . $scenario . '/' . $this->name;
        $this->client = new DriveClient(new ClientOptions(...['baseUrl' => $address, 'clock' => $this->clock, ...$options]));
    }

    public function requests(): int
    {
        return (int) file_get_contents(getenv('BACKEND') . '/counts/' . $this->name);
    }

    public function pet(?RequestOptions $options = null): GetPetOutput
    {
        return $this->client->getPet(petId: '1', options: $options);
    }
}

function gateway(mixed ...$options): DriveClient
{
    return new DriveClient(new ClientOptions(...['baseUrl' => getenv('GATEWAY') . '/dev', ...$options]));
}

function check(bool $is, string $what): void
{
    $is || throw new AssertionError($what);
}

function same(mixed $given, mixed $wanted): void
{
    $equal = is_object($wanted) || is_array($wanted) ? $given == $wanted : $given === $wanted;
    check($equal, var_export($given, true) . ' is not ' . var_export($wanted, true));
}

/**
 * @template E of \Throwable
 * @param class-string<E> $kind
 * @return E
 */
function failed(string $kind, Closure $action): object
{
    try {
        $action();
    } catch (Exception\SdkException $error) {
        check($error::class === $kind, $error::class . ': ' . $error->getMessage());
        return $error;
    }
    throw new AssertionError('nothing was thrown');
}

function bo(mixed ...$more): Pet
{
    return new Pet(...['name' => 'Bo', 'kind' => PetKind::Dog, ...$more]);
}

function once(): RequestOptions
{
    return new RequestOptions(retry: new RetryOptions(attempts: 1));
}

function born(): DateTimeImmutable
{
    return new DateTimeImmutable(BORN);
}

/** Time that only goes forward, in seconds. */
function seconds(): float
{
    return hrtime(true) / 1e9;
}

$checks = [];

$checks['success'] = function (): void {
    $output = gateway()->getPet(petId: '1');
    same($output->status, 200);
    same($output->body->name, 'Rex');
    check($output->headers->get('X-Amzn-RequestId') !== null, 'a request id');
    check($output->raw !== '', 'the body as it came');
};

$checks['dates and bytes'] = function (): void {
    $pet = gateway()->getPet(petId: '1')->body;
    same($pet->born, new DateTimeImmutable('2020-01-31T12:00:00Z'));
    same($pet->day, new DateTimeImmutable('2020-01-31T00:00:00Z'));
    same($pet->picture, "\x00\x01\x02\xff");
    same($pet->nickName, null);
    same($pet->labels, ['a' => 'b']);
};

$checks['values of enums that are new'] = function (): void {
    $pet = gateway()->getPet(petId: '1')->body;
    same($pet->kind, PetKind::Dog);
    same($pet->friends[0]->kind, 'lion');
};

$checks['requests and named headers'] = function (): void {
    $friend = new Pet(name: 'Tom', kind: PetKind::Cat, born: born());
    $pet = bo(born: born(), picture: "\x07", friends: [$friend], day: new DateTimeImmutable('2021-02-03'));
    $output = gateway()->createPet(body: $pet);
    same($output->status, 201);
    same($output->body->id, '9');
    same($output->body->friends, [$friend]);
    same($output->body->picture, "\x07");
    same($output->body->day, new DateTimeImmutable('2021-02-03T00:00:00Z'));
    same($output->named->location, '/pets/9');
    same($output->named->xCount, 3);
};

$checks['absent and null'] = function (): void {
    same(json_encode(bo()), '{"name":"Bo","kind":"dog"}');
    same(json_encode(bo(nickName: null)), '{"name":"Bo","kind":"dog","nick-name":null}');
    same(json_encode(bo(labels: [])), '{"name":"Bo","kind":"dog","labels":{}}');
    foreach ([bo(), bo(nickName: null), bo(nickName: 'B'), bo(labels: ['1' => 'x'])] as $pet) {
        same(Pet::fromJson(json_decode((string) json_encode($pet))), $pet);
    }
    same(Pet::fromJson((object) ['name' => 'Bo', 'kind' => 'dog'])->nickName, Absent::Value);
};

$checks['unions'] = function (): void {
    $circle = new Circle(form: 'circle', radius: 2.0, drawn: born());
    $output = gateway()->echoShape(body: Shape::ofCircle($circle));
    same($output->body->asCircle(), $circle);
    same($output->body->asSquare(), null);
    $output = gateway()->echoShape(body: Shape::ofSquare(new Square(form: '', side: 3.0)));
    same($output->body->asSquare(), new Square(form: 'square', side: 3.0));
    $other = Shape::fromJson((object) ['form' => 'star']);
    same($other->asCircle(), null);
    same(json_encode($other), '{"form":"star"}');
};

$checks['parameters'] = function (): void {
    $echo = gateway()->search(
        q: 'a b&c/ü+',
        tags: ['x', 'y z'],
        ids: [1, 2],
        filter: ['k' => 'v'],
        since: born(),
        xTrace: 't1',
    )->body;
    $query = array_map(urldecode(...), explode('&', $echo->query));
    sort($query);
    same($query, ['filter[k]=v', 'ids=1,2', 'q=a b&c/ü+', 'since=2021-02-03T04:05:06Z', 'tags=x', 'tags=y z']);
    same($echo->headers['x-trace'], 't1');
};

$checks['path parameters'] = function (): void {
    same(gateway()->getPet(petId: 'a b/c')->body->id, 'a b/c');
    foreach (['', '.', '..'] as $id) {
        failed(Exception\InvalidInputException::class, fn() => gateway()->getPet(petId: $id));
    }
};

$checks['what is no request is refused'] = function (): void {
    $run = new Run('echo');
    $calls = [
        fn() => $run->client->search(q: 'a', xTrace: "a\r\nx-evil: 1"),
        fn() => $run->pet(new RequestOptions(headers: ["a\nb" => 'c'])),
        fn() => $run->client->forward(method: "GET /\r\n", rest: 'a'),
        fn() => $run->client->getPet(petId: "\xff"),
        fn() => gateway(baseUrl: 'file:///etc/hostname?')->getPet(petId: '1'),
    ];
    foreach ($calls as $call) {
        failed(Exception\InvalidInputException::class, $call);
    }
    same($run->requests(), 0);
};

$checks['errors of the API'] = function (): void {
    $error = failed(GetPet404Exception::class, fn() => gateway()->getPet(petId: '2'));
    same($error->body->code, 'NO_PET');
    same($error->status, 404);
    same($error->attempts, 1);
    same($error->operation, 'getPet');
};

$checks['text stays text in errors'] = function (): void {
    same(failed(Refuse409Exception::class, fn() => gateway()->refuse())->body, '{"message": "no"}');
};

$checks['invalid body with its fields'] = function (): void {
    $less = function (OutgoingRequest $request, Closure $next): IncomingResponse {
        $request->body = Upload::of('{"name": "Bo"}');
        return $next($request);
    };
    $client = gateway(middleware: [$less]);
    $error = failed(Exception\InvalidBodyException::class, fn() => $client->createPet(body: bo()));
    same($error->fields(), ['kind']);
    same(count($error->problems()), 1);
    same($error->type, 'BAD_REQUEST_BODY');
};

$checks['invalid parameters'] = function (): void {
    $lost = function (OutgoingRequest $request, Closure $next): IncomingResponse {
        $request->url = strstr($request->url, '?', true);
        return $next($request);
    };
    $client = gateway(middleware: [$lost]);
    $error = failed(Exception\InvalidParametersException::class, fn() => $client->search(q: 'a'));
    same($error->parameters(), ['q']);
};

$checks['unsupported media type'] = function (): void {
    failed(Exception\UnsupportedMediaTypeException::class, fn() => gateway()->sendText(body: 'hello'));
};

$checks['missing authentication token'] = function (): void {
    $lost = new DriveClient(new ClientOptions(baseUrl: getenv('GATEWAY') . '/dev/nowhere'));
    failed(Exception\MissingAuthenticationTokenException::class, fn() => $lost->listPets());
};

$checks['throttled by the gateway'] = function (): void {
    $clock = new FixedClock();
    $client = gateway(clock: $clock);
    try {
        $client->limited();
    } catch (Exception\ThrottledException $error) {
        same($error->attempts, 3);
    }
    same(failed(Exception\ThrottledException::class, fn() => $client->limited())->attempts, 3);
    check(count($clock->pauses) >= 2, 'pauses');
};

$checks['API key and quota of the gateway'] = function (): void {
    failed(Exception\InvalidApiKeyException::class, fn() => gateway()->keyed());
    $clock = new FixedClock();
    $client = gateway(clock: $clock, apiKey: getenv('API_KEY'));
    same($client->keyed()->status, 200);
    same($client->keyed()->status, 200);
    same(failed(Exception\QuotaExceededException::class, fn() => $client->keyed())->attempts, 1);
    same($clock->pauses, []);
};

$checks['integration timeout'] = function (): void {
    $error = failed(Exception\IntegrationTimeoutException::class, fn() => gateway()->slow(options: once()));
    same($error->status, 504);
};

$checks['integration failure'] = function (): void {
    failed(Exception\IntegrationFailureException::class, fn() => gateway()->dead(options: once()));
};

$checks['retry after 5xx of the backend'] = function (): void {
    $clock = new FixedClock();
    same(gateway(clock: $clock)->flaky(run: 'php-flaky-' . getmypid())->body->attempts, 3);
    same($clock->pauses, [0.1, 0.2]);
};

$checks['pages'] = function (): void {
    $names = [];
    foreach (gateway()->listPetsItems(limit: 2) as $pet) {
        $names[] = $pet->name;
    }
    same($names, ['Pet 0', 'Pet 1', 'Pet 2', 'Pet 3', 'Pet 4', 'Pet 5']);
    $count = 0;
    foreach (gateway()->listPetsPages(limit: 2) as $page) {
        $count += count($page->body->pets);
    }
    same($count, 6);
    $run = new Run('usual');
    foreach ($run->client->listPetsItems() as $pet) {
        break;
    }
    same($run->requests(), 1);
};

$checks['binary through the gateway'] = function (): void {
    $data = implode('', array_map(chr(...), [...range(0, 255), ...range(0, 255), ...range(0, 255)]));
    same(gateway()->putFile(name: 'php', body: $data)->body->body, (string) strlen($data));
    same(gateway()->getFile(name: 'php')->body->contents(), $data);
};

$checks['streams'] = function (): void {
    $run = new Run('stream');
    $body = $run->client->getFile(name: 'x')->body;
    $size = 0;
    foreach ($body as $piece) {
        check(strlen($piece) <= 65536, 'pieces are small');
        $size += strlen($piece);
    }
    same($size, 64 * 16384);
    $file = tmpfile();
    same($run->client->getFile(name: 'x')->body->copyTo($file), 64 * 16384);
    // One that nobody reads does not keep the next one from being sent.
    $left = $run->client->getFile(name: 'x')->body;
    same(strlen($left->read(10)), 10);
    same(strlen($run->client->getFile(name: 'x')->body->contents()), 64 * 16384);
    $left->close();
    same($left->read(), '');
    $stream = fopen('php://memory', 'w+b');
    fwrite($stream, 'abcdefg');
    rewind($stream);
    $pieces = (function () {
        yield 'abc';
        yield '';
        yield 'defg';
    })();
    foreach ([Upload::stream($stream), Upload::chunks($pieces)] as $upload) {
        $sent = (new Run('echo'))->client->putFile(name: 'x', body: $upload)->body;
        same($sent->body, 'abcdefg');
        same($sent->headers['transfer-encoding'], 'chunked');
    }
    $path = tempnam(sys_get_temp_dir(), 'php');
    file_put_contents($path, str_repeat('x', 300_000));
    $sent = (new Run('busy-twice'))->client->putFile(name: 'x', body: Upload::file($path))->body;
    same([strlen($sent->body), $sent->attempts, $sent->headers['content-length']], [300_000, 3, '300000']);
    unlink($path);
    failed(Exception\InvalidInputException::class, fn() => (new Run('echo'))->client->putFile(name: 'x', body: Upload::file($path)));
    $busy = new Run('busy');
    failed(Exception\ApiException::class, fn() => $busy->client->putFile(name: 'x', body: Upload::chunks(['a'])));
    same($busy->requests(), 1);
};

$checks['forms'] = function (): void {
    $client = (new Run('echo'))->client;
    $file = new FilePart('hello', 'a.txt', 'text/plain');
    $echo = $client->sendForm(body: new SendFormBody(file: $file, note: 'n'))->body;
    check(str_starts_with($echo->headers['content-type'], 'multipart/form-data; boundary='), 'a boundary');
    check(str_contains($echo->body, "name=\"note\"\r\n\r\nn\r\n"), $echo->body);
    $part = "name=\"file\"; filename=\"a.txt\"\r\nContent-Type: text/plain\r\n\r\nhello";
    check(str_contains($echo->body, $part), $echo->body);
    $login = new LoginBody(user: 'a&b', scopes: ['x', 'y']);
    same($client->login(body: $login)->body->body, 'user=a%26b&scopes=x&scopes=y');
};

$checks['any method'] = function (): void {
    $output = gateway()->forward(method: 'PATCH', rest: 'a/b c', body: '{}');
    $echo = json_decode($output->body->contents());
    same($echo->method, 'PATCH');
    same($echo->path, '/any/a/b%20c');
};

$checks['retry after 429'] = function (): void {
    $run = new Run('throttled-twice');
    same($run->pet()->body->name, 'Rex');
    same($run->requests(), 3);
    same($run->clock->pauses, [0.1, 0.2]);
};

$checks['Retry-After is honoured'] = function (): void {
    $run = new Run('retry-after');
    $run->pet();
    same($run->clock->pauses, [7.0]);
    $never = new Run('retry-never');
    same(failed(Exception\ThrottledException::class, fn() => $never->pet())->retryAfter, 86400.0);
    same($never->requests(), 1);
};

$checks['retry after failures of the gateway and the connection'] = function (): void {
    foreach (['failing-twice' => 3, 'hang-up-once' => 2] as $scenario => $requests) {
        $run = new Run($scenario);
        $run->pet();
        same($run->requests(), $requests);
    }
};

$checks['what is not idempotent is sent once'] = function (): void {
    $all = [
        'busy' => Exception\ApiException::class,
        'throttled' => Exception\ThrottledException::class,
        'hang-up-once' => Exception\ConnectionException::class,
    ];
    foreach ($all as $scenario => $kind) {
        $run = new Run($scenario);
        failed($kind, fn() => $run->client->createPet(body: bo()));
        same($run->requests(), 1);
    }
    $put = new Run('busy');
    failed(Exception\ApiException::class, fn() => $put->client->replacePet(petId: '1', body: bo()));
    same($put->requests(), 3);
};

$checks['a key makes it safe to repeat'] = function (): void {
    $given = new Run('busy');
    $key = new RequestOptions(idempotencyKey: 'k1');
    failed(Exception\ApiException::class, fn() => $given->client->createPet(body: bo(), options: $key));
    same($given->requests(), 3);
    $echo = (new Run('busy-twice'))->client->placeOrder(body: new PlaceOrderBody(item: 'x'))->body;
    same($echo->attempts, 3);
    same(strlen($echo->headers['idempotency-key']), 36);
};

$checks['a quota is never asked again'] = function (): void {
    $run = new Run('QUOTA_EXCEEDED');
    failed(Exception\QuotaExceededException::class, fn() => $run->pet());
    same($run->requests(), 1);
    same($run->clock->pauses, []);
};

$checks['every gateway response type'] = function (): void {
    $all = [
        'THROTTLED' => Exception\ThrottledException::class,
        'QUOTA_EXCEEDED' => Exception\QuotaExceededException::class,
        'ACCESS_DENIED' => Exception\AccessDeniedException::class,
        'UNAUTHORIZED' => Exception\UnauthorizedException::class,
        'INVALID_API_KEY' => Exception\InvalidApiKeyException::class,
        'MISSING_AUTHENTICATION_TOKEN' => Exception\MissingAuthenticationTokenException::class,
        'INVALID_SIGNATURE' => Exception\InvalidSignatureException::class,
        'EXPIRED_TOKEN' => Exception\ExpiredTokenException::class,
        'BAD_REQUEST_BODY' => Exception\InvalidBodyException::class,
        'BAD_REQUEST_PARAMETERS' => Exception\InvalidParametersException::class,
        'UNSUPPORTED_MEDIA_TYPE' => Exception\UnsupportedMediaTypeException::class,
        'REQUEST_TOO_LARGE' => Exception\RequestTooLargeException::class,
        'RESOURCE_NOT_FOUND' => Exception\ResourceNotFoundException::class,
        'WAF_FILTERED' => Exception\WafFilteredException::class,
        'INTEGRATION_TIMEOUT' => Exception\IntegrationTimeoutException::class,
        'INTEGRATION_FAILURE' => Exception\IntegrationFailureException::class,
        'AUTHORIZER_FAILURE' => Exception\AuthorizerFailureException::class,
        'AUTHORIZER_CONFIGURATION_ERROR' => Exception\AuthorizerConfigurationException::class,
        'API_CONFIGURATION_ERROR' => Exception\ApiConfigurationException::class,
    ];
    foreach ($all as $name => $kind) {
        $client = (new Run($name, retry: new RetryOptions(attempts: 1)))->client;
        // Only where a key is needed does a refusal mean the key.
        $call = $name === 'INVALID_API_KEY' ? fn() => $client->keyed() : fn() => $client->listPets();
        $error = failed($kind, $call);
        same($error->type, $name);
        same($error->requestId, '11111111-2222-3333-4444-555555555555');
    }
};

$checks['errors that only the header or the message tells'] = function (): void {
    failed(Exception\AccessDeniedException::class, fn() => (new Run('templated'))->client->listPets());
    failed(Exception\ThrottledException::class, fn() => (new Run('no-header'))->client->listPets(options: once()));
    $other = failed(Exception\ApiException::class, fn() => (new Run('unknown-error'))->client->listPets());
    same($other->status, 418);
};

$checks['timeout'] = function (): void {
    $run = new Run('slow', timeout: 0.1, retry: new RetryOptions(attempts: 2));
    $begin = seconds();
    failed(Exception\TimeoutException::class, fn() => $run->pet());
    check(seconds() - $begin < 2, 'it ends in time');
    same($run->requests(), 2);
    $late = new Run('slow-body', timeout: 0.2, retry: new RetryOptions(attempts: 1));
    failed(Exception\TimeoutException::class, fn() => $late->pet());
    $fast = new Run('usual', timeout: 0.0);
    same($fast->pet()->status, 200);
};

$checks['cancellation'] = function (): void {
    foreach (['slow', 'slow-body'] as $scenario) {
        $run = new Run($scenario);
        $cancellation = new Cancellation();
        // A signal comes while the call waits.
        pcntl_async_signals(true);
        pcntl_signal(SIGALRM, fn() => $cancellation->cancel());
        pcntl_alarm(1);
        $begin = seconds();
        $options = new RequestOptions(cancellation: $cancellation);
        failed(Exception\CancelledException::class, fn() => $run->pet($options));
        check(seconds() - $begin < 2.5, 'it ends at once');
        same($run->requests(), 1);
        failed(Exception\CancelledException::class, fn() => $run->pet($options));
        same($run->requests(), 1);
    }
    $asked = new Run('slow');
    $end = seconds() + 0.1;
    $options = new RequestOptions(cancellation: new Cancellation(fn(): bool => seconds() > $end));
    failed(Exception\CancelledException::class, fn() => $asked->pet($options));
    // A pause ends as well: this one would take a minute.
    $pausing = new DriveClient(new ClientOptions(
        baseUrl: getenv('BACKEND') . '/s/retry-after/php-pausing-' . getmypid(),
        retry: new RetryOptions(patience: 60.0),
    ));
    $end = seconds() + 0.1;
    $options = new RequestOptions(cancellation: new Cancellation(fn(): bool => seconds() > $end));
    $begin = seconds();
    failed(Exception\CancelledException::class, fn() => $pausing->getPet(petId: '1', options: $options));
    check(seconds() - $begin < 2, 'a pause ends at once');
};

$checks['an answer that is no JSON'] = function (): void {
    $error = failed(Exception\UnexpectedResponseException::class, fn() => (new Run('not-json'))->pet());
    same($error->text, '<html>');
};

$checks['middleware'] = function (): void {
    $seen = [];
    $note = function (string $name) use (&$seen): Closure {
        return function (OutgoingRequest $request, Closure $next) use (&$seen, $name): IncomingResponse {
            check(!isset($request->headers['x-api-key']), 'no key is seen');
            $seen[] = $name . ' ' . $request->operation . ' ' . $request->attempt;
            $response = $next($request);
            $seen[] = $name . ' ' . $response->status;
            return $response;
        };
    };
    $run = new Run('throttled-twice', retry: new RetryOptions(attempts: 1), middleware: [$note('a'), $note('b')]);
    failed(Exception\ThrottledException::class, fn() => $run->pet());
    same($seen, ['a getPet 1', 'b getPet 1', 'b 429', 'a 429']);
    $output = (new Run('echo', apiKey: 'hidden', middleware: [$note('c')]))->client->keyed();
    same(json_decode($output->raw)->headers->{'x-api-key'}, 'hidden');
    $answers = fn(OutgoingRequest $request, Closure $next): IncomingResponse
        => new IncomingResponse(200, new Headers(['X-Own' => 'a']), Download::of('{"name":"Own","kind":"cat"}'));
    $none = new Run('echo', middleware: [$answers]);
    same($none->pet()->body->name, 'Own');
    same($none->pet()->headers->get('x-own'), 'a');
    same($none->requests(), 0);
};

$checks['connections are kept'] = function (): void {
    $run = new Run('usual');
    for ($call = 0; $call < 40; $call++) {
        $run->pet();
    }
    $sockets = fn(string $path): bool => is_link($path) && str_starts_with((string) readlink($path), 'socket:');
    $open = array_filter((array) glob('/proc/self/fd/*'), $sockets);
    check(count($open) < 30, count($open) . ' sockets are open');
    same($run->requests(), 40);
};

function keys(string $secret = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY', ?string $token = 'session/token=='): AwsCredentials
{
    return new AwsCredentials('AKIDEXAMPLE', $secret, $token);
}

$checks['SigV4'] = function (): void {
    $client = (new Run('sigv4', credentials: keys()))->client;
    $client->signed(name: 'a b~c', q: "x y/+*'()");
    $client->signedBody(name: 'ü', body: bo());
    $wrong = (new Run('sigv4', credentials: fn(bool $refused): AwsCredentials => keys('wrong', null)))->client;
    failed(Exception\InvalidSignatureException::class, fn() => $wrong->signed(name: 'a'));
};

$checks['the published vectors of SigV4'] = function (): void {
    $vectors = json_decode((string) file_get_contents((string) getenv('VECTORS')));
    check(count($vectors) > 30, 'there are many');
    foreach ($vectors as $vector) {
        $given = SigV4::sign(
            method: $vector->method,
            path: $vector->path,
            query: $vector->query,
            headers: $vector->headers,
            body: $vector->body,
            credentials: keys(token: $vector->token ?? null),
            region: 'us-east-1',
            service: 'service',
            date: new DateTimeImmutable(NOW),
        )['authorization'];
        check(str_contains($given, 'SignedHeaders=' . $vector->signedHeaders . ','), $vector->name . $given);
        check(str_ends_with($given, 'Signature=' . $vector->signature), $vector->name . $given);
    }
};

$checks['tokens'] = function (): void {
    $sent = fn(mixed ...$options): string => (new Run('echo', ...$options))->client->secret()->body->headers['authorization'];
    same($sent(token: 'abc'), 'Bearer abc');
    same($sent(token: new Token('abc')), 'Bearer abc');
    same($sent(tokens: ['lambda' => 'Bearer def']), 'Bearer def');
    same($sent(token: new Token(values: ['Authorization' => 'ghi'])), 'Bearer ghi');
};

$checks['providers are asked again'] = function (): void {
    $asked = [];
    $provider = function (bool $refused) use (&$asked): Token {
        $asked[] = $refused;
        $end = (new DateTimeImmutable(NOW))->modify('+1 hour');
        return $refused ? new Token('fresh', expiration: $end) : new Token('stale');
    };
    $run = new Run('fresh-token', token: $provider);
    for ($time = 0; $time < 2; $time++) {
        same($run->client->secret()->body->headers['authorization'], 'Bearer fresh');
        same($asked, [false, true]);
    }
    $broken = fn(bool $refused): Token => throw new LogicException('no');
    failed(Exception\ConfigurationException::class, fn() => (new Run('echo', token: $broken))->client->secret());
    $stale = new Run('fresh-token', token: 'stale');
    failed(Exception\UnauthorizedException::class, fn() => $stale->client->secret());
    same($stale->requests(), 1);
};

$checks['secrets are not shown'] = function (): void {
    $secret = 'do-not-show-me';
    $keys = new AwsCredentials('A', $secret, $secret);
    $token = new Token($secret, ['a' => $secret]);
    $options = [
        'credentials' => $keys,
        'apiKey' => $secret,
        'token' => $token,
        'tokens' => ['lambda' => $secret],
        'headers' => ['x-secret' => $secret],
        'curl' => [CURLOPT_PROXYUSERPWD => $secret],
    ];
    $run = new Run('unknown-error', ...$options);
    $errors = [];
    foreach (['keyed', 'secret'] as $operation) {
        $errors[] = failed(Exception\ApiException::class, fn() => $run->client->$operation());
    }
    $errors[] = failed(Exception\ApiException::class, fn() => $run->client->signed(name: 'a'));
    $dead = new DriveClient(new ClientOptions(...$options, baseUrl: 'http://127.0.0.1:9', retry: new RetryOptions(attempts: 1)));
    $errors[] = failed(Exception\ConnectionException::class, fn() => $dead->keyed());
    $errors[] = failed(Exception\ConnectionException::class, fn() => $dead->signed(name: 'a'));
    foreach ([$run->client, $keys, $token, new ClientOptions(...$options), ...$errors] as $shown) {
        ob_start();
        var_dump($shown);
        print_r($shown);
        $text = ob_get_clean() . json_encode($shown);
        if ($shown instanceof Throwable) {
            $text .= $shown . $shown->getTraceAsString();
        } else {
            $text .= var_export($shown, true);
            try {
                $text .= serialize($shown);
                check(false, 'it is written');
            } catch (LogicException) {
                // It is not written.
            }
        }
        check(!str_contains($text, $secret), $shown::class . ' ' . $text);
    }
};

$checks['where the API is'] = function (): void {
    failed(Exception\ConfigurationException::class, fn() => new DriveClient());
    $shown = print_r(new DriveClient(new ClientOptions(apiId: 'abc')), true);
    check(str_contains($shown, 'https://abc.execute-api.us-east-1.amazonaws.com/dev'), $shown);
};

$failures = 0;
foreach ($checks as $name => $check) {
    try {
        $check();
        echo 'ok ', $name, "\n";
    } catch (Throwable $error) {
        $failures++;
        $where = basename($error->getFile()) . ':' . $error->getLine();
        $text = $error::class . ' ' . $error->getMessage();
        echo 'FAILED ', $name, ': ', str_replace("\n", "\n    ", substr($text, 0, 2000)), ' at ', $where, "\n";
    }
}
exit($failures === 0 ? 0 : 1);

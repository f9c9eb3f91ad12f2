// The driver of the package for api.yaml: against the gateway of this project (GATEWAY), and against a backend that
// answers as it is told (BACKEND). It prints one line for each thing that was looked at.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"os"
	"reflect"
	"slices"
	"strings"
	"time"

	"drive"
)

var (
	gatewayURL  = os.Getenv("GATEWAY")
	backendURL  = os.Getenv("BACKEND")
	ctx         = context.Background()
	now         = time.Date(2015, 8, 30, 12, 36, 0, 0, time.UTC)
	credentials = drive.AWSCredentials{
		AccessKeyID: "AKIDEXAMPLE", SecretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", SessionToken: "session/token==",
	}
	once = drive.RetryOptions{Attempts: 1}
	pet  = drive.Pet{Name: "Bo", Kind: drive.PetKindDog}
)

// fixedClock sleeps in no time, and remembers how long it was to sleep.
type fixedClock struct{ pauses []time.Duration }

func (c *fixedClock) Now() time.Time                               { return now }
func (c *fixedClock) Random() float64                              { return 1 }
func (c *fixedClock) Sleep(_ context.Context, pause time.Duration) { c.pauses = append(c.pauses, pause) }

var runs int

// scenario is a client of one scenario, the clock that it sleeps by, and the number of requests that it made.
type scenario struct {
	*drive.DriveClient
	clock *fixedClock
	run   string
}

func (s scenario) requests() int {
	response, err := http.Get(backendURL + "/counts/" + s.run)
	must(err)
	defer response.Body.Close()
	var count int
	must(json.NewDecoder(response.Body).Decode(&count))
	return count
}

func start(name string, options drive.ClientOptions) scenario {
	runs++
	run := fmt.Sprintf("go%d-%d", os.Getpid(), runs)
	options.BaseURL = backendURL + "/s/" + name + "/" + run
	made := scenario{clock: &fixedClock{}, run: run}
	options.Clock = made.clock
	made.DriveClient = client(options)
	return made
}

func client(options drive.ClientOptions) *drive.DriveClient {
	made, err := drive.NewDriveClient(options)
	must(err)
	return made
}

// failure is what a check ends with.
type failure struct{ text string }

func must(err error) {
	if err != nil {
		panic(failure{err.Error()})
	}
}

func check(is bool, what ...any) {
	if !is {
		panic(failure{fmt.Sprint(what...)})
	}
}

func equal[T any](given, wanted T) {
	check(reflect.DeepEqual(given, wanted), fmt.Sprintf("%#v is not %#v", given, wanted))
}

// failed gives the error as one of type E.
func failed[E error](err error) E {
	var own E
	check(errors.As(err, &own), fmt.Sprintf("%T (%v) is no %T", err, err, own))
	return own
}

var gateway *drive.DriveClient

func getPet(s scenario) error {
	_, err := s.GetPet(ctx, drive.GetPetInput{PetID: "1"})
	return err
}

type test struct {
	name string
	run  func()
}

var tests = []test{
	{"success", func() {
		output, err := gateway.GetPet(ctx, drive.GetPetInput{PetID: "1"})
		must(err)
		equal(output.Status, 200)
		equal(output.Body.Name, "Rex")
		check(output.Header.Get("x-amzn-requestid") != "")
		check(json.Valid(output.Raw))
	}},
	{"dates and bytes", func() {
		output, err := gateway.GetPet(ctx, drive.GetPetInput{PetID: "1"})
		must(err)
		check(output.Body.Born.Equal(time.Date(2020, 1, 31, 12, 0, 0, 0, time.UTC)))
		equal(*output.Body.Day, drive.Date{Year: 2020, Month: 1, Day: 31})
		equal(output.Body.Day.String(), "2020-01-31")
		equal(output.Body.Picture, []byte{0, 1, 2, 255})
		check(output.Body.NickName.IsNull())
		equal(output.Body.Labels, map[string]string{"a": "b"})
	}},
	{"values of enums that are new", func() {
		output, err := gateway.GetPet(ctx, drive.GetPetInput{PetID: "1"})
		must(err)
		equal(output.Body.Kind, drive.PetKindDog)
		equal(output.Body.Friends[0].Kind, drive.PetKind("lion"))
	}},
	{"requests and named headers", func() {
		born := time.Date(2021, 2, 3, 4, 5, 6, 0, time.UTC)
		own := pet
		own.Born, own.Picture = &born, []byte{7}
		own.Friends = []drive.Pet{{Name: "Tom", Kind: drive.PetKindCat, Born: &born}}
		output, err := gateway.CreatePet(ctx, drive.CreatePetInput{Body: own})
		must(err)
		equal(output.Status, 201)
		equal(*output.Body.ID, "9")
		equal(output.Body.Friends, own.Friends)
		equal(output.Body.Picture, []byte{7})
		equal(*output.Headers.Location, "/pets/9")
		equal(*output.Headers.XCount, 3)
	}},
	{"absent and null", func() {
		data, err := json.Marshal(pet)
		must(err)
		equal(string(data), `{"name":"Bo","kind":"dog"}`)
		own := pet
		own.NickName = drive.Null[string]()
		data, err = json.Marshal(own)
		must(err)
		equal(string(data), `{"name":"Bo","kind":"dog","nick-name":null}`)
		own.NickName = drive.NewNullable("B")
		own.Friends = []drive.Pet{}
		data, err = json.Marshal(own)
		must(err)
		equal(string(data), `{"name":"Bo","kind":"dog","nick-name":"B","friends":[]}`)
		data, err = json.Marshal(drive.PetPage{})
		must(err)
		equal(string(data), `{"pets":[]}`)
	}},
	{"unions", func() {
		drawn := time.Date(2021, 2, 3, 4, 5, 6, 0, time.UTC)
		circle := drive.Circle{Form: "circle", Radius: 2, Drawn: &drawn}
		output, err := gateway.EchoShape(ctx, drive.EchoShapeInput{Body: drive.Shape{Circle: &circle}})
		must(err)
		equal(*output.Body.Circle, circle)
		output, err = gateway.EchoShape(ctx, drive.EchoShapeInput{Body: drive.Shape{Square: &drive.Square{Side: 3}}})
		must(err)
		equal(*output.Body.Square, drive.Square{Form: "square", Side: 3})
		var other drive.Shape
		must(json.Unmarshal([]byte(`{"form":"star"}`), &other))
		equal(string(other.Raw), `{"form":"star"}`)
		data, err := json.Marshal(other)
		must(err)
		equal(string(data), `{"form":"star"}`)
	}},
	{"parameters", func() {
		output, err := gateway.Search(ctx, drive.SearchInput{
			Q: "a b&c/ü+", Tags: []string{"x", "y z"}, IDs: []int64{1, 2}, Filter: map[string]string{"k": "v"},
			Since: drive.Ptr(time.Date(2021, 2, 3, 4, 5, 6, 0, time.UTC)), XTrace: drive.Ptr("t1"),
		})
		must(err)
		query, err := url.ParseQuery(output.Body.Query)
		must(err)
		equal(query, url.Values{
			"q": {"a b&c/ü+"}, "tags": {"x", "y z"}, "ids": {"1,2"}, "filter[k]": {"v"}, "since": {"2021-02-03T04:05:06Z"},
		})
		equal(output.Body.Headers["x-trace"], "t1")
	}},
	{"path parameters", func() {
		output, err := gateway.GetPet(ctx, drive.GetPetInput{PetID: "a b/c"})
		must(err)
		equal(*output.Body.ID, "a b/c")
		for _, id := range []string{"", ".", ".."} {
			_, err := gateway.GetPet(ctx, drive.GetPetInput{PetID: id})
			failed[*drive.InvalidInputError](err)
		}
	}},
	{"errors of the API", func() {
		_, err := gateway.GetPet(ctx, drive.GetPetInput{PetID: "2"})
		own := failed[*drive.GetPet404Error](err)
		equal(own.Body.Code, "NO_PET")
		equal(own.Status, 404)
		equal(own.Attempts, 1)
		equal(failed[*drive.APIError](err).Operation, "getPet")
		var other *drive.GatewayError
		check(!errors.As(err, &other))
	}},
	{"text stays text in errors", func() {
		_, err := gateway.Refuse(ctx, drive.RefuseInput{})
		equal(failed[*drive.Refuse409Error](err).Body, `{"message": "no"}`)
	}},
	{"invalid body with its fields", func() {
		drop := func(request *drive.OutgoingRequest, next drive.Sender) (*http.Response, error) {
			request.HTTP.Body = io.NopCloser(strings.NewReader(`{"name": "Bo"}`))
			request.HTTP.ContentLength = 14
			return next(request)
		}
		own := client(drive.ClientOptions{BaseURL: gatewayURL + "/dev", Middleware: []drive.Middleware{drop}})
		_, err := own.CreatePet(ctx, drive.CreatePetInput{Body: pet})
		invalid := failed[*drive.InvalidBodyError](err)
		equal(invalid.Fields, []string{"kind"})
		equal(len(invalid.Problems), 1)
		equal(invalid.Type, "BAD_REQUEST_BODY")
	}},
	{"invalid parameters", func() {
		drop := func(request *drive.OutgoingRequest, next drive.Sender) (*http.Response, error) {
			request.HTTP.URL.RawQuery = ""
			return next(request)
		}
		own := client(drive.ClientOptions{BaseURL: gatewayURL + "/dev", Middleware: []drive.Middleware{drop}})
		_, err := own.Search(ctx, drive.SearchInput{Q: "x"})
		equal(failed[*drive.InvalidParametersError](err).Parameters, []string{"q"})
	}},
	{"unsupported media type", func() {
		_, err := gateway.SendText(ctx, drive.SendTextInput{Body: "hello"})
		failed[*drive.UnsupportedMediaTypeError](err)
	}},
	{"missing authentication token", func() {
		lost := client(drive.ClientOptions{BaseURL: gatewayURL + "/dev/nowhere"})
		_, err := lost.ListPets(ctx, drive.ListPetsInput{})
		failed[*drive.MissingAuthenticationTokenError](err)
	}},
	{"throttled by the gateway", func() {
		clock := &fixedClock{}
		own := client(drive.ClientOptions{BaseURL: gatewayURL + "/dev", Clock: clock})
		_, _ = own.Limited(ctx, drive.LimitedInput{})
		_, err := own.Limited(ctx, drive.LimitedInput{})
		equal(failed[*drive.ThrottledError](err).Attempts, 3)
		check(len(clock.pauses) >= 2)
	}},
	{"API key and quota of the gateway", func() {
		_, err := gateway.Keyed(ctx, drive.KeyedInput{})
		failed[*drive.InvalidAPIKeyError](err)
		clock := &fixedClock{}
		own := client(drive.ClientOptions{BaseURL: gatewayURL + "/dev", Clock: clock, APIKey: drive.Static(os.Getenv("API_KEY"))})
		for range 2 {
			output, err := own.Keyed(ctx, drive.KeyedInput{})
			must(err)
			equal(output.Status, 200)
		}
		_, err = own.Keyed(ctx, drive.KeyedInput{})
		equal(failed[*drive.QuotaExceededError](err).Attempts, 1)
		equal(len(clock.pauses), 0)
	}},
	{"integration timeout", func() {
		_, err := gateway.Slow(ctx, drive.SlowInput{}, drive.WithRetry(once))
		equal(failed[*drive.IntegrationTimeoutError](err).Status, 504)
	}},
	{"integration failure", func() {
		_, err := gateway.Dead(ctx, drive.DeadInput{}, drive.WithRetry(once))
		failed[*drive.IntegrationFailureError](err)
	}},
	{"retry after 5xx of the backend", func() {
		clock := &fixedClock{}
		own := client(drive.ClientOptions{BaseURL: gatewayURL + "/dev", Clock: clock})
		output, err := own.Flaky(ctx, drive.FlakyInput{Run: fmt.Sprintf("go-flaky-%d", os.Getpid())})
		must(err)
		equal(output.Body.Attempts, 3)
		equal(clock.pauses, []time.Duration{100 * time.Millisecond, 200 * time.Millisecond})
	}},
	{"pages", func() {
		var names []string
		input := drive.ListPetsInput{Limit: drive.Ptr(int64(2))}
		for own, err := range gateway.ListPetsItems(ctx, input) {
			must(err)
			names = append(names, own.Name)
		}
		equal(names, []string{"Pet 0", "Pet 1", "Pet 2", "Pet 3", "Pet 4", "Pet 5"})
		check(input.NextToken == nil)
		count := 0
		for page, err := range gateway.ListPetsPages(ctx, input) {
			must(err)
			equal(len(page.Body.Pets), 2)
			if count++; count == 2 {
				break
			}
		}
		equal(count, 2)
	}},
	{"binary through the gateway", func() {
		data := make([]byte, 1000)
		for at := range data {
			data[at] = byte(at)
		}
		output, err := gateway.PutFile(ctx, drive.PutFileInput{Name: "go", Body: bytes.NewReader(data)})
		must(err)
		equal(output.Body.Body, "1000")
		file, err := gateway.GetFile(ctx, drive.GetFileInput{Name: "go"})
		must(err)
		read, err := io.ReadAll(file.Body)
		must(err)
		must(file.Body.Close())
		equal(read, data)
	}},
	{"streams", func() {
		file, err := start("stream", drive.ClientOptions{}).GetFile(ctx, drive.GetFileInput{Name: "x"})
		must(err)
		length, err := io.Copy(io.Discard, file.Body)
		must(err)
		must(file.Body.Close())
		equal(length, 64*16384)
		sent, err := start("echo", drive.ClientOptions{}).PutFile(ctx, drive.PutFileInput{Name: "x", Body: io.MultiReader(strings.NewReader("abc"), strings.NewReader("defg"))})
		must(err)
		equal(sent.Body.Body, "abcdefg")
		equal(sent.Body.Headers["transfer-encoding"], "chunked")
		busy := start("busy", drive.ClientOptions{})
		_, err = busy.PutFile(ctx, drive.PutFileInput{Name: "x", Body: io.MultiReader(strings.NewReader("a"))})
		failed[*drive.APIError](err)
		equal(busy.requests(), 1)
		again := start("busy-twice", drive.ClientOptions{})
		repeated, err := again.PutFile(ctx, drive.PutFileInput{Name: "x", Body: strings.NewReader("again")})
		must(err)
		equal(repeated.Body.Body, "again")
		equal(again.requests(), 3)
	}},
	{"forms", func() {
		echo := start("echo", drive.ClientOptions{})
		file := drive.FilePart{Content: []byte("hello"), Filename: "a.txt", ContentType: "text/plain"}
		output, err := echo.SendForm(ctx, drive.SendFormInput{Body: drive.SendFormBody{File: file, Note: drive.Ptr("n")}})
		must(err)
		check(strings.HasPrefix(output.Body.Headers["content-type"], "multipart/form-data; boundary="))
		check(strings.Contains(output.Body.Body, "name=\"note\"\r\n\r\nn\r\n"))
		check(strings.Contains(output.Body.Body, "name=\"file\"; filename=\"a.txt\"\r\nContent-Type: text/plain\r\n\r\nhello"))
		login, err := echo.Login(ctx, drive.LoginInput{Body: drive.LoginBody{User: "a&b", Scopes: []string{"x", "y"}}})
		must(err)
		equal(login.Body.Body, "user=a%26b&scopes=x&scopes=y")
	}},
	{"any method", func() {
		output, err := gateway.Forward(ctx, drive.ForwardInput{Method: "PATCH", Rest: "a/b c", Body: strings.NewReader("{}")})
		must(err)
		defer output.Body.Close()
		var echo drive.Echo
		must(json.NewDecoder(output.Body).Decode(&echo))
		equal(echo.Method, "PATCH")
		equal(echo.Path, "/any/a/b%20c")
	}},
	{"retry after 429", func() {
		run := start("throttled-twice", drive.ClientOptions{})
		must(getPet(run))
		equal(run.requests(), 3)
		equal(run.clock.pauses, []time.Duration{100 * time.Millisecond, 200 * time.Millisecond})
	}},
	{"Retry-After is honoured", func() {
		run := start("retry-after", drive.ClientOptions{})
		must(getPet(run))
		equal(run.clock.pauses, []time.Duration{7 * time.Second})
		never := start("retry-never", drive.ClientOptions{})
		equal(failed[*drive.ThrottledError](getPet(never)).RetryAfter, 24*time.Hour)
		equal(never.requests(), 1)
	}},
	{"retry after failures of the gateway and the connection", func() {
		for name, wanted := range map[string]int{"failing-twice": 3, "hang-up-once": 2} {
			run := start(name, drive.ClientOptions{})
			must(getPet(run))
			equal(run.requests(), wanted)
		}
	}},
	{"what is not idempotent is sent once", func() {
		for _, name := range []string{"busy", "throttled", "hang-up-once"} {
			run := start(name, drive.ClientOptions{})
			_, err := run.CreatePet(ctx, drive.CreatePetInput{Body: pet})
			check(err != nil)
			equal(run.requests(), 1)
		}
		put := start("busy", drive.ClientOptions{})
		_, err := put.ReplacePet(ctx, drive.ReplacePetInput{PetID: "1", Body: pet})
		failed[*drive.APIError](err)
		equal(put.requests(), 3)
	}},
	{"a key makes it safe to repeat", func() {
		given := start("busy", drive.ClientOptions{})
		_, err := given.CreatePet(ctx, drive.CreatePetInput{Body: pet}, drive.WithIdempotencyKey("k1"))
		failed[*drive.APIError](err)
		equal(given.requests(), 3)
		output, err := start("busy-twice", drive.ClientOptions{}).PlaceOrder(ctx, drive.PlaceOrderInput{Body: drive.PlaceOrderBody{Item: "x"}})
		must(err)
		equal(output.Body.Attempts, 3)
		equal(len(output.Body.Headers["idempotency-key"]), 36)
	}},
	{"a quota is never asked again", func() {
		run := start("QUOTA_EXCEEDED", drive.ClientOptions{})
		failed[*drive.QuotaExceededError](getPet(run))
		equal(run.requests(), 1)
		equal(len(run.clock.pauses), 0)
	}},
	{"every gateway response type", func() {
		kinds := map[string]func(error) error{
			"THROTTLED":                      func(err error) error { return failed[*drive.ThrottledError](err) },
			"QUOTA_EXCEEDED":                 func(err error) error { return failed[*drive.QuotaExceededError](err) },
			"ACCESS_DENIED":                  func(err error) error { return failed[*drive.AccessDeniedError](err) },
			"UNAUTHORIZED":                   func(err error) error { return failed[*drive.UnauthorizedError](err) },
			"INVALID_API_KEY":                func(err error) error { return failed[*drive.InvalidAPIKeyError](err) },
			"MISSING_AUTHENTICATION_TOKEN":   func(err error) error { return failed[*drive.MissingAuthenticationTokenError](err) },
			"INVALID_SIGNATURE":              func(err error) error { return failed[*drive.InvalidSignatureError](err) },
			"EXPIRED_TOKEN":                  func(err error) error { return failed[*drive.ExpiredTokenError](err) },
			"BAD_REQUEST_BODY":               func(err error) error { return failed[*drive.InvalidBodyError](err) },
			"BAD_REQUEST_PARAMETERS":         func(err error) error { return failed[*drive.InvalidParametersError](err) },
			"UNSUPPORTED_MEDIA_TYPE":         func(err error) error { return failed[*drive.UnsupportedMediaTypeError](err) },
			"REQUEST_TOO_LARGE":              func(err error) error { return failed[*drive.RequestTooLargeError](err) },
			"RESOURCE_NOT_FOUND":             func(err error) error { return failed[*drive.ResourceNotFoundError](err) },
			"WAF_FILTERED":                   func(err error) error { return failed[*drive.WafFilteredError](err) },
			"INTEGRATION_TIMEOUT":            func(err error) error { return failed[*drive.IntegrationTimeoutError](err) },
			"INTEGRATION_FAILURE":            func(err error) error { return failed[*drive.IntegrationFailureError](err) },
			"AUTHORIZER_FAILURE":             func(err error) error { return failed[*drive.AuthorizerFailureError](err) },
			"AUTHORIZER_CONFIGURATION_ERROR": func(err error) error { return failed[*drive.AuthorizerConfigurationError](err) },
			"API_CONFIGURATION_ERROR":        func(err error) error { return failed[*drive.APIConfigurationError](err) },
		}
		for _, kind := range slices.Sorted(maps.Keys(kinds)) {
			run := start(kind, drive.ClientOptions{Retry: once})
			var err error
			// Only where a key is needed does a refusal mean the key.
			if kind == "INVALID_API_KEY" {
				_, err = run.Keyed(ctx, drive.KeyedInput{})
			} else {
				_, err = run.ListPets(ctx, drive.ListPetsInput{})
			}
			kinds[kind](err)
			own := failed[*drive.GatewayError](err)
			equal(own.Type, kind)
			equal(own.RequestID, "11111111-2222-3333-4444-555555555555")
		}
	}},
	{"errors that only the header or the message tells", func() {
		_, err := start("templated", drive.ClientOptions{}).ListPets(ctx, drive.ListPetsInput{})
		failed[*drive.AccessDeniedError](err)
		_, err = start("no-header", drive.ClientOptions{Retry: once}).ListPets(ctx, drive.ListPetsInput{})
		failed[*drive.ThrottledError](err)
		_, err = start("unknown-error", drive.ClientOptions{}).ListPets(ctx, drive.ListPetsInput{})
		equal(failed[*drive.APIError](err).Status, 418)
		var other *drive.GatewayError
		check(!errors.As(err, &other))
	}},
	{"timeout", func() {
		run := start("slow", drive.ClientOptions{Timeout: 100 * time.Millisecond, Retry: drive.RetryOptions{Attempts: 2}})
		late := failed[*drive.TimeoutError](getPet(run))
		check(late.Timeout() && errors.Is(late, context.DeadlineExceeded))
		equal(run.requests(), 2)
		failed[*drive.TimeoutError](getPet(start("slow-body", drive.ClientOptions{Timeout: 100 * time.Millisecond, Retry: once})))
	}},
	{"cancellation", func() {
		run := start("slow", drive.ClientOptions{})
		own, cancel := context.WithCancel(ctx)
		time.AfterFunc(50*time.Millisecond, cancel)
		_, err := run.GetPet(own, drive.GetPetInput{PetID: "1"})
		failed[*drive.CancelledError](err)
		check(errors.Is(err, context.Canceled))
		equal(run.requests(), 1)
		_, err = run.GetPet(own, drive.GetPetInput{PetID: "1"})
		failed[*drive.CancelledError](err)
		equal(run.requests(), 1)
	}},
	{"an answer that is no JSON", func() {
		equal(failed[*drive.UnexpectedResponseError](getPet(start("not-json", drive.ClientOptions{}))).Text, "<html>")
	}},
	{"middleware", func() {
		var seen []string
		note := func(name string) drive.Middleware {
			return func(request *drive.OutgoingRequest, next drive.Sender) (*http.Response, error) {
				equal(request.HTTP.Header.Get("X-Api-Key"), "")
				seen = append(seen, fmt.Sprintf("%s %s %d", name, request.Operation, request.Attempt))
				response, err := next(request)
				must(err)
				equal(response.Request.Header.Get("X-Api-Key"), "")
				seen = append(seen, fmt.Sprintf("%s %d", name, response.StatusCode))
				return response, nil
			}
		}
		run := start("throttled-twice", drive.ClientOptions{Retry: once, Middleware: []drive.Middleware{note("a"), note("b")}})
		failed[*drive.ThrottledError](getPet(run))
		equal(seen, []string{"a getPet 1", "b getPet 1", "b 429", "a 429"})
		echo := start("echo", drive.ClientOptions{APIKey: drive.Static("hidden"), Middleware: []drive.Middleware{note("c")}})
		output, err := echo.Keyed(ctx, drive.KeyedInput{})
		must(err)
		check(bytes.Contains(output.Raw, []byte(`"x-api-key": "hidden"`)), string(output.Raw))
	}},
	{"SigV4", func() {
		run := start("sigv4", drive.ClientOptions{Credentials: drive.Static(credentials)})
		_, err := run.Signed(ctx, drive.SignedInput{Name: "a b~c", Q: drive.Ptr("x y/+*'()")})
		must(err)
		_, err = run.SignedBody(ctx, drive.SignedBodyInput{Name: "ü", Body: pet})
		must(err)
		wrong := start("sigv4", drive.ClientOptions{Credentials: drive.Static(drive.AWSCredentials{AccessKeyID: "AKIDEXAMPLE", SecretAccessKey: "wrong"})})
		_, err = wrong.Signed(ctx, drive.SignedInput{Name: "a"})
		failed[*drive.InvalidSignatureError](err)
	}},
	{"the published vectors of SigV4", func() {
		data, err := os.ReadFile(os.Getenv("VECTORS"))
		must(err)
		var vectors []struct {
			Name, Method, Path, Body, Token, SignedHeaders, Signature string
			Query, Headers                                            [][2]string
		}
		must(json.Unmarshal(data, &vectors))
		check(len(vectors) > 30)
		for _, vector := range vectors {
			own := credentials
			own.SessionToken = vector.Token
			given := drive.Sign(drive.SigningRequest{
				Method: vector.Method, Path: vector.Path, Query: vector.Query, Headers: vector.Headers,
				Body: []byte(vector.Body), Credentials: own, Region: "us-east-1", Service: "service", Date: now,
			}).Get("Authorization")
			check(strings.Contains(given, "SignedHeaders="+vector.SignedHeaders+","), vector.Name, " ", given)
			check(strings.HasSuffix(given, "Signature="+vector.Signature), vector.Name, " ", given)
		}
	}},
	{"tokens", func() {
		sent := func(options drive.ClientOptions) string {
			output, err := start("echo", options).Secret(ctx, drive.SecretInput{})
			must(err)
			return output.Body.Headers["authorization"]
		}
		equal(sent(drive.ClientOptions{Token: drive.Static(drive.Token{Value: "abc"})}), "Bearer abc")
		named := map[string]drive.Provider[drive.Token]{"lambda": drive.Static(drive.Token{Value: "Bearer def"})}
		equal(sent(drive.ClientOptions{Tokens: named}), "Bearer def")
	}},
	{"providers are asked again", func() {
		var asked []bool
		provider := func(_ context.Context, why drive.Asked) (drive.Token, error) {
			asked = append(asked, why.Refused)
			if why.Refused {
				return drive.Token{Value: "fresh", Expiration: now.Add(time.Hour)}, nil
			}
			return drive.Token{Value: "stale"}, nil
		}
		run := start("fresh-token", drive.ClientOptions{Token: provider})
		output, err := run.Secret(ctx, drive.SecretInput{})
		must(err)
		equal(output.Body.Headers["authorization"], "Bearer fresh")
		equal(asked, []bool{false, true})
		equal(run.requests(), 2)
		_, err = run.Secret(ctx, drive.SecretInput{})
		must(err)
		equal(len(asked), 2)
		broken := func(context.Context, drive.Asked) (drive.Token, error) { return drive.Token{}, errors.New("no") }
		_, err = start("echo", drive.ClientOptions{Token: broken}).Secret(ctx, drive.SecretInput{})
		failed[*drive.ConfigurationError](err)
		stale := start("fresh-token", drive.ClientOptions{Token: drive.Static(drive.Token{Value: "stale"})})
		_, err = stale.Secret(ctx, drive.SecretInput{})
		failed[*drive.UnauthorizedError](err)
		equal(stale.requests(), 1)
	}},
	{"secrets are not shown", func() {
		secret := "do-not-show-me"
		keys := drive.AWSCredentials{AccessKeyID: "A", SecretAccessKey: secret, SessionToken: secret}
		run := start("unknown-error", drive.ClientOptions{
			APIKey: drive.Static(secret), Token: drive.Static(drive.Token{Value: secret}), Credentials: drive.Static(keys),
			Header: http.Header{"X-Secret": {secret}},
		})
		_, err := run.Keyed(ctx, drive.KeyedInput{})
		for _, shown := range []any{run.DriveClient, err, keys, &keys, drive.Token{Value: secret}, []drive.AWSCredentials{keys}} {
			for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
				check(!strings.Contains(fmt.Sprintf(verb, shown), secret), verb, fmt.Sprintf(" %T", shown))
			}
		}
	}},
	{"where the API is", func() {
		_, err := drive.NewDriveClient(drive.ClientOptions{})
		failed[*drive.ConfigurationError](err)
		equal(client(drive.ClientOptions{APIID: "abc"}).String(), "DriveClient(https://abc.execute-api.us-east-1.amazonaws.com/dev)")
	}},
}

func run(test test) (text string) {
	defer func() {
		if found := recover(); found != nil {
			text = fmt.Sprint(found)
			if own, is := found.(failure); is {
				text = own.text
			}
		}
	}()
	test.run()
	return ""
}

func main() {
	gateway = client(drive.ClientOptions{BaseURL: gatewayURL + "/dev"})
	status := 0
	for _, test := range tests {
		if text := run(test); text != "" {
			status = 1
			fmt.Println("FAILED", test.name+":", text)
			continue
		}
		fmt.Println("ok", test.name)
	}
	os.Exit(status)
}

// Makes the calls of a plan, and prints what comes of each. What knows the packages stands beside it, made for them.
package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"reflect"
	"time"
)

type settings struct {
	Address  string
	Attempts int
	Timeout  time.Duration
	APIKey   string
	Token    string
	Keys     *struct{ ID, Secret string }
}

type entry struct {
	API, Method, Path, Verb string
	Parameters              []struct {
		Place, Wire string
		Value       json.RawMessage
	}
	Body *struct {
		Kind  string
		Value json.RawMessage
	}
	Client settings
	Cancel time.Duration
	Pages  bool
}

// call makes the call of an entry.
type call func(ctx context.Context, own *entry) (any, error)

func must(err error) {
	if err != nil {
		panic(err)
	}
}

// set gives a field of an input what the entry says.
func (e *entry) set(place, wire string, field any) {
	for _, own := range e.Parameters {
		if own.Place == place && own.Wire == wire {
			must(json.Unmarshal(own.Value, field))
		}
	}
}

func (e *entry) send(field any) {
	if e.Body == nil {
		return
	}
	if reader, is := field.(*io.Reader); is {
		var data []byte
		must(json.Unmarshal(e.Body.Value, &data))
		*reader = bytes.NewReader(data)
		return
	}
	must(json.Unmarshal(e.Body.Value, field))
}

// items are those of all pages.
type items []any

func collect[T any](all iter.Seq2[T, error]) (any, error) {
	found := items{}
	for own, err := range all {
		if err != nil {
			return nil, err
		}
		found = append(found, own)
	}
	return found, nil
}

func answerOf(output any) map[string]any {
	if all, is := output.(items); is {
		return map[string]any{"status": 200, "answer": all}
	}
	own := reflect.ValueOf(output).Elem()
	status := own.FieldByName("Status").Interface()
	said := map[string]any{"status": status, "answer": nil}
	for _, name := range []string{"Body", fmt.Sprintf("Body%d", status)} {
		body := own.FieldByName(name)
		if !body.IsValid() {
			continue
		}
		said["answer"] = body.Interface()
		if stream, is := body.Interface().(io.ReadCloser); is {
			data, err := io.ReadAll(stream)
			must(err)
			must(stream.Close())
			said["answer"] = base64.StdEncoding.EncodeToString(data)
		}
	}
	return said
}

// names are what the types of errors are called here.
var names = map[string]string{
	"TimeoutError": "TIMEOUT", "CancelledError": "CANCELLED", "ConfigurationError": "CONFIGURATION",
	"InvalidInputError": "INVALID_INPUT", "ConnectionError": "CONNECTION", "UnexpectedResponseError": "UNEXPECTED",
	"APIError": "API",
}

// failureOf looks at the error and at what it can be had as.
func failureOf(err error) map[string]any {
	said := map[string]any{"text": err.Error()}
	for own, depth := err, 0; own != nil; own, depth = errors.Unwrap(own), depth+1 {
		if reflect.TypeOf(own).Kind() != reflect.Pointer {
			break
		}
		name := reflect.TypeOf(own).Elem().Name()
		value := reflect.ValueOf(own).Elem()
		kind, known := names[name]
		switch {
		case name == "GatewayError" && depth > 0:
			said["kind"] = value.FieldByName("Type").Interface()
		case said["kind"] != nil && said["kind"] != "DECLARED":
		case name == "APIError" && depth > 0:
			said["kind"] = "DECLARED"
		case known:
			said["kind"] = kind
		}
		for _, list := range []string{"Fields", "Parameters"} {
			if found := value.FieldByName(list); found.IsValid() {
				said["names"] = found.Interface()
			}
		}
		if name == "APIError" {
			said["status"] = value.FieldByName("Status").Interface()
			said["attempts"] = value.FieldByName("Attempts").Interface()
		}
	}
	return said
}

func main() {
	data, err := os.ReadFile(os.Args[1])
	must(err)
	var plan struct{ Calls []*entry }
	must(json.Unmarshal(data, &plan))
	for number, own := range plan.Calls {
		ctx, cancel := context.WithCancel(context.Background())
		if own.Cancel > 0 {
			time.AfterFunc(own.Cancel*time.Millisecond, cancel)
		}
		output, err := calls[own.API][own.Method+" "+own.Path](ctx, own)
		var said map[string]any
		if err != nil {
			said = failureOf(err)
		} else {
			said = answerOf(output)
		}
		cancel()
		said["number"] = number
		text, err := json.Marshal(said)
		must(err)
		fmt.Println(string(text))
	}
}

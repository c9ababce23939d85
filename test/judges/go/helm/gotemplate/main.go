// Command gotemplate renders templates with Go's own packages. It reads lines of JSON:
//
//	{"template": "…", "name": "…", "funcs": "go" | "sprig" | "helm" | "test", "data": …, "dataTypes": {"/json/pointer": "Go type"}, "missingkey": "error"}
//
// and answers each with one line {"output": "…"} or {"error": "…"}; texts that are not UTF-8 come as {"outputBase64": "…"}.
// Beside an error, "partialBase64" is what had been written until then. "test" has functions with parameters of many types.
// {"chart": {"files": {"path": "text"}, "values": ["YAML"], …}} asks what helm template prints of a chart, and what it logs.
// Numbers of data are float64 unless dataTypes has another type for their pointer.
package main

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"text/template"
	"time"
	"unicode/utf8"

	"github.com/Masterminds/sprig/v3"
	"helm.sh/helm/v4/pkg/chart/common"
	chart "helm.sh/helm/v4/pkg/chart/v2"
	"helm.sh/helm/v4/pkg/engine"
)

type question struct {
	Template   string            `json:"template"`
	Name       string            `json:"name"`
	Funcs      string            `json:"funcs"`
	Data       any               `json:"data"`
	DataTypes  map[string]string `json:"dataTypes"`
	MissingKey string            `json:"missingkey"`
	Chart      *chartQuestion    `json:"chart"`
}

type answer struct {
	Output       *string `json:"output,omitempty"`
	OutputBase64 *string `json:"outputBase64,omitempty"`
	Error        *string `json:"error,omitempty"`
	Partial      *string `json:"partialBase64,omitempty"`
	// Log has the sorted lines of what rendering a chart logged.
	Log []string `json:"log,omitempty"`
}

var pointerEscapes = strings.NewReplacer("~", "~0", "/", "~1")

func number[T int | int8 | int16 | int32 | int64 | uint | uint8 | uint16 | uint32 | uint64 | float32 | float64](v any) T {
	f, _ := v.(float64)
	return T(f)
}

func elements[T any](v any, convert func(any) T) []T {
	items, isList := v.([]any)
	if !isList {
		return nil
	}
	out := make([]T, len(items))
	for i, item := range items {
		out[i] = convert(item)
	}
	return out
}

func entries[T any](v any, convert func(any) T) map[string]T {
	m, isMap := v.(map[string]any)
	if !isMap {
		return nil
	}
	out := make(map[string]T, len(m))
	for k, item := range m {
		out[k] = convert(item)
	}
	return out
}

func asString(v any) string { s, _ := v.(string); return s }
func asBool(v any) bool     { b, _ := v.(bool); return b }

// thing is a struct with fields and methods.
type thing struct {
	Name   string
	Count  int
	Any    any
	hidden int
}

func (t thing) Greet(who string) string { return "hello " + who + " from " + t.Name }
func (t *thing) Double() int            { return 2 * t.Count }
func (t thing) Fail(ok bool) (any, error) {
	if !ok {
		return nil, errors.New("failed %d\n")
	}
	return t.Any, nil
}

// caller is a function that does not print as an address.
type caller func(a int, b ...string) string

func (caller) String() string { return "a caller" }

var testFuncs = template.FuncMap{
	"takesString":  func(s string) string { return "<" + s + ">" },
	"takesInt":     func(i int) int { return i + 1 },
	"takesInt8":    func(i int8) int8 { return i },
	"takesUint":    func(u uint) uint { return u },
	"takesFloat":   func(f float64) float64 { return f / 2 },
	"takesFloat32": func(f float32) float32 { return f / 2 },
	"takesBool":    func(b bool) bool { return !b },
	"takesMap":     func(m map[string]any) int { return len(m) },
	"takesList":    func(l []any) int { return len(l) },
	"takesStrings": func(l []string) int { return len(l) },
	"takesAny":     func(v any) string { return fmt.Sprintf("%T", v) },
	"takesMany":    func(a string, b ...int) string { return fmt.Sprint(a, b) },
	"givesAny":     func() any { return nil },
	"givesMap":     func() map[string]any { return map[string]any{"a": 1, "n": nil} },
	"fails":        func(s string) (string, error) { return "", errors.New(s) },
	"panics":       func(v any) string { panic(v) },
	"self":         func(v any) any { return v },
}

func convert(v any, name string) any {
	switch name {
	case "int":
		if s, ok := v.(string); ok {
			i, _ := strconv.ParseInt(s, 10, 64)
			return int(i)
		}
		return number[int](v)
	case "int8":
		return number[int8](v)
	case "int16":
		return number[int16](v)
	case "int32":
		return number[int32](v)
	case "int64":
		if s, ok := v.(string); ok {
			i, _ := strconv.ParseInt(s, 10, 64)
			return i
		}
		return number[int64](v)
	case "uint":
		return number[uint](v)
	case "uint8":
		return number[uint8](v)
	case "uint16":
		return number[uint16](v)
	case "uint32":
		return number[uint32](v)
	case "uint64":
		return number[uint64](v)
	case "float32":
		return number[float32](v)
	case "[]string":
		return elements(v, asString)
	case "[]int":
		return elements(v, number[int])
	case "[]int64":
		return elements(v, number[int64])
	case "[]float64":
		return elements(v, number[float64])
	case "[]bool":
		return elements(v, asBool)
	case "[]uint8", "[]byte":
		decoded, _ := base64.StdEncoding.DecodeString(asString(v))
		return decoded
	case "bytes-string":
		decoded, _ := base64.StdEncoding.DecodeString(asString(v))
		return string(decoded)
	case "[]map[string]interface {}":
		return elements(v, func(item any) map[string]any { m, _ := item.(map[string]any); return m })
	case "map[string]string":
		return entries(v, asString)
	case "map[string]int":
		return entries(v, number[int])
	case "map[string]bool":
		return entries(v, asBool)
	case "map[string][]string":
		return entries(v, func(item any) []string { return elements(item, asString) })
	case "main.thing", "*main.thing":
		m, _ := v.(map[string]any)
		t := thing{Name: asString(m["name"]), Count: number[int](m["count"]), Any: m["any"], hidden: 7}
		if name == "main.thing" {
			return t
		}
		return &t
	case "main.caller":
		return caller(func(a int, b ...string) string { return fmt.Sprint(a, b) })
	case "time.Time":
		t, _ := time.Parse(time.RFC3339Nano, asString(v))
		return t
	case "time.Duration":
		return time.Duration(number[int64](v))
	}
	panic("unknown type " + name)
}

func typed(v any, pointer string, types map[string]string) any {
	switch x := v.(type) {
	case map[string]any:
		for k, item := range x {
			x[k] = typed(item, pointer+"/"+pointerEscapes.Replace(k), types)
		}
	case []any:
		for i, item := range x {
			x[i] = typed(item, fmt.Sprintf("%s/%d", pointer, i), types)
		}
	}
	if name, ok := types[pointer]; ok {
		return convert(v, name)
	}
	return v
}

func render(q question, log *logLines) (out string, err error) {
	if q.Chart != nil {
		return templateChart(q.Chart, log)
	}
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v", r)
		}
	}()
	data := typed(q.Data, "", q.DataTypes)
	if q.Funcs == "helm" {
		c := &chart.Chart{
			Metadata:  &chart.Metadata{Name: "case", Version: "1.0.0", APIVersion: "v2"},
			Templates: []*common.File{{Name: "templates/" + q.Name, Data: []byte(q.Template)}},
		}
		values := common.Values{"Values": data, "Release": map[string]any{"Name": "release", "Namespace": "default"}}
		rendered, err := engine.Engine{}.Render(c, values)
		return rendered["case/templates/"+q.Name], err
	}
	t := template.New(q.Name)
	if q.Funcs == "sprig" {
		t = t.Funcs(sprig.TxtFuncMap())
	}
	if q.Funcs == "test" {
		t = t.Funcs(testFuncs)
	}
	if q.MissingKey != "" {
		t = t.Option("missingkey=" + q.MissingKey)
	}
	if t, err = t.Parse(q.Template); err != nil {
		return "", err
	}
	var buffer bytes.Buffer
	err = t.Execute(&buffer, data)
	return buffer.String(), err
}

func main() {
	lines := bufio.NewReaderSize(os.Stdin, 1<<20)
	out := bufio.NewWriter(os.Stdout)
	encoder := json.NewEncoder(out)
	for {
		line, err := lines.ReadBytes('\n')
		if len(bytes.TrimSpace(line)) > 0 {
			var q question
			var a answer
			var log logLines
			if err := json.Unmarshal(line, &q); err != nil {
				text := "not a question: " + err.Error()
				a.Error = &text
			} else if text, err := render(q, &log); err != nil {
				message := err.Error()
				partial := base64.StdEncoding.EncodeToString([]byte(text))
				a.Error, a.Partial = &message, &partial
			} else if utf8.ValidString(text) {
				a.Output = &text
			} else {
				encoded := base64.StdEncoding.EncodeToString([]byte(text))
				a.OutputBase64 = &encoded
			}
			if q.Chart != nil {
				a.Log = log.sorted()
			}
			encoder.Encode(a)
			out.Flush()
		}
		if err != nil {
			return
		}
	}
}

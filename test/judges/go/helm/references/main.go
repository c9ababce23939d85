// Command references prints what Go's net/url makes of random references as seen from random repositories, the way
// Helm resolves the URLs of an index: one JSON list a line of [repository, reference, result, failed, equal], where equal
// says whether Helm takes the two for the same URL.
//
//	go run ./references 400 > packages/helm/src/repository/__fixtures__/references.jsonl
package main

import (
	"encoding/json"
	"math/rand"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

func resolve(repository, reference string) (string, error) {
	target, err := url.Parse(reference)
	if err != nil {
		return "", err
	}
	if target.IsAbs() {
		return reference, nil
	}
	base, err := url.Parse(repository)
	if err != nil {
		return "", err
	}
	base.RawPath = strings.TrimSuffix(base.RawPath, "/") + "/"
	base.Path = strings.TrimSuffix(base.Path, "/") + "/"
	resolved := base.ResolveReference(target)
	resolved.RawQuery = base.RawQuery
	return resolved.String(), nil
}

func equal(a, b string) bool {
	first, err := url.Parse(a)
	if err != nil {
		return filepath.Clean(a) == filepath.Clean(b)
	}
	second, err := url.Parse(b)
	if err != nil {
		return false
	}
	for _, each := range []*url.URL{first, second} {
		if each.Path == "" {
			each.Path = "/"
		}
		each.Path = filepath.Clean(each.Path)
	}
	return first.String() == second.String()
}

func main() {
	count, err := strconv.Atoi(os.Args[1])
	if err != nil {
		panic(err)
	}
	random := rand.New(rand.NewSource(7))
	parts := []string{
		"a", "b.tgz", "..", ".", "", "%2e%2e", "%2F", "c d", "é", "x:y", "@", "%20", "*", "'", "+", "~", "[", "(1)", ";p", "a=b", "%zz",
	}
	begins := []string{"https://h", "http://u:p@h:80", "https://h/", "//h", "", "h", "https://[::1]:1", "HTTPS://H", "/", "mailto:x"}
	ends := []string{"", "", "", "?q=1", "?", "#f", "?a=b#c"}
	pick := func(from []string) string { return from[random.Intn(len(from))] }
	path := func() string {
		chosen := []string{}
		for i := random.Intn(4); i >= 0; i-- {
			chosen = append(chosen, pick(parts))
		}
		return strings.Join(chosen, "/")
	}
	slash := func(one int) string {
		if random.Intn(one) == 0 {
			return "/"
		}
		return ""
	}
	whole := func() string { return pick(begins) + slash(2) + path() + pick(ends) }
	out := json.NewEncoder(os.Stdout)
	out.SetEscapeHTML(false)
	for i := 0; i < count; i++ {
		repository := whole()
		reference := slash(4) + path() + pick(ends)
		if random.Intn(3) == 0 {
			reference = whole()
		}
		resolved, err := resolve(repository, reference)
		if e := out.Encode([]any{repository, reference, resolved, err != nil, equal(repository, reference)}); e != nil {
			panic(e)
		}
	}
}

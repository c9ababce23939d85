package main

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"sort"
	"strings"

	"helm.sh/helm/v4/pkg/action"
	charter "helm.sh/helm/v4/pkg/chart"
	"helm.sh/helm/v4/pkg/chart/common"
	"helm.sh/helm/v4/pkg/chart/loader/archive"
	"helm.sh/helm/v4/pkg/chart/v2/loader"
	release "helm.sh/helm/v4/pkg/release/v1"
	"helm.sh/helm/v4/pkg/strvals"
)

// chartQuestion asks what `helm template` prints of a chart. The chart's files come in the order of their names.
type chartQuestion struct {
	Files       map[string]string `json:"files"`
	Values      []string          `json:"values"`
	Set         []string          `json:"set"`
	IsUpgrade   bool              `json:"isUpgrade"`
	IncludeCRDs bool              `json:"includeCrds"`
	KubeVersion string            `json:"kubeVersion"`
	APIVersions []string          `json:"apiVersions"`
}

// logLines gathers what is logged.
type logLines struct{ bytes.Buffer }

func (l *logLines) sorted() []string {
	all := strings.Split(strings.TrimSuffix(l.String(), "\n"), "\n")
	if l.Len() == 0 {
		all = []string{}
	}
	sort.Strings(all)
	return all
}

func templateChart(q *chartQuestion, log *logLines) (out string, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v", r)
		}
	}()
	handler := slog.NewTextHandler(log, &slog.HandlerOptions{ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
		if a.Key == slog.TimeKey {
			return slog.Attr{}
		}
		return a
	}})
	slog.SetDefault(slog.New(handler))
	base := map[string]any{}
	for i, text := range q.Values {
		values, err := loader.LoadValues(strings.NewReader(text))
		if err != nil {
			return "", fmt.Errorf("failed to parse %d: %w", i, err)
		}
		base = loader.MergeMaps(base, values)
	}
	for _, text := range q.Set {
		if err := strvals.ParseInto(text, base); err != nil {
			return "", fmt.Errorf("failed parsing --set data: %w", err)
		}
	}
	names := make([]string, 0, len(q.Files))
	for name := range q.Files {
		names = append(names, name)
	}
	sort.Strings(names)
	files := make([]*archive.BufferedFile, 0, len(names))
	for _, name := range names {
		files = append(files, &archive.BufferedFile{Name: name, Data: []byte(q.Files[name])})
	}
	c, err := loader.LoadFiles(files)
	if err != nil {
		return "", err
	}
	dependencies := make([]charter.Dependency, len(c.Metadata.Dependencies))
	for i, dependency := range c.Metadata.Dependencies {
		dependencies[i] = dependency
	}
	if err := action.CheckDependencies(c, dependencies); err != nil {
		return "", fmt.Errorf("an error occurred while checking for chart dependencies. You may need to run 'helm dependency build' to fetch missing dependencies: %w", err)
	}
	config := action.NewConfiguration()
	config.SetLogger(handler)
	install := action.NewInstall(config)
	install.DryRunStrategy = action.DryRunClient
	install.ReleaseName = "name"
	install.Namespace = "space"
	install.Replace = true
	install.IsUpgrade = q.IsUpgrade
	install.IncludeCRDs = q.IncludeCRDs
	install.APIVersions = q.APIVersions
	if q.KubeVersion != "" {
		version, err := common.ParseKubeVersion(q.KubeVersion)
		if err != nil {
			return "", err
		}
		install.KubeVersion = version
	}
	given, err := install.RunWithContext(context.Background(), c, base)
	if err != nil {
		return "", err
	}
	rel, isRelease := given.(*release.Release)
	if !isRelease {
		return "", fmt.Errorf("no release")
	}
	var text strings.Builder
	text.WriteString(rel.Manifest)
	for _, hook := range rel.Hooks {
		fmt.Fprintf(&text, "---\n# Source: %s\n# %v %d %v %v\n%s\n", hook.Path, hook.Events, hook.Weight, hook.DeletePolicies, hook.OutputLogPolicies, hook.Manifest)
	}
	fmt.Fprintf(&text, "NOTES:\n%s", rel.Info.Notes)
	return text.String(), nil
}

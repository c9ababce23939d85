/** What help says of flags that several commands have. */
export const valueUsage = `  -f, --values FILE              values in YAML; a URL; - reads standard input
      --set TEXT                 key1=val1,key2=val2; also --set-string
      --set-file KEY=FILE        the value is the text of a file or URL
      --set-json TEXT            key=json, or a JSON object
      --set-literal KEY=TEXT     the value is the text as it is`;

/** Flags about a cluster. */
export const clusterUsage = `  -n, --namespace NAME           default: that of the kubeconfig's context
      --kubeconfig FILE, --kube-context NAME
                                 default: KUBECONFIG and its current context`;

/** What help says of the chart of a command. */
export const chartUsage = `CHART is a directory, an archive, a URL,
REPOSITORY/NAME, or a name with --repo.`;

/** Flags about where a chart is from. */
export const sourceUsage = `      --repo URL                 the repository, which needs no name then
      --version RANGE            the newest by default; --devel: also pre-releases
      --username NAME, --password TEXT, --pass-credentials
      --ca-file FILE, --cert-file FILE, --key-file FILE, --insecure-skip-tls-verify
      --verify, --keyring FILE   check the signature`;

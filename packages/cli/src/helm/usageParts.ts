/** What help says of flags that several commands have. */
export const valueUsage = `  -f, --values FILE              values in YAML; - reads standard input
      --set TEXT                 key1=val1,key2=val2; also --set-string
      --set-file KEY=FILE        the value is the text of a file
      --set-json TEXT            key=json, or a JSON object
      --set-literal KEY=TEXT     the value is the text as it is`;

/** Flags about a cluster. */
export const clusterUsage = `  -n, --namespace NAME           default: that of the kubeconfig's context
      --kubeconfig FILE, --kube-context NAME
                                 default: KUBECONFIG and its current context`;

import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

function write(root: string, path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

function deployment(name: string): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
  labels:
    app: ${name}
spec:
  replicas: 1
  selector:
    matchLabels:
      app: ${name}
  template:
    metadata:
      labels:
        app: ${name}
    spec:
      serviceAccountName: ${name}
      containers:
      - name: main
        image: registry.example.com/team/app:1.2.3
        ports:
        - name: http
          containerPort: 8080
        env:
        - name: LOG_LEVEL
          value: info
        resources:
          limits: {cpu: 500m, memory: 256Mi}
`;
}

function service(name: string): string {
  return `apiVersion: v1
kind: Service
metadata:
  name: ${name}
spec:
  selector:
    app: ${name}
  ports:
  - name: http
    port: 80
    targetPort: http
`;
}

/** A base of two objects and an overlay with a patch and a prefix; the directory to build. */
export function writeOverlay(root: string): string {
  write(
    root,
    'base/kustomization.yaml',
    'resources:\n- deployment.yaml\n- service.yaml\n',
  );
  write(root, 'base/deployment.yaml', deployment('web'));
  write(root, 'base/service.yaml', service('web'));
  write(
    root,
    'overlay/kustomization.yaml',
    `resources:
- ../base
namespace: shop
namePrefix: staging-
patches:
- path: patch.yaml
images:
- name: registry.example.com/team/app
  newTag: 1.2.4
`,
  );
  write(
    root,
    'overlay/patch.yaml',
    'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  replicas: 3\n',
  );
  return join(root, 'overlay');
}

/** A kustomization with one definition of a custom resource of about so many bytes. */
export function writeDefinition(root: string, bytes: number): string {
  const field = (indent: string, name: string, inner: string): string =>
    `${indent}${name}:\n${indent}  description: |-\n${indent}    What ${name} is for, in a sentence that is as long as they are in real definitions.\n${indent}    And a second one.\n${inner}`;
  const property = (index: number): string => {
    const indent = ' '.repeat(18);
    const leaf = (name: string): string =>
      field(`${indent}    `, name, `${indent}      type: string\n`);
    return field(
      indent,
      `property${index}`,
      `${indent}  type: object\n${indent}  properties:\n${leaf('name')}${leaf(
        'value',
      )}${leaf('key')}`,
    );
  };
  let properties = '';
  for (let i = 0; properties.length < bytes; i++) properties += property(i);
  write(
    root,
    'crd/kustomization.yaml',
    'resources:\n- crd.yaml\nlabels:\n- pairs: {team: blue}\n',
  );
  write(
    root,
    'crd/crd.yaml',
    `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: things.example.com
spec:
  group: example.com
  names: {kind: Thing, plural: things}
  scope: Namespaced
  versions:
  - name: v1
    served: true
    storage: true
    schema:
      openAPIV3Schema:
        type: object
        properties:
          spec:
            type: object
            properties:
${properties.replace(/^ {4}/gm, '')}`,
  );
  return join(root, 'crd');
}

/** An overlay over so many objects, which it moves, renames, labels and patches. */
export function writeMany(root: string, objects: number): string {
  const directory = `many-${objects}`;
  const parts = Array.from({ length: Math.ceil(objects / 2) }, (_, i) => [
    deployment(`web-${i}`),
    service(`web-${i}`),
  ]).flat();
  write(
    root,
    `${directory}/base/kustomization.yaml`,
    'resources:\n- all.yaml\n',
  );
  write(
    root,
    `${directory}/base/all.yaml`,
    parts.slice(0, objects).join('---\n'),
  );
  write(
    root,
    `${directory}/kustomization.yaml`,
    `resources:
- base
namespace: shop
namePrefix: staging-
labels:
- pairs: {team: blue}
  includeSelectors: true
commonAnnotations: {note: x}
images:
- name: registry.example.com/team/app
  newTag: 1.2.4
patches:
- target: {kind: Deployment}
  patch: |-
    - op: replace
      path: /spec/replicas
      value: 3
`,
  );
  return join(root, directory);
}

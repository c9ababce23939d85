/**
 * Records how a real API server treats custom resources (pruning, defaults, texts of validation):
 *
 *   node test/judges/control-plane.mjs start          # prints a kubeconfig
 *   kubectl --kubeconfig … proxy --port=8001
 *   node packages/apiserver/scripts/record-custom.mjs http://127.0.0.1:8001 \
 *     > packages/apiserver/src/crd/fixtures/instances.json
 *
 * Prints the definition and, for each instance, what a dry-run create (or an update of `old`) answers.
 */
const [base] = process.argv.slice(2);
if (!base) {
  process.stderr.write('usage: record-custom.mjs BASE_URL\n');
  process.exit(1);
}

const text = { type: 'string' };
const integer = { type: 'integer' };
const object = (properties, more = {}) => ({
  type: 'object',
  properties,
  ...more,
});
const list = (items, more = {}) => ({ type: 'array', items, ...more });
const rule = (expression, more = {}) => ({
  'x-kubernetes-validations': [{ rule: expression, ...more }],
});

const spec = object({
  text,
  integer,
  int32: { type: 'integer', format: 'int32' },
  number: { type: 'number', minimum: 1, exclusiveMinimum: true, maximum: 10 },
  boolean: { type: 'boolean' },
  size: { type: 'integer', minimum: 1, maximum: 5 },
  multiple: { type: 'integer', multipleOf: 3 },
  choice: { type: 'string', enum: ['a', 'b'] },
  name: { type: 'string', pattern: '^[a-z]+$', minLength: 2, maxLength: 4 },
  duration: { type: 'string', pattern: '^([0-9]+(\\.[0-9]+)?(ms|s|m|h))+$' },
  nullable: { type: 'string', nullable: true },
  nullableDefault: { type: 'string', nullable: true, default: 'n' },
  withDefault: { type: 'string', default: 'd' },
  objectDefault: object(
    { inner: { type: 'integer', default: 7 } },
    { default: {} },
  ),
  nested: object(
    { a: { ...text, default: 'x' }, b: text },
    { required: ['b'] },
  ),
  port: { 'x-kubernetes-int-or-string': true },
  portPattern: { 'x-kubernetes-int-or-string': true, pattern: '^[0-9]+%?$' },
  anything: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
  value: { 'x-kubernetes-preserve-unknown-fields': true },
  embedded: {
    type: 'object',
    'x-kubernetes-embedded-resource': true,
    'x-kubernetes-preserve-unknown-fields': true,
  },
  labels: { type: 'object', additionalProperties: text },
  few: {
    type: 'object',
    additionalProperties: integer,
    minProperties: 1,
    maxProperties: 2,
  },
  list: list(text, { minItems: 1, maxItems: 3 }),
  set: list(text, { 'x-kubernetes-list-type': 'set' }),
  map: list(object({ name: text, value: text }, { required: ['name'] }), {
    'x-kubernetes-list-type': 'map',
    'x-kubernetes-list-map-keys': ['name'],
  }),
  items: list(object({ a: integer }, { required: ['a'] })),
  time: { type: 'string', format: 'date-time' },
  date: { type: 'string', format: 'date' },
  goDuration: { type: 'string', format: 'duration' },
  uri: { type: 'string', format: 'uri' },
  email: { type: 'string', format: 'email' },
  ipv4: { type: 'string', format: 'ipv4' },
  ipv6: { type: 'string', format: 'ipv6' },
  cidr: { type: 'string', format: 'cidr' },
  hostname: { type: 'string', format: 'hostname' },
  byte: { type: 'string', format: 'byte' },
  uuid: { type: 'string', format: 'uuid' },
  one: object(
    { a: text, b: text },
    { oneOf: [{ required: ['a'] }, { required: ['b'] }] },
  ),
  any: object(
    { a: text, b: text },
    { anyOf: [{ required: ['a'] }, { required: ['b'] }] },
  ),
  all: object(
    { a: integer },
    {
      allOf: [
        { properties: { a: { minimum: 2 } } },
        { properties: { a: { maximum: 4 } } },
      ],
    },
  ),
  not: object({ a: text, b: text }, { not: { required: ['a', 'b'] } }),
  cel: object({ min: integer, max: integer }, rule('self.min <= self.max')),
  celMessage: object(
    { a: integer },
    rule('self.a > 1', { message: 'a must be above 1' }),
  ),
  celExpression: object(
    { a: integer },
    rule('self.a > 1', {
      messageExpression: "'a must be ' + (self.a == 1 ? 'two' : 'more')",
      reason: 'FieldValueForbidden',
    }),
  ),
  celPath: object(
    { a: integer },
    rule('self.a > 1', { fieldPath: '.a', message: 'no' }),
  ),
  celField: { type: 'string', maxLength: 20, ...rule("self.startsWith('x')") },
  celTransition: {
    type: 'integer',
    ...rule('self >= oldSelf', { message: 'may only grow' }),
  },
  celImmutable: {
    type: 'string',
    ...rule('self == oldSelf', {
      message: 'is immutable',
      reason: 'FieldValueInvalid',
    }),
  },
  celOptional: {
    type: 'string',
    'x-kubernetes-validations': [
      {
        rule: "oldSelf.hasValue() || self == 'first'",
        optionalOldSelf: true,
        message: 'starts as first',
      },
    ],
  },
  celRequired: object(
    { a: text },
    rule('has(self.a)', {
      reason: 'FieldValueRequired',
      message: 'a is needed',
    }),
  ),
  celDuplicate: object(
    { a: text },
    rule("self.a != 'x'", { reason: 'FieldValueDuplicate', message: 'dup' }),
  ),
  celList: list(
    { type: 'string', maxLength: 10 },
    {
      maxItems: 5,
      ...rule("self.all(x, x != 'bad') && self.exists(x, size(x) > 0)"),
    },
  ),
  celMap: {
    type: 'object',
    maxProperties: 5,
    additionalProperties: { type: 'string', maxLength: 10 },
    ...rule("self.all(k, self[k] != 'bad')"),
  },
  celKeyed: list(
    object(
      { name: { type: 'string', maxLength: 5 }, value: integer },
      { required: ['name'], ...rule('self.value >= oldSelf.value') },
    ),
    {
      maxItems: 5,
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['name'],
    },
  ),
  celUrl: {
    type: 'string',
    maxLength: 50,
    ...rule("isURL(self) && url(self).getScheme() == 'https'"),
  },
  celQuantity: {
    'x-kubernetes-int-or-string': true,
    maxLength: 20,
    ...rule("quantity(string(self)).isGreaterThan(quantity('1Gi'))"),
  },
  celDuration: {
    type: 'string',
    maxLength: 20,
    ...rule("duration(self) >= duration('1m')"),
  },
  celRegex: {
    type: 'string',
    maxLength: 20,
    ...rule("self.matches('^[a-z]+$') && self.find('[a-c]+') == 'abc'"),
  },
  celSplit: {
    type: 'string',
    maxLength: 20,
    ...rule(
      "self.split('/').size() == 2 && self.lowerAscii() == self && self.replace('a', 'b') != 'x' && self.substring(1) != 'y'",
    ),
  },
  celIp: {
    type: 'string',
    maxLength: 50,
    ...rule('isIP(self) && ip(self).family() == 4'),
  },
  celCidr: {
    type: 'string',
    maxLength: 50,
    ...rule("isCIDR(self) && cidr(self).containsIP('10.0.0.1')"),
  },
  celFormat: {
    type: 'string',
    maxLength: 50,
    ...rule('!format.dns1123Label().validate(self).hasValue()'),
  },
  celLists: list(integer, {
    maxItems: 5,
    ...rule(
      'self.isSorted() && self.sum() < 10 && self.max() < 6 && self.indexOf(3) < 2',
    ),
  }),
  celOptionals: object(
    { a: text, b: text },
    rule("self.?a.orValue('x') == 'x'"),
  ),
  celError: object(
    { a: list(integer, { maxItems: 3 }) },
    rule('self.a[1] > 0'),
  ),
  celEscape: object(
    { 'x-y': text, __proto__: undefined, namespace: text },
    rule("self.x__dash__y == 'a' || self.__namespace__ == 'b'"),
  ),
  celSets: list(text, {
    maxItems: 5,
    'x-kubernetes-list-type': 'set',
    ...rule("self.exists_one(x, x == 'a') && sets.contains(['a', 'b'], self)"),
  }),
  celSemver: {
    type: 'string',
    maxLength: 20,
    ...rule("isSemver(self) && semver(self).isLessThan(semver('2.0.0'))"),
  },
  celInt: {
    type: 'integer',
    ...rule(
      'self % 2 == 0 && self in [2, 4, 6] && (self > 2 ? true : self == 2)',
    ),
  },
  celNumber: { type: 'number', ...rule('self > 1.5 && self < 3') },
  celTime: {
    type: 'string',
    format: 'date-time',
    ...rule(
      "self.getFullYear() >= 2020 && self > timestamp('2020-01-01T00:00:00Z')",
    ),
  },
  celGoDuration: {
    type: 'string',
    format: 'duration',
    ...rule("self >= duration('1m')"),
  },
});
Reflect.deleteProperty(spec.properties.celEscape.properties, '__proto__');

const names = {
  plural: 'everythings',
  singular: 'everything',
  kind: 'Everything',
  listKind: 'EverythingList',
};
const definition = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'everythings.test.example.com' },
  spec: {
    group: 'test.example.com',
    scope: 'Namespaced',
    names,
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        subresources: { status: {} },
        additionalPrinterColumns: [
          { name: 'Text', type: 'string', jsonPath: '.spec.text' },
          {
            name: 'Size',
            type: 'integer',
            jsonPath: '.spec.size',
            priority: 1,
          },
          {
            name: 'Ready',
            type: 'string',
            jsonPath: '.status.conditions[?(@.type=="Ready")].status',
          },
          { name: 'Items', type: 'string', jsonPath: '.spec.list[*]' },
          {
            name: 'Age',
            type: 'date',
            jsonPath: '.metadata.creationTimestamp',
          },
        ],
        schema: {
          openAPIV3Schema: object({
            spec,
            status: object({
              conditions: list(object({ type: text, status: text })),
            }),
          }),
        },
      },
    ],
  },
};

const instance = (name, value, more = {}) => ({
  apiVersion: 'test.example.com/v1',
  kind: 'Everything',
  metadata: { name, namespace: 'default' },
  spec: value,
  ...more,
});
const good = {
  defaults: {},
  'nested default': { nested: { b: 'x' } },
  'null handling': {
    nullable: null,
    nullableDefault: null,
    withDefault: null,
    text: null,
    nested: null,
  },
  'unknown fields': {
    nope: 1,
    nested: { b: 'x', nope: [1] },
    items: [{ a: 1, nope: 2 }],
    anything: { x: { y: 1 } },
    value: [1, { a: null }],
  },
  embedded: {
    embedded: {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'x', nope: 1 },
      data: { a: 'b' },
    },
  },
  'int or string': { port: 80, portPattern: '10%' },
  'port text': { port: 'http' },
  formats: {
    time: '2026-01-01T00:00:00Z',
    date: '2026-01-01',
    goDuration: '1h5m',
    uri: 'https://a/b',
    email: 'a@example.com',
    ipv4: '1.2.3.4',
    ipv6: '::1',
    cidr: '10.0.0.0/8',
    hostname: 'a.b',
    byte: 'AA==',
    uuid: '0d5b1ac4-3c45-4c5b-8c6e-2b5c8c8f8c3e',
  },
  'cel fine': {
    cel: { min: 1, max: 2 },
    celField: 'xa',
    celList: ['a'],
    celMap: { a: 'b' },
    celUrl: 'https://example.com',
    celQuantity: '2Gi',
    celDuration: '2m',
    celRegex: 'abc',
    celSplit: 'q/r',
    celIp: '1.2.3.4',
    celCidr: '10.0.0.0/8',
    celFormat: 'abc',
    celLists: [1, 2, 3],
    celOptionals: { b: 'q' },
    celEscape: { 'x-y': 'a' },
    celSets: ['a'],
    celSemver: '1.2.3',
    celInt: 4,
    celNumber: 2,
    celTime: '2021-01-01T00:00:00Z',
    celGoDuration: '2m',
    celTransition: 1,
    celImmutable: 'x',
    celOptional: 'first',
  },
  lists: {
    list: ['a'],
    set: ['a', 'b'],
    map: [{ name: 'a' }, { name: 'b', value: 'c' }],
  },
  combinations: {
    one: { a: 'x' },
    any: { a: 'x', b: 'y' },
    all: { a: 3 },
    not: { a: 'x' },
  },
};
const bad = {
  'wrong types': {
    text: 1,
    integer: 'x',
    number: 'x',
    boolean: 'yes',
    nested: 'x',
    list: {},
    labels: ['a'],
    set: 'x',
  },
  'integer fraction': { integer: 1.5, int32: 3000000000 },
  'label types': { labels: { a: 1, b: null } },
  'number range': { number: 1, size: 9, multiple: 4 },
  'number high': { number: 11, size: 0 },
  choice: { choice: 'c' },
  pattern: { name: 'A', duration: 'soon' },
  length: { name: 'abcdef' },
  'required missing': { nested: {}, items: [{}], map: [{ value: 'x' }] },
  'few none': { few: {} },
  'few many': { few: { a: 1, b: 2, c: 3 } },
  'list empty': { list: [] },
  'list long': { list: ['a', 'b', 'c', 'd'] },
  'list null': { list: ['a', null] },
  'set duplicate': { set: ['a', 'a', 'b', 'b'] },
  'map duplicate': { map: [{ name: 'a' }, { name: 'a' }] },
  'formats wrong': {
    time: 'x',
    date: 'x',
    goDuration: 'x',
    uri: '::',
    email: 'x',
    ipv4: '1.2',
    ipv6: 'x',
    cidr: 'x',
    hostname: '-',
    byte: '*',
    uuid: 'x',
  },
  'one both': { one: { a: 'x', b: 'y' } },
  'one none': { one: {} },
  'any none': { any: {} },
  'all low': { all: { a: 1 } },
  'not both': { not: { a: 'x', b: 'y' } },
  'port wrong': { port: true, portPattern: 'x' },
  'embedded incomplete': { embedded: { metadata: { name: 'x' } } },
  'embedded name': {
    embedded: {
      apiVersion: 'v1',
      kind: 'X',
      metadata: { name: 'BAD name', labels: { 'a b': 'c' } },
    },
  },
  cel: { cel: { min: 3, max: 2 } },
  'cel message': { celMessage: { a: 1 } },
  'cel message expression': { celExpression: { a: 1 } },
  'cel path': { celPath: { a: 1 } },
  'cel field': { celField: 'a' },
  'cel optional': { celOptional: 'x' },
  'cel required': { celRequired: {} },
  'cel duplicate': { celDuplicate: { a: 'x' } },
  'cel list': { celList: ['bad'] },
  'cel map': { celMap: { a: 'bad' } },
  'cel url': { celUrl: 'http://x' },
  'cel quantity': { celQuantity: '1Mi' },
  'cel quantity int': { celQuantity: 5 },
  'cel duration': { celDuration: '1s' },
  'cel duration error': { celDuration: 'x' },
  'cel regex': { celRegex: 'cba' },
  'cel split': { celSplit: 'a' },
  'cel ip': { celIp: '::1' },
  'cel cidr': { celCidr: '192.168.0.0/16' },
  'cel format': { celFormat: 'A_b' },
  'cel lists': { celLists: [3, 2, 1] },
  'cel optionals': { celOptionals: { a: 'y' } },
  'cel error': { celError: { a: [1] } },
  'cel missing field': { celError: {} },
  'cel escape': { celEscape: { 'x-y': 'b', namespace: 'c' } },
  'cel sets': { celSets: ['a', 'c'] },
  'cel semver': { celSemver: '3.0.0' },
  'cel int': { celInt: 3 },
  'cel number': { celNumber: 3.5 },
  'cel time': { celTime: '2019-01-01T00:00:00Z' },
  'cel go duration': { celGoDuration: '5s' },
  'cel and schema': { cel: { min: 3, max: 2 }, size: 9 },
  'no spec': undefined,
  'spec text': 'x',
};
const changes = {
  'transition fine': [
    { celTransition: 1, celImmutable: 'a' },
    { celTransition: 2, celImmutable: 'a' },
  ],
  'transition refused': [
    { celTransition: 2, celImmutable: 'a' },
    { celTransition: 1, celImmutable: 'b' },
  ],
  'transition removed': [{ celTransition: 2 }, {}],
  'keyed refused': [
    {
      celKeyed: [
        { name: 'a', value: 2 },
        { name: 'b', value: 1 },
      ],
    },
    {
      celKeyed: [
        { name: 'b', value: 1 },
        { name: 'a', value: 1 },
      ],
    },
  ],
  'optional old': [{ celOptional: 'first' }, { celOptional: 'x' }],
};

async function send(method, path, body, accept = 'application/json') {
  const response = await fetch(base + path, {
    method,
    headers: { 'content-type': 'application/json', accept },
    body: body && JSON.stringify(body),
  });
  const answer = await response.text();
  // What is not served yet is answered in plain text.
  return {
    code: response.status,
    output: answer.startsWith('{') ? JSON.parse(answer) : {},
  };
}

function masked({ code, output }) {
  for (const name of [
    'managedFields',
    'uid',
    'creationTimestamp',
    'resourceVersion',
  ]) {
    delete output.metadata?.[name];
  }
  return { code, output };
}

const crds = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
const instances = '/apis/test.example.com/v1/namespaces/default/everythings';
const made = await send('POST', crds, definition);
if (made.code !== 201) {
  throw new Error(JSON.stringify(made.output));
}
for (;;) {
  const { code } = await send('GET', instances);
  if (code === 200) {
    break;
  }
  await new Promise(resolve => setTimeout(resolve, 200));
}
await new Promise(resolve => setTimeout(resolve, 1000));
const results = [];
for (const [name, value] of Object.entries({ ...good, ...bad })) {
  const input = instance('i', value);
  results.push({
    name,
    input,
    ...masked(await send('POST', `${instances}?dryRun=All`, input)),
  });
}
for (const [name, [before, after]] of Object.entries(changes)) {
  const old = await send('POST', instances, instance('u', before));
  const input = instance('u', after);
  input.metadata.resourceVersion = old.output.metadata.resourceVersion;
  const answer = await send('PUT', `${instances}/u?dryRun=All`, input);
  delete input.metadata.resourceVersion;
  results.push({ name, old: masked(old).output, input, ...masked(answer) });
  await send('DELETE', `${instances}/u`);
}
const seen = await send('GET', `${crds}/everythings.test.example.com`);
const table = await send(
  'GET',
  instances,
  undefined,
  'application/json;as=Table;v=v1;g=meta.k8s.io',
);
await send('DELETE', `${crds}/everythings.test.example.com`);
process.stdout.write(
  `{"definition":${JSON.stringify(definition)},\n"accepted":${JSON.stringify(
    masked(seen).output,
  )},\n"columns":${JSON.stringify(
    table.output.columnDefinitions,
  )},\n"instances":[\n${results
    .map(result => JSON.stringify(result))
    .join(',\n')}\n]}\n`,
);

import {
  type GoValue,
  GoBytes,
  GoDuration,
  GoFloat32,
  GoPointer,
  GoTime,
  GoTypedMap,
  anyMapType,
  compareStrings,
  cutBytes,
  deepEqual,
  fixedZone,
  fromBytes,
  fromJson,
  goInt,
  goInt64,
  goInteger,
  isAssignable,
  joinBytes,
  lengthOf,
  mapOf,
  nilMap,
  pointerTo,
  runeCount,
  sortedKeys,
  stringMap,
  stringSlice,
  stringType,
  toBytes,
  toJson,
  toValidText,
  truth,
  typeName,
  utf8Length,
  zeroOf,
} from '.';

describe('strings as bytes', () => {
  it.each([
    [''],
    ['abc'],
    ['é日😀'],
    ['a\udcffb'],
    ['\udcf0\udc9f'],
    ['😀\udc80'],
  ])('keeps every byte of %j', text => {
    const bytes = toBytes(text);
    expect(fromBytes(bytes)).toBe(text);
    expect(utf8Length(text)).toBe(bytes.length);
  });

  it.each([
    [[0xc0, 0x80], 2],
    [[0xed, 0xa0, 0x80], 3],
    [[0xf4, 0x90, 0x80, 0x80], 4],
    [[0xe2, 0x82], 2],
    [[0xef, 0xbf, 0xbd], 1],
  ])('reads %j as Go does', (bytes, runes) => {
    const text = fromBytes(Uint8Array.from(bytes));
    expect(runeCount(text)).toBe(runes);
    expect([...toBytes(text)]).toEqual(bytes);
  });

  it('cuts inside of a character, and joins the parts', () => {
    const [first, second] = [cutBytes('aé', 0, 2), cutBytes('aé', 2)];
    expect(first).toBe('a\udcc3');
    expect(toValidText(first)).toBe('a\ufffd');
    expect(joinBytes(first + second)).toBe('aé');
  });

  it('orders by bytes', () => {
    expect(compareStrings('\uffff', '😀')).toBe(-1);
    expect(compareStrings('\udc80', 'é')).toBe(-1);
    expect(compareStrings('a', 'ab')).toBe(-1);
    expect(
      sortedKeys(
        new Map([
          ['b', 1],
          ['😀', 1],
          ['\uff00', 1],
          ['B', 1],
        ]),
      ),
    ).toEqual(['B', 'b', '\uff00', '😀']);
  });
});

describe('deepEqual', () => {
  const pairs: [GoValue, GoValue, boolean][] = [
    [1, 1, true],
    [1, goInt(1), false],
    [goInt(1), goInt64(1), false],
    [NaN, NaN, false],
    [0, -0, true],
    [['a', [1]], ['a', [1]], true],
    [['a'], stringSlice(['a']), false],
    [stringSlice(['a']), stringSlice(['a']), true],
    [new Map([['a', 1]]), new Map([['a', 1]]), true],
    [new Map([['a', 1]]), stringMap([['a', '1']]), false],
    [nilMap, new Map(), false],
    [new GoBytes(Uint8Array.of(1)), new GoBytes(Uint8Array.of(1)), true],
    [new GoFloat32(0.1), new GoFloat32(0.1), true],
    [new GoDuration(5n), new GoDuration(5n), true],
    [new GoDuration(5n), goInt64(5), false],
    [new GoTime(5n), new GoTime(5n), true],
    [
      new GoPointer(pointerTo(stringType), 'a'),
      new GoPointer(pointerTo(stringType), 'a'),
      true,
    ],
    [null, null, true],
    [null, [], false],
  ];

  it.each(pairs)('%p and %p: %p', (left, right, expected) => {
    expect(deepEqual(left, right)).toBe(expected);
    expect(deepEqual(right, left)).toBe(expected);
  });

  it('ends in values that hold themselves', () => {
    const loop = () => {
      const list: GoValue[] = [];
      list.push(list);
      return list;
    };
    expect(deepEqual(loop(), loop())).toBe(false);
  });
});

describe('values', () => {
  it('wraps integers around as Go does', () => {
    expect(goInteger('int8', 200).value).toBe(-56n);
    expect(goInteger('uint8', -1).value).toBe(255n);
    expect(goInt(2n ** 63n).value).toBe(-(2n ** 63n));
  });

  it('tells truth and length', () => {
    const falsy: GoValue[] = [
      null,
      false,
      0,
      '',
      [],
      new Map(),
      goInt(0),
      new GoDuration(0n),
      new GoFloat32(0),
      stringSlice([]),
    ];
    expect(falsy.map(truth)).not.toContain(true);
    expect(
      [true, 0.1, ' ', [null], goInt(-1), new GoTime(0n)].map(truth),
    ).not.toContain(false);
    expect(
      ['é', [1], new Map(), stringMap([['a', 'b']]), 1].map(lengthOf),
    ).toEqual([2, 1, 0, 1, undefined]);
  });

  it('takes a named type for one with the same content', () => {
    const values = { ...anyMapType, name: 'common.Values' };
    expect(isAssignable(values, anyMapType)).toBe(true);
    expect(isAssignable(values, mapOf(stringType))).toBe(false);
    expect(isAssignable({ ...values, name: 'other.Values' }, values)).toBe(
      false,
    );
    expect(typeName(new GoTypedMap(values, new Map()))).toBe('common.Values');
  });

  it('has zero values', () => {
    expect(zeroOf(stringType)).toBe('');
    expect(zeroOf(mapOf(stringType))).toHaveProperty('isNil', true);
  });

  it('prints times', () => {
    const at = BigInt(Date.UTC(2024, 1, 29, 12, 0, 0)) * 1_000_000n + 120_000n;
    const time = new GoTime(at, fixedZone('CEST', 7_200));
    expect(time.stringer()).toBe('2024-02-29 14:00:00.00012 +0200 CEST');
    expect(new GoTime(at, fixedZone('', -16_200)).stringer()).toBe(
      '2024-02-29 07:30:00.00012 -0430 -0430',
    );
    expect(new GoTime(0n).goStringer()).toBe(
      'time.Date(1970, time.January, 1, 0, 0, 0, 0, time.UTC)',
    );
  });
});

describe('JSON', () => {
  it('gives floats, or integers for unstructured objects', () => {
    expect(fromJson({ a: [1, 'x', null] })).toEqual(
      new Map([['a', [1, 'x', null]]]),
    );
    expect(fromJson([1, 1.5, 2n ** 60n], { numbers: 'int64' })).toEqual([
      goInt64(1),
      1.5,
      goInt64(2n ** 60n),
    ]);
  });

  it('keeps keys such as __proto__', () => {
    const value = fromJson(JSON.parse('{"__proto__": {"a": 1}}'));
    expect(JSON.stringify(toJson(value))).toBe('{"__proto__":{"a":1}}');
  });

  it('writes what has types', () => {
    const value: GoValue = [
      goInt(1),
      goInt64(2n ** 60n),
      new GoBytes(Buffer.from('hi')),
      stringMap([['k', 'a\udcff']]),
      nilMap,
      new GoDuration(7n),
    ];
    expect(toJson(value)).toEqual([
      1,
      2n ** 60n,
      'aGk=',
      { k: 'a\ufffd' },
      null,
      7,
    ]);
    expect(() => toJson(NaN)).toThrow('json: unsupported value: NaN');
  });
});

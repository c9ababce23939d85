import { sprigFunctions } from '@sluice/golang/sprig';
import { type GoFunction } from '@sluice/golang/value';
import { type TemplateCase } from './goTemplates';
import { type TypedData, randomData, withoutAddresses } from './goValues';
import { type Random } from './random';
import { randomTextLiteral } from './sprigTexts';

/** What depends on the clock, on chance, on the network, or on what an order is not. */
const unpredictable =
  /^(?:now|ago|rand.*|shuffle|uuidv4|getHostByName|bcrypt|htpasswd|gen.*|encryptAES|derivePassword|buildCustomCert|keys|values)$/;

const functions = [...sprigFunctions()].filter(
  ([name]) => !unpredictable.test(name),
);

const integers = [
  '0',
  '1',
  '2',
  '3',
  '5',
  '8',
  '-1',
  '-2',
  '-7',
  '20',
  '1000',
] as const;
const floats = ['0.5', '1.0', '0.1', '-1.5', '0.0', '1e3'] as const;
const times = [
  '(toDate "2006-01-02 15:04:05" "2024-02-29 10:11:12")',
  '(toDate "2006" "x")',
  '(toDate "2006-01-02T15:04:05Z07:00" "1969-12-31T23:59:59.5+05:30")',
] as const;
const dicts = [
  '(dict)',
  '(dict "a" 1 "b" (list 1 "x") "c" (dict "d" "e"))',
  '(dict "a" 0 "c" (dict "d" "" "f" 1.5) "z" (list))',
  '(dict "scheme" "http" "host" "h:1" "path" "a:b" "userinfo" "u:p")',
  '(fromJson "{\\"a\\":{\\"b\\":null},\\"c\\":[]}")',
] as const;
const lists = [
  '(list)',
  '(list 1 1.0 "1" "a" "a")',
  '(until 4)',
  '(splitList "," "b,a,,b")',
  '(list (list 1) (list 1) (dict))',
  '(rest (list))',
] as const;
const others = ['true', 'false', '(int64 5)', '(semver "1.2.3-a+b")'] as const;

/** Picks an argument for a type; mostly of this type. */
class Arguments {
  readonly #random: Random;
  readonly #paths: readonly string[];

  constructor(random: Random, { data }: TypedData) {
    this.#random = random;
    const isMap = typeof data === 'object' && data && !Array.isArray(data);
    this.#paths = isMap ? Object.keys(data).map(key => `.${key}`) : ['.'];
  }

  of(type: string, depth: number): string {
    const random = this.#random;
    if (random.chance(0.03)) return this.#any(0);
    switch (type) {
      case 'string':
        return depth > 0 && random.chance(0.1)
          ? `(${this.call(depth - 1, 'string')})`
          : randomTextLiteral(random);
      case 'int':
      case 'uint32':
        return random.pick(integers);
      case 'float64':
        return random.pick(floats);
      case 'bool':
        return random.pick(['true', 'false']);
      case 'time.Time':
        return random.pick(times);
      case 'map[string]interface {}':
        return random.pick(dicts);
      case '[]interface {}':
        return random.pick(lists);
      default:
        return this.#any(depth);
    }
  }

  #any(depth: number): string {
    const random = this.#random;
    switch (random.below(depth > 0 ? 8 : 7)) {
      case 0:
        return randomTextLiteral(random);
      case 1:
        return random.pick(integers);
      case 2:
        return random.pick([...floats, ...others, ...times]);
      case 3:
        return random.pick(dicts);
      case 4:
        return random.pick(lists);
      case 7:
        return `(${this.call(depth - 1)})`;
      default:
        return random.pick([...this.#paths, '.nothing']);
    }
  }

  /** A call of any function, or of one that gives a type. */
  call(depth: number, result?: string): string {
    const [name, { params, variadic = false }] = this.#random.pick(
      functions.filter(
        ([, { result: given }]: [string, GoFunction]) =>
          result === undefined || given?.name === result,
      ),
    );
    const fixed = params.slice(0, variadic ? -1 : undefined);
    const words = [
      name,
      ...fixed.map(({ name: type }) => this.of(type, depth)),
    ];
    if (variadic) {
      const { name: type } = params[params.length - 1];
      words.push(...this.#random.list(4, () => this.of(type, depth)));
    }
    return this.#known(words).join(' ');
  }

  /** What is no time is now, and so many repetitions are too many. */
  #known(words: string[]): string[] {
    const moment = () =>
      this.#random.pick([...times, '0', '(int64 1700000000)']);
    const [name] = words;
    if (/^(?:date|dateInZone|date_in_zone)$/.test(name)) words[2] = moment();
    else if (/^htmlDate/.test(name)) words[1] = moment();
    else if (name === 'durationRound')
      words[1] = randomTextLiteral(this.#random);
    else if (name === 'repeat')
      words[1] = this.#random.pick(['0', '1', '3', '-1']);
    else if (/^(?:until|untilStep|seq)$/.test(name)) {
      return words.map((word, i) =>
        i > 0 && !/^-?\d+$/.test(word) ? '3' : word,
      );
    }
    return words;
  }
}

/** A template that calls functions of sprig with random arguments, and shows all of what they give. */
export function randomSprigCall(random: Random): TemplateCase {
  const data = withoutAddresses(randomData(random));
  const call = new Arguments(random, data).call(2);
  return {
    name: 'sprig',
    template: `{{ $r := (${call}) }}{{ printf "%T|%v|" $r $r }}{{ toJson $r }}|{{ . }}`,
    missingKey: 'default',
    functions: 'sprig',
    ...data,
  };
}

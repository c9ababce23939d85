import { type GoFunction, anyType, goInt, stringType } from '../value';
import {
  Budget,
  TemplateExecError,
  TemplateLimitError,
  TemplateParseError,
  TemplateSet,
} from '.';

function execute(text: string, budget?: Budget): string {
  const set = new TemplateSet();
  return set.execute(set.parse('t', text), null, { budget });
}

function failure(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    return error;
  }
}

describe('limits', () => {
  it('ends a template that invokes itself', () => {
    const error = failure(() =>
      execute('{{define "r"}}x{{template "r"}}{{end}}{{template "r"}}'),
    );
    expect(error).toBeInstanceOf(TemplateLimitError);
    expect(error).toHaveProperty(
      'message',
      expect.stringMatching(
        /^template: t:1:\d+: executing "r" at <\{\{template "r"\}\}>: exceeded maximum template depth \(100000\)$/,
      ),
    );
  });

  it('bounds what functions make, and looks at the clock while they work', () => {
    const functions = new Map<string, GoFunction>([
      ['long', { params: [], result: stringType, call: () => 'x'.repeat(1e6) }],
    ]);
    const run = (budget: Budget) =>
      failure(() => {
        const set = new TemplateSet();
        const text = '{{range 100}}{{$x := long}}{{end}}';
        const main = set.parse('t', text, { functions });
        return set.execute(main, null, { functions, budget });
      });
    expect(run(new Budget({ maximumMade: 5e7 }))).toHaveProperty(
      'message',
      'template functions made more than 50000000 characters of large texts and lists',
    );
    let time = 0;
    const now = () => {
      time += 1;
      return time;
    };
    expect(run(new Budget({ deadline: 2, now }))).toHaveProperty(
      'message',
      'template execution took too long',
    );
    expect(run(new Budget())).toBe('');
  });

  it('nests deeper than any chart', () => {
    const text = `{{define "r"}}{{if lt (len .) 500}}{{template "r" (print . "x")}}{{else}}done{{end}}{{end}}{{template "r" ""}}`;
    expect(execute(text)).toBe('done');
  });

  it('does not wrap the error of a template that is included again and again', () => {
    const set = new TemplateSet();
    const functions = new Map<string, GoFunction>();
    functions.set('include', {
      params: [stringType, anyType],
      result: stringType,
      call: ([name, data]) => set.execute(String(name), data, { functions }),
    });
    set.parse('t', '{{include "t" .}}', { functions });
    const error = failure(() => set.execute('t', null, { functions }));
    expect(error).toBeInstanceOf(TemplateLimitError);
    expect(String(error).match(/executing/g)).toHaveLength(1);
  });

  it.each([
    ['parentheses', `{{${'('.repeat(50_000)}1${')'.repeat(50_000)}}}`],
    ['actions', `${'{{if true}}'.repeat(50_000)}${'{{end}}'.repeat(50_000)}`],
    ['alternatives', `{{if 0}}${'{{else if 0}}'.repeat(50_000)}{{end}}`],
  ])('refuses %s that are nested too deeply', (_, text) => {
    expect(failure(() => execute(text))).toBeInstanceOf(TemplateParseError);
  });

  it('ends a range that has no end', () => {
    const budget = new Budget({ maximumSteps: 10_000 });
    expect(() =>
      execute('{{range 9223372036854775807}}{{end}}', budget),
    ).toThrow('more than 10000 steps');
  });

  it('looks at the clock', () => {
    let now = 0;
    const budget = new Budget({
      deadline: 3,
      now: () => {
        now += 1;
        return now;
      },
    });
    const run = () => execute('{{range 9223372036854775807}}{{end}}', budget);
    expect(run).toThrow('took too long');
  });

  it('ends an output that has no end, and keeps what there was', () => {
    const budget = new Budget({ maximumOutput: 100 });
    const error = failure(() =>
      execute('{{range 1000}}0123456789{{end}}', budget),
    );
    expect(error).toBeInstanceOf(TemplateLimitError);
    expect(error).toHaveProperty(
      'partialOutput',
      expect.stringMatching(/^(0123456789){10}/),
    );
  });

  it('bounds a text that is formatted', () => {
    const budget = new Budget({ maximumOutput: 1_000 });
    expect(() => execute('{{printf "%999999d" 1}}', budget)).toThrow(
      'longer than 1000 characters',
    );
  });
});

describe('keys that are names of JavaScript', () => {
  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])(
    'takes %s as data',
    key => {
      const set = new TemplateSet();
      const main = set.parse('t', `{{.m.${key}}} {{.e.${key}}}`);
      const data = new Map([
        ['m', new Map([[key, goInt(1)]])],
        ['e', new Map()],
      ]);
      expect(set.execute(main, data)).toBe('1 <no value>');
    },
  );

  it('knows no function of such a name', () => {
    expect(() => new TemplateSet().parse('t', '{{constructor}}')).toThrow(
      'template: t:1: function "constructor" not defined',
    );
  });
});

describe('errors of functions', () => {
  it('tells which function, and keeps the cause', () => {
    const set = new TemplateSet();
    const cause = new TypeError('a bug');
    const functions = new Map<string, GoFunction>([
      [
        'broken',
        {
          params: [],
          call: () => {
            throw cause;
          },
        },
      ],
    ]);
    const main = set.parse('t', '{{broken}}', { functions });
    const error = failure(() => set.execute(main, null, { functions }));
    expect(error).toBe(cause);
    expect(error).not.toBeInstanceOf(TemplateExecError);
  });
});

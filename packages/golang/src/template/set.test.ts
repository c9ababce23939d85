import { type GoFunction, goInt, intType } from '../value';
import { TemplateSet, parseTemplate } from '.';

describe('TemplateSet', () => {
  it('lets the last definition win, but not an empty one', () => {
    const set = new TemplateSet();
    set.parse('a', '{{define "x"}}1{{end}}');
    set.parse('b', '{{define "x"}}2{{end}}');
    set.parse('c', '{{define "x"}} {{/* nothing */}} {{end}}');
    const main = set.parse('d', '{{template "x"}}');
    expect(set.execute(main, null)).toBe('2');
    expect(set.names().sort()).toEqual(['a', 'b', 'c', 'd', 'x']);
  });

  it('executes an empty template that did not replace another of its name', () => {
    const set = new TemplateSet();
    set.parse('a', 'text');
    const empty = set.parse('a', ' ');
    expect(set.execute(empty, null)).toBe(' ');
    expect(set.execute('a', null)).toBe('text');
  });

  it('clones without sharing what is added later', () => {
    const set = new TemplateSet();
    set.parse('a', '{{template "x"}}');
    set.parse('x', 'old');
    const copies = Array.from({ length: 10 }, () => set.clone());
    let nested = set.clone();
    for (let i = 0; i < 10; i += 1) {
      nested.parse(`n${i}`, `${i}`);
      nested = nested.clone();
    }
    copies[0].parse('x', 'new');
    expect(copies[0].execute('a', null)).toBe('new');
    expect(copies[1].execute('a', null)).toBe('old');
    expect(set.execute('a', null)).toBe('old');
    expect(nested.execute('n0', null)).toBe('0');
    expect(nested.execute('a', null)).toBe('old');
    set.parse('x', 'later');
    expect(set.execute('a', null)).toBe('later');
    expect(copies[1].execute('a', null)).toBe('old');
  });

  it('executes a parsed text in many sets, with the functions of each', () => {
    const answer = (value: number): ReadonlyMap<string, GoFunction> =>
      new Map([
        ['answer', { params: [], result: intType, call: () => goInt(value) }],
      ]);
    const parsed = parseTemplate('a', '{{answer}}', { functions: answer(0) });
    for (const value of [1, 2]) {
      const set = new TemplateSet();
      set.addAll(parsed);
      expect(set.execute('a', null, { functions: answer(value) })).toBe(
        String(value),
      );
    }
  });

  it('takes other delimiters', () => {
    const set = new TemplateSet();
    const main = set.parse('a', '<<1 ->> {{x}} <<- /* c */ ->>', {
      left: '<<',
      right: '>>',
    });
    expect(set.execute(main, null)).toBe('1{{x}}');
  });

  it('takes break for a function where there is one', () => {
    const set = new TemplateSet();
    const functions = new Map<string, GoFunction>([
      ['break', { params: [], result: intType, call: () => goInt(7) }],
    ]);
    const main = set.parse('a', '{{break}}', { functions });
    expect(set.execute(main, null, { functions })).toBe('7');
  });

  it('says which template is not there', () => {
    expect(() => new TemplateSet().execute('gone', null)).toThrow(
      'no template "gone"',
    );
  });
});

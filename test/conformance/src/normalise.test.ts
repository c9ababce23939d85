import type { Json } from './json';
import { normalise } from './normalise';

const uid = (digit: string) =>
  `${digit.repeat(8)}-1111-4111-8111-${digit.repeat(12)}`;

function object(id: string, resourceVersion: string): Json {
  return { metadata: { name: 'a', uid: uid(id), resourceVersion } };
}

function played(steps: Record<string, Json>, polled: string[] = []): Json[] {
  const outcomes = normalise(new Map(Object.entries(steps)), new Set(polled));
  return [...outcomes.values()];
}

describe('normalising', () => {
  it('makes two servers alike that answer the same with other numbers', () => {
    const first = played({ a: object('1', '7'), b: object('2', '12') });
    const second = played({ a: object('8', '101'), b: object('9', '340') });
    expect(first).toEqual(second);
  });

  it('keeps the order of revisions, and that a revision did not change', () => {
    const grows = played({ a: object('1', '7'), b: object('1', '8') });
    const stays = played({ a: object('1', '7'), b: object('1', '7') });
    expect(grows).not.toEqual(stays);
    expect(played({ a: object('1', '9'), b: object('1', '10') })).toEqual(
      grows,
    );
  });

  it('keeps which identifiers are the same', () => {
    const same = played({ a: [uid('1'), uid('1')] });
    expect(same).not.toEqual(played({ a: [uid('1'), uid('2')] }));
  });

  it('counts no revisions of controllers', () => {
    const one = played({ a: object('1', '7'), b: object('1', '9') }, ['b']);
    const other = played({ a: object('1', '7'), b: object('1', '7') }, ['b']);
    expect(one).toEqual(other);
  });

  it('tells seconds from microseconds', () => {
    expect(
      played({ a: ['2026-01-01T00:00:00Z', '2026-01-01T00:00:00.000001Z'] }),
    ).toEqual([['<time>', '<microtime>']]);
  });

  it('keeps what a message says besides its causes', () => {
    const status = (text: string): Json => ({
      message: `a is invalid: [${text}]`,
      details: {
        causes: [
          { field: 'x', message: 'bad' },
          { field: 'y', message: 'worse' },
        ],
      },
    });
    const [first] = played({ a: status('x: bad, y: worse') });
    expect(first).toEqual(played({ a: status('y: worse, x: bad') })[0]);
    expect(first).not.toEqual(played({ a: status('x: bad, y: fine') })[0]);
  });
});

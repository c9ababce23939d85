import { inRecordedOrder, type SeenEvent } from './eventOrder';

function event(message: string, at: number, again = false): SeenEvent {
  return {
    object: 'Kustomization app',
    type: 'Normal',
    reason: 'R',
    message,
    at,
    again,
  };
}

function messages(...events: SeenEvent[]): string[] {
  return inRecordedOrder(events).map(({ message }) => message);
}

describe('the order of events', () => {
  it('is that of their first telling', () => {
    expect(messages(event('a', 0), event('b', 10), event('c', 5_000))).toEqual([
      'a',
      'b',
      'c',
    ]);
  });

  it('puts what was told again behind the others of its second', () => {
    expect(
      messages(event('a', 0, true), event('b', 10), event('c', 5_000)),
    ).toEqual(['b', 'a', 'c']);
    expect(messages(event('a', 0, true), event('b', 10))).toEqual(['b', 'a']);
  });
});

import { playOf } from './play';

describe('plays', () => {
  it('are read with their defaults', () => {
    const play = playOf({
      name: 'one',
      files: { 'a.yaml': 'kind: ConfigMap' },
      steps: [
        { wait: { ref: 'GitRepository src' } },
        { wait: { ref: 'ConfigMap a', gone: true } },
        { patch: { ref: 'ConfigMap a', body: { data: {} } } },
        { events: true },
      ],
      expect: [{}],
    });
    expect(play.steps).toEqual([
      { kind: 'wait', wait: { ref: 'GitRepository src', until: 'True' } },
      { kind: 'wait', wait: { ref: 'ConfigMap a', until: 'gone' } },
      {
        kind: 'patch',
        patch: {
          ref: 'ConfigMap a',
          body: { data: {} },
          manager: 'kubectl-edit',
          type: 'merge',
        },
      },
      { kind: 'events' },
    ]);
  });

  it('are refused when a step is not known, or a recording has no expectation', () => {
    expect(() => playOf({ name: 'x', steps: [{ dance: 1 }] })).toThrow(
      'play x: Error: unknown step: dance',
    );
    expect(() => playOf({ name: 'x', steps: [{ events: true }] })).toThrow(
      '1 recordings, 0 expectations',
    );
  });
});

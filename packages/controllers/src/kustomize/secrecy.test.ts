import { withoutLiterals, withoutSecrets } from './secrecy';

describe('withoutSecrets', () => {
  it('masks values wherever they are quoted, longer ones first', () => {
    expect(
      withoutSecrets('metadata.name: Invalid value: "hunter2-long" (hunter2)', [
        'hunter2',
        'hunter2-long',
      ]),
    ).toBe('metadata.name: Invalid value: "***" (***)');
  });

  it('masks them in their JSON form', () => {
    expect(withoutSecrets('got "a\\"secret"', ['a"secret'])).toBe('got "***"');
  });

  it('leaves short words and patterns alone', () => {
    expect(withoutSecrets('spec.replicas is true', ['true', '.*.*.*'])).toBe(
      'spec.replicas is true',
    );
  });
});

describe('withoutLiterals', () => {
  it('shows no literal of a generator', () => {
    expect(
      withoutLiterals(
        'kustomize build failed: loading KV pairs: literal sources [password=hush oops]: invalid literal source oops, expected key=value',
      ),
    ).toBe(
      'kustomize build failed: loading KV pairs: literal sources [***]: invalid literal source ***, expected key=value',
    );
  });
});

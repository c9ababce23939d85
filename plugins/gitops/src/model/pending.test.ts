import { isPending } from './pending';

const request = { token: 'b', handledBefore: 'a' };

describe('isPending', () => {
  it('lasts until the object has handled the token', () => {
    expect(isPending({ lastHandledReconcileAt: 'a' }, request)).toBe(true);
    expect(isPending({ lastHandledReconcileAt: 'b' }, request)).toBe(false);
  });

  it('believes the server, whoever asked', () => {
    expect(isPending({ pending: { token: 'x', since: 'x' } })).toBe(true);
  });

  it('ends when a later request was handled in its place', () => {
    expect(isPending({ lastHandledReconcileAt: 'c' }, request)).toBe(false);
  });

  it('holds for an object that has never handled a request', () => {
    expect(isPending({}, { token: 'b' })).toBe(true);
    expect(isPending({})).toBe(false);
  });
});

import { running } from '../__fixtures__/deliveries';
import { revisionView, webUrl } from './revisionView';

/** The scheme of addresses that run when they are opened. */
const script = 'javascript';

describe('revisionView', () => {
  it('keeps the first line and the name', () => {
    expect(revisionView(running)).toMatchObject({
      short: '17955473',
      branch: 'main',
      author: 'Jane Doe',
      message: 'payments: raise the timeout of refunds to 30 s',
      url: expect.stringMatching(/^https:/),
    });
  });

  it('links nowhere but to the web', () => {
    for (const url of [
      `${script}:alert(1)`,
      'data:text/html,x',
      'ssh://git@example.com/x.git',
      'not a url',
      '',
      undefined,
    ]) {
      expect(webUrl(url)).toBeUndefined();
    }
    expect(
      revisionView({ ...running, commit: { sha: 'a', url: `${script}:x` } }),
    ).not.toHaveProperty('url');
  });
});

import { maskCredentials } from './auth';

describe('maskCredentials', () => {
  it('takes what a server was shown out of what it says', () => {
    const auth = { username: 'git', password: 'hush hush' };
    const header = Buffer.from('git:hush hush').toString('base64');
    expect(
      maskCredentials(
        `denied: Basic ${header}, git:hush hush, hush%20hush of git`,
        auth,
      ),
    ).toBe('denied: Basic ***, ***, *** of git');
    expect(
      maskCredentials('no entry with t0ken', { bearerToken: 't0ken' }),
    ).toBe('no entry with ***');
  });

  it('leaves texts alone where nothing was shown', () => {
    expect(maskCredentials('denied: a git server', {})).toBe(
      'denied: a git server',
    );
    expect(
      maskCredentials('denied: git: a server', {
        username: 'git',
        password: 'a',
      }),
    ).toBe('denied: git: a server');
  });
});

import { createHash, timingSafeEqual } from 'node:crypto';
import type { UserInfo } from './user';

interface StaticToken {
  digest: Buffer;
  user: UserInfo;
}

function digestOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

/** Tokens from a file: lines `token,user,uid[,"group1,group2"]`, as `--token-auth-file` of the real server reads them. */
export class StaticTokens {
  readonly #tokens: readonly StaticToken[];

  constructor(text: string) {
    this.#tokens = text
      .split('\n')
      .map(line => line.trim())
      .filter(line => line !== '' && !line.startsWith('#'))
      .map(parseLine);
  }

  authenticate(token: string): UserInfo | undefined {
    const digest = digestOf(token);
    return this.#tokens.find(known => timingSafeEqual(known.digest, digest))
      ?.user;
  }
}

function parseLine(line: string, index: number): StaticToken {
  const fields = line.match(/"[^"]*"|[^,]+/g) ?? [];
  const [token, username, uid = '', groups = ''] = fields.map(field =>
    field.replace(/^"|"$/g, '').trim(),
  );
  if (!token || !username) {
    throw new Error(
      `line ${index + 1} of the token file needs a token and a user`,
    );
  }
  const names = groups.split(',').filter(group => group !== '');
  return {
    digest: digestOf(token),
    user: { username, ...(uid ? { uid } : {}), groups: names },
  };
}

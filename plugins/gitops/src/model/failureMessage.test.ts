import { ResponseError } from '@backstage/errors';
import { failureMessage } from './failureMessage';

describe('failureMessage', () => {
  it("tells the server's sentence, not the status", async () => {
    const response = Response.json(
      {
        error: { name: 'NotAllowedError', message: 'Only platform can' },
        response: { statusCode: 403 },
      },
      { status: 403 },
    );
    expect(failureMessage(await ResponseError.fromResponse(response))).toBe(
      'Only platform can',
    );
  });

  it('tells what else went wrong', () => {
    expect(failureMessage(new TypeError('Failed to fetch'))).toBe(
      'Failed to fetch',
    );
    expect(failureMessage('odd')).toBe('odd');
  });
});

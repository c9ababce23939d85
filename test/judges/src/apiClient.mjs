import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:https';

/**
 * @typedef {object} ApiResponse
 * @property {number} status
 * @property {string} body
 */

/**
 * Just enough of a client to see whether the control plane is ready, and to save what it serves.
 */
export class ApiClient {
  /** @type {string} */
  #url;
  /** @type {Agent} */
  #agent;

  /** @param {string} kubeconfigPath a kubeconfig that this package wrote */
  constructor(kubeconfigPath) {
    const { clusters, users } = JSON.parse(
      readFileSync(kubeconfigPath, 'utf8'),
    );
    const [{ cluster }] = clusters;
    const [{ user }] = users;
    const decode = (/** @type {string} */ base64) =>
      Buffer.from(base64, 'base64');
    this.#url = cluster.server;
    this.#agent = new Agent({
      ca: decode(cluster['certificate-authority-data']),
      key: decode(user['client-key-data']),
      cert: decode(user['client-certificate-data']),
      keepAlive: true,
    });
  }

  /**
   * @param {string} path
   * @param {{ accept?: string, timeoutMs?: number }} [options]
   * @returns {Promise<ApiResponse>}
   */
  get(path, { accept = 'application/json', timeoutMs = 30_000 } = {}) {
    const options = {
      agent: this.#agent,
      headers: { accept },
      signal: AbortSignal.timeout(timeoutMs),
    };
    return new Promise((resolve, reject) => {
      const sent = request(new URL(path, this.#url), options, response => {
        let body = '';
        response.setEncoding('utf8');
        response.on('data', chunk => {
          body += chunk;
        });
        response.on('error', reject);
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, body }),
        );
      });
      sent.on('error', reject);
      sent.end();
    });
  }

  /**
   * @param {string} path
   * @param {{ accept?: string }} [options]
   * @returns {Promise<any>}
   */
  async getJson(path, options) {
    const { status, body } = await this.get(path, options);
    if (status !== 200) {
      throw new Error(`GET ${path} answered ${status}: ${body.slice(0, 500)}`);
    }
    return JSON.parse(body);
  }

  close() {
    this.#agent.destroy();
  }
}

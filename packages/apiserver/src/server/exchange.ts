import type { IncomingMessage, ServerResponse } from 'node:http';
import type { UserInfo } from '../auth/user';
import type { Registry } from '../registry/registry';
import type { RequestInfo } from './requestInfo';

/** A request to a resource, after authentication and authorization, with where to answer it. */
export interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
  info: RequestInfo;
  user: UserInfo;
}

/** What answering takes. */
export interface ResourceServices {
  registry: Registry;
}

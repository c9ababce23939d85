import { serveRequests } from '@sluice/runtime/workers';
import { RenderService } from './renderService';
import type { OwnAnswer, RenderRequest } from './requests';

const service = new RenderService();

/** The worker of `RenderPool`. */
serveRequests<RenderRequest, OwnAnswer>(request => service.answer(request));

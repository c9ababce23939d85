import type { Configuration } from '@sluice/helm';
import type { ConnectOptions } from './connect';
import type { HelmCall } from './helmCommand';

/** Does something with the cluster of a command. */
export async function withCluster<T>(
  call: HelmCall,
  run: (config: Configuration) => Promise<T>,
  options: ConnectOptions = {},
): Promise<T> {
  const { connect } = call.context;
  if (!connect) throw new Error('there is no cluster to ask');
  const { config, close } = await connect(call, options);
  try {
    return await run(config);
  } finally {
    await close();
  }
}

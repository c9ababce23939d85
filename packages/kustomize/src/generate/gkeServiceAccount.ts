import { parseYamlDocument } from '@sluice/golang/yaml';
import { newMapping, settleTags } from '../node/tree';
import { Resource } from '../resource/resource';
import { type Knowledge } from '../schema/knowledge';

/** What IAMPolicyGenerator is told. */
export interface IamPolicy {
  cloud: string;
  kubernetesService: { name: string; namespace: string };
  serviceAccount: { name: string; projectId: string };
}

/** The service account that stands for one of Google's. @throws Error for other clouds */
export function gkeServiceAccount(
  policy: IamPolicy,
  knowledge: Knowledge,
): Resource {
  if (policy.cloud !== 'gke') {
    throw new Error(`cloud provider ${policy.cloud} not supported yet`);
  }
  const { name, namespace } = policy.kubernetesService;
  const account = policy.serviceAccount;
  const node =
    parseYamlDocument(
      `apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  annotations:\n    iam.gke.io/gcp-service-account: ${
        account.name
      }@${account.projectId}.iam.gserviceaccount.com\n  name: ${name}\n${
        namespace === '' ? '' : `  namespace: ${namespace}\n`
      }`,
    ) ?? newMapping();
  settleTags(node);
  return new Resource(node, knowledge);
}

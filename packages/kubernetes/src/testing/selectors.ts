import type { ListOptions } from '../client/client';
import type { KubernetesObject } from '../objects';

/** Whether `key=value,…` selectors, the only ones known here, choose an object. */
export function isSelected(
  object: KubernetesObject,
  selectors: Pick<ListOptions, 'labelSelector' | 'fieldSelector'>,
): boolean {
  const { labels = {}, name = '', namespace = '' } = object.metadata;
  const holds = (
    selector: string | undefined,
    values: Readonly<Record<string, string>>,
  ) =>
    (selector ?? '')
      .split(',')
      .filter(Boolean)
      .every(part => {
        const [key, value] = part.split('=');
        return Object.hasOwn(values, key) && values[key] === value;
      });
  return (
    holds(selectors.labelSelector, labels) &&
    holds(selectors.fieldSelector, {
      'metadata.name': name,
      'metadata.namespace': namespace,
    })
  );
}

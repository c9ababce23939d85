import { parseApiVersion } from '@sluice/kubernetes/objects';
import { type VariableEntry } from '../kustomization/kustomization';
import { gvkText } from '../resource/identity';

/** A variable in messages: as the kustomization file has it, or with its API version taken apart and the default field. */
export function variableText(
  { name, objref, fieldref }: VariableEntry,
  form: 'written' | 'parsed' | 'complete',
): string {
  const gvk =
    form === 'written' || objref.apiVersion === ''
      ? objref
      : { ...parseApiVersion(objref.apiVersion), kind: objref.kind };
  const path =
    form === 'complete'
      ? fieldref.fieldPath || 'metadata.name'
      : fieldref.fieldPath;
  return `{${name} ${gvkText(gvk)} {${path}}}`;
}

import type { JsonObject } from '@sluice/golang/json';
import type { KubernetesObject } from '@sluice/kubernetes';
import { at, listAt, objectAt, objectsAt, textAt } from '../resources/fields';
import {
  keyOf,
  splitKey,
  type Controller,
  type ControllerContext,
} from './controller';
import type { EventRecorder } from './eventRecorder';
import { writeStatus } from './statusWriter';

const manager = 'kube-controller-manager';
const component = 'persistentvolume-controller';
const claimProtection = 'kubernetes.io/pvc-protection';
const volumeProtection = 'kubernetes.io/pv-protection';

/** Binds claims to volumes made for them (where nodes are simulated), and lets both go once nobody uses them. */
export function volumeController(
  context: ControllerContext,
  events: EventRecorder,
  provisions: boolean,
): Controller {
  const { api, delays, find, later } = context;
  const claims = find('', 'PersistentVolumeClaim');
  const volumes = find('', 'PersistentVolume');
  const pods = find('', 'Pod');
  const name = 'volumes';
  const asked = new Set<string>();

  function reconcile(key: string): void {
    const { namespace, name: objectName } = splitKey(key);
    if (namespace === '') {
      settleVolume(objectName);
      return;
    }
    const claim = api.get(claims, namespace, objectName);
    if (!claim) {
      asked.delete(key);
      return;
    }
    if (claim.metadata.deletionTimestamp) {
      release(claim);
      return;
    }
    if (textAt(claim, 'status', 'phase') === 'Bound') {
      return;
    }
    if (!provisions) {
      events.normal(
        claim,
        'FailedBinding',
        'no persistent volumes available for this claim and no storage class is set',
        component,
      );
      return;
    }
    if (!asked.has(key)) {
      asked.add(key);
      later(name, key, delays.provision);
      return;
    }
    bind(claim);
  }

  function bind(claim: KubernetesObject): void {
    const volumeName =
      textAt(claim, 'spec', 'volumeName') || `pvc-${claim.metadata.uid}`;
    const storage = at(claim, 'spec', 'resources', 'requests', 'storage');
    const capacity: JsonObject = { storage: String(storage ?? '1Gi') };
    const accessModes = listAt(claim, 'spec', 'accessModes');
    const className = textAt(claim, 'spec', 'storageClassName');
    if (!api.get(volumes, '', volumeName)) {
      const volume: KubernetesObject & { spec: JsonObject } = {
        apiVersion: 'v1',
        kind: 'PersistentVolume',
        metadata: {
          name: volumeName,
          annotations: {
            'pv.kubernetes.io/provisioned-by': 'sluice.dev/simulated',
          },
        },
        spec: {
          accessModes,
          capacity,
          claimRef: {
            apiVersion: 'v1',
            kind: 'PersistentVolumeClaim',
            namespace: claim.metadata.namespace ?? '',
            name: claim.metadata.name ?? '',
            uid: claim.metadata.uid ?? '',
            resourceVersion: claim.metadata.resourceVersion ?? '',
          },
          hostPath: { path: `/var/lib/sluice/${volumeName}` },
          persistentVolumeReclaimPolicy: 'Delete',
          ...(className === '' ? {} : { storageClassName: className }),
        },
      };
      const made = api.create(volumes, volume, { manager });
      writeStatus(context, volumes, made, {
        ...(objectAt(made, 'status') ?? {}),
        phase: 'Bound',
      });
    }
    const spec = objectAt(claim, 'spec');
    if (spec && textAt(spec, 'volumeName') === '') {
      spec.volumeName = volumeName;
    }
    claim.metadata.annotations = {
      ...claim.metadata.annotations,
      'pv.kubernetes.io/bind-completed': 'yes',
      'pv.kubernetes.io/bound-by-controller': 'yes',
    };
    const bound = api.update(claims, claim, { manager });
    writeStatus(context, claims, bound, {
      phase: 'Bound',
      accessModes,
      capacity,
    });
    events.normal(
      bound,
      'ProvisioningSucceeded',
      `Successfully provisioned volume ${volumeName}`,
      component,
    );
  }

  function isUsed(claim: KubernetesObject): boolean {
    return api
      .list(pods, claim.metadata.namespace)
      .some(
        pod =>
          !['Succeeded', 'Failed'].includes(textAt(pod, 'status', 'phase')) &&
          objectsAt(pod, 'spec', 'volumes').some(
            volume =>
              textAt(volume, 'persistentVolumeClaim', 'claimName') ===
              claim.metadata.name,
          ),
      );
  }

  function release(claim: KubernetesObject): void {
    const finalizers = claim.metadata.finalizers ?? [];
    if (finalizers.includes(claimProtection) && !isUsed(claim)) {
      claim.metadata.finalizers = finalizers.filter(
        finalizer => finalizer !== claimProtection,
      );
      api.update(claims, claim, { manager });
    }
  }

  function settleVolume(volumeName: string): void {
    const volume = api.get(volumes, '', volumeName);
    if (!volume) {
      return;
    }
    const reference = objectAt(volume, 'spec', 'claimRef');
    const claim =
      reference &&
      api.get(
        claims,
        textAt(reference, 'namespace'),
        textAt(reference, 'name'),
      );
    const bound =
      claim !== undefined && claim.metadata.uid === textAt(reference, 'uid');
    if (volume.metadata.deletionTimestamp) {
      const finalizers = volume.metadata.finalizers ?? [];
      if (!bound && finalizers.includes(volumeProtection)) {
        volume.metadata.finalizers = finalizers.filter(
          finalizer => finalizer !== volumeProtection,
        );
        api.update(volumes, volume, { manager });
      }
      return;
    }
    if (bound || textAt(reference, 'uid') === '') {
      if (!reference && textAt(volume, 'status', 'phase') === 'Pending') {
        writeStatus(context, volumes, volume, {
          ...(objectAt(volume, 'status') ?? {}),
          phase: 'Available',
        });
      }
      return;
    }
    if (textAt(volume, 'spec', 'persistentVolumeReclaimPolicy') === 'Delete') {
      api.delete(volumes, '', volumeName);
    } else {
      writeStatus(context, volumes, volume, {
        ...(objectAt(volume, 'status') ?? {}),
        phase: 'Released',
      });
    }
  }

  return {
    name,
    keys({ type, definition, object }) {
      if (definition.group !== '') {
        return [];
      }
      const key = keyOf(object.metadata);
      switch (definition.kind) {
        case 'PersistentVolumeClaim': {
          const volume = textAt(object, 'spec', 'volumeName');
          return type === 'DELETED' && volume !== '' ? [key, volume] : [key];
        }
        case 'PersistentVolume':
          return type === 'DELETED' ? [] : [key];
        case 'Pod':
          return type === 'DELETED'
            ? objectsAt(object, 'spec', 'volumes')
                .map(volume =>
                  textAt(volume, 'persistentVolumeClaim', 'claimName'),
                )
                .filter(Boolean)
                .map(claim => `${object.metadata.namespace}/${claim}`)
            : [];
        default:
          return [];
      }
    },
    initial: () =>
      [...api.list(claims), ...api.list(volumes)].map(object =>
        keyOf(object.metadata),
      ),
    reconcile,
  };
}

import type { KubernetesObject } from '@sluice/kubernetes';
import { textAt } from '../resources/fields';
import {
  firstContainer,
  pathOf,
  waiting,
  waitingReason,
} from './containerState';
import { keyOf, type ControllerContext } from './controller';
import type { EventRecorder } from './eventRecorder';
import type { PodState } from './podStatus';

const kubelet = 'kubelet';

/** Shows containers whose image can't be had, with the states and events of the real kubelet. */
export function imageFaults(
  { clock, delays, later }: ControllerContext,
  events: EventRecorder,
  write: (pod: KubernetesObject, state: PodState) => void,
) {
  /** Milliseconds since the pod was bound. */
  function age(pod: KubernetesObject): number {
    const since = Date.parse(textAt(pod, 'status', 'startTime'));
    return Number.isNaN(since) ? 0 : clock() - since;
  }

  return {
    /** A reference that is none. */
    invalid(pod: KubernetesObject, image: string): void {
      if (waitingReason(pod) === 'InvalidImageName') {
        return;
      }
      const message = `Failed to apply default image tag ${JSON.stringify(
        image,
      )}: couldn't parse image name ${JSON.stringify(
        image,
      )}: invalid reference format`;
      write(pod, waiting('InvalidImageName', message));
      events.warn(pod, 'InspectFailed', message, kubelet, pathOf(pod));
      events.warn(
        pod,
        'Failed',
        'Error: InvalidImageName',
        kubelet,
        pathOf(pod),
      );
    },

    /** An image that no registry has: an error and back-offs in turn. */
    notFound(pod: KubernetesObject): void {
      const reason = waitingReason(pod);
      const image = textAt(firstContainer(pod), 'image');
      const quoted = JSON.stringify(image);
      const cause = `failed to pull and unpack image ${quoted}: failed to resolve reference ${quoted}: ${image}: not found`;
      const key = keyOf(pod.metadata);
      if (reason === 'ImagePullBackOff') {
        return;
      }
      if (reason === 'ErrImagePull') {
        const message = `Back-off pulling image ${quoted}: ErrImagePull: rpc error: code = NotFound desc = ${cause}`;
        write(pod, waiting('ImagePullBackOff', message));
        events.normal(
          pod,
          'BackOff',
          `Back-off pulling image ${quoted}`,
          kubelet,
          pathOf(pod),
        );
        events.warn(
          pod,
          'Failed',
          'Error: ImagePullBackOff',
          kubelet,
          pathOf(pod),
        );
        return;
      }
      if (age(pod) < delays.podStart) {
        later(kubelet, key, delays.podStart - age(pod));
        return;
      }
      events.normal(
        pod,
        'Pulling',
        `Pulling image ${quoted}`,
        kubelet,
        pathOf(pod),
      );
      events.warn(
        pod,
        'Failed',
        `Failed to pull image ${quoted}: rpc error: code = NotFound desc = ${cause}`,
        kubelet,
        pathOf(pod),
      );
      events.warn(pod, 'Failed', 'Error: ErrImagePull', kubelet, pathOf(pod));
      write(
        pod,
        waiting('ErrImagePull', `rpc error: code = NotFound desc = ${cause}`),
      );
      later(kubelet, key, Math.max(delays.podStart, 1));
    },
  };
}

import type { JsonObject } from '@sluice/golang/json';
import type { KubernetesObject } from '@sluice/kubernetes';
import type { ResourceDefinition } from '../resource';
import { at, numberAt, objectAt, textAt } from '../resources/fields';
import { parseSchedule } from '../resources/schedule';
import { Children, controllerOf, ownedBy } from './children';
import {
  keyOf,
  splitKey,
  type Controller,
  type ControllerContext,
} from './controller';
import type { EventRecorder } from './eventRecorder';
import { conditionOf, copyOf, writeStatus } from './statusWriter';

const manager = 'kube-controller-manager';
const component = 'cronjob-controller';

function ended(job: KubernetesObject, type: 'Complete' | 'Failed'): boolean {
  return textAt(conditionOf(job, type), 'status') === 'True';
}

/** Makes Jobs when their time comes (UTC), and keeps as many of the finished as asked for. */
export function cronJobController(
  context: ControllerContext,
  events: EventRecorder,
  definition: ResourceDefinition,
  jobs: Children,
): Controller {
  const { api, clock, later } = context;
  const name = 'cronjob';

  function reconcile(key: string): void {
    const { namespace, name: cronName } = splitKey(key);
    const cron = api.get(definition, namespace, cronName);
    if (!cron || cron.metadata.deletionTimestamp) {
      return;
    }
    let scheduled = textAt(cron, 'status', 'lastScheduleTime');
    const schedule = parseSchedule(textAt(cron, 'spec', 'schedule'));
    if (schedule && at(cron, 'spec', 'suspend') !== true) {
      const since = Date.parse(
        scheduled || (cron.metadata.creationTimestamp ?? ''),
      );
      const now = clock();
      let due: number | undefined;
      let next = schedule.next(since);
      // Of the times that were missed only the last counts; a hundred of them are enough to find it.
      for (let missed = 0; next !== undefined && next <= now; missed += 1) {
        due = next;
        next = schedule.next(missed < 100 ? next : now - 60_000);
      }
      if (due !== undefined && startJob(cron, due)) {
        scheduled = `${new Date(due).toISOString().slice(0, 19)}Z`;
      }
      if (next !== undefined) {
        later(name, key, next - now);
      }
    }
    trim(cron);
    write(cron, scheduled);
  }

  function activeJobs(cron: KubernetesObject): KubernetesObject[] {
    return jobs
      .of(cron)
      .filter(job => !ended(job, 'Complete') && !ended(job, 'Failed'));
  }

  function startJob(cron: KubernetesObject, due: number): boolean {
    const deadline = numberAt(cron, 'spec', 'startingDeadlineSeconds');
    if (deadline !== undefined && due + deadline * 1000 < clock()) {
      return true;
    }
    const policy = textAt(cron, 'spec', 'concurrencyPolicy');
    const active = activeJobs(cron);
    if (policy === 'Forbid' && active.length > 0) {
      return true;
    }
    if (policy === 'Replace') {
      active.forEach(remove);
    }
    const jobName = `${cron.metadata.name}-${Math.floor(due / 60_000)}`;
    const namespace = cron.metadata.namespace ?? '';
    if (api.get(jobs.definition, namespace, jobName)) {
      return true;
    }
    const template = objectAt(cron, 'spec', 'jobTemplate');
    const texts = (map: JsonObject | undefined) =>
      Object.fromEntries(
        Object.entries(map ?? {}).map(([key, value]) => [key, String(value)]),
      );
    const job: KubernetesObject & { spec: JsonObject } = {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: {
        name: jobName,
        namespace,
        labels: texts(objectAt(template, 'metadata', 'labels')),
        annotations: {
          ...texts(objectAt(template, 'metadata', 'annotations')),
          'batch.kubernetes.io/cronjob-scheduled-timestamp': `${new Date(due)
            .toISOString()
            .slice(0, 19)}Z`,
        },
        ownerReferences: [ownedBy(cron)],
      },
      spec: copyOf(objectAt(template, 'spec') ?? {}),
    };
    api.create(jobs.definition, job, { manager });
    events.normal(
      cron,
      'SuccessfulCreate',
      `Created job ${jobName}`,
      component,
    );
    return true;
  }

  function remove(job: KubernetesObject): void {
    api.delete(
      jobs.definition,
      job.metadata.namespace ?? '',
      job.metadata.name ?? '',
      { propagationPolicy: 'Background', uid: job.metadata.uid },
    );
  }

  function trim(cron: KubernetesObject): void {
    for (const [type, limitName] of [
      ['Complete', 'successfulJobsHistoryLimit'],
      ['Failed', 'failedJobsHistoryLimit'],
    ] as const) {
      const limit = numberAt(cron, 'spec', limitName) ?? 1;
      const finished = jobs.of(cron).filter(job => ended(job, type));
      finished.slice(0, Math.max(finished.length - limit, 0)).forEach(remove);
    }
  }

  function write(cron: KubernetesObject, scheduled: string): void {
    const active = activeJobs(cron).map(job => ({
      apiVersion: 'batch/v1',
      kind: 'Job',
      name: job.metadata.name ?? '',
      namespace: job.metadata.namespace ?? '',
      resourceVersion: job.metadata.resourceVersion ?? '',
      uid: job.metadata.uid ?? '',
    }));
    const successes = jobs
      .of(cron)
      .map(job => textAt(job, 'status', 'completionTime'))
      .filter(Boolean)
      .sort();
    const last =
      successes.pop() ?? textAt(cron, 'status', 'lastSuccessfulTime');
    writeStatus(context, definition, cron, {
      ...(active.length > 0 ? { active } : {}),
      ...(scheduled === '' ? {} : { lastScheduleTime: scheduled }),
      ...(last === '' ? {} : { lastSuccessfulTime: last }),
    });
  }

  return {
    name,
    keys({ type, definition: changed, object, previous }) {
      if (changed.group !== 'batch') {
        return [];
      }
      if (changed.kind === 'CronJob') {
        const same =
          previous &&
          previous.metadata.generation === object.metadata.generation;
        return type === 'DELETED' || same ? [] : [keyOf(object.metadata)];
      }
      const owner = changed.kind === 'Job' ? controllerOf(object) : undefined;
      return owner?.kind === 'CronJob'
        ? [`${object.metadata.namespace}/${owner.name}`]
        : [];
    },
    initial: () => api.list(definition).map(cron => keyOf(cron.metadata)),
    reconcile,
  };
}

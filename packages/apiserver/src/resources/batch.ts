import type { JsonObject } from '@sluice/golang/json';
import type { FieldError } from '../resource';
import type { Behaviours, KindBehaviour } from './behaviour';
import { invalid, notSupported, required, sortedMap } from './fieldErrors';
import {
  at,
  ensureObject,
  field,
  objectAt,
  setDefault,
  textAt,
} from './fields';
import { internalPodSpec, internalPodTemplate } from './internalPod';
import { checkSubdomain } from './names';
import { immutableField, selectorMatches } from './objectMeta';
import { defaultPodTemplate } from './podDefaults';
import { negativeErrors } from './containerValidation';
import { podTemplateErrors } from './podValidation';
import { scheduleProblem } from './schedule';

function defaultJobSpec(spec: JsonObject): void {
  const parallelism = field(spec, 'parallelism') ?? null;
  if (parallelism === null && (field(spec, 'completions') ?? null) === null) {
    spec.completions = 1;
  }
  setDefault(spec, 'parallelism', 1);
  setDefault(spec, 'backoffLimit', 6);
  setDefault(spec, 'completionMode', 'NonIndexed');
  setDefault(spec, 'suspend', false);
  setDefault(spec, 'podReplacementPolicy', 'TerminatingOrFailed');
  setDefault(spec, 'manualSelector', false);
  defaultPodTemplate(spec);
}

const uidLabel = 'batch.kubernetes.io/controller-uid';
const nameLabel = 'batch.kubernetes.io/job-name';

/** A job without a manual selector is known by its uid. */
function generateSelector(fields: JsonObject): void {
  const spec = ensureObject(fields, 'spec');
  if (field(spec, 'manualSelector') === true) {
    return;
  }
  const uid = textAt(fields, 'metadata', 'uid');
  const name = textAt(fields, 'metadata', 'name');
  const template = ensureObject(spec, 'template');
  const labels = ensureObject(ensureObject(template, 'metadata'), 'labels');
  labels[uidLabel] = uid;
  labels['controller-uid'] = uid;
  if (name.length <= 63) {
    labels[nameLabel] = name;
    labels['job-name'] = name;
  }
  const selector = ensureObject(spec, 'selector');
  ensureObject(selector, 'matchLabels')[uidLabel] = uid;
  const metadata = ensureObject(fields, 'metadata');
  if (!objectAt(metadata, 'labels')) {
    metadata.labels = { ...labels };
  }
}

const positive = [
  'parallelism',
  'completions',
  'activeDeadlineSeconds',
  'backoffLimit',
  'ttlSecondsAfterFinished',
];

function jobSpecErrors(
  spec: JsonObject | undefined,
  path: string,
): FieldError[] {
  const errors = positive.flatMap(name => negativeErrors(spec, name, path));
  const mode = textAt(spec, 'completionMode');
  if (mode !== '' && !['NonIndexed', 'Indexed'].includes(mode)) {
    errors.push(
      notSupported(`${path}.completionMode`, mode, ['Indexed', 'NonIndexed']),
    );
  }
  if (mode === 'Indexed' && at(spec, 'completions') === undefined) {
    errors.push(
      required(`${path}.completions`, 'when completion mode is Indexed'),
    );
  }
  const template = objectAt(spec, 'template');
  errors.push(...podTemplateErrors(template, `${path}.template`));
  const restart = textAt(template, 'spec', 'restartPolicy');
  if (restart === '' || restart === 'Always') {
    errors.push(
      required(
        `${path}.template.spec.restartPolicy`,
        'valid values: "OnFailure", "Never"',
      ),
    );
  }
  return errors;
}

function jobErrors(fields: JsonObject): FieldError[] {
  const spec = objectAt(fields, 'spec');
  const errors: FieldError[] = [];
  const selector = objectAt(spec, 'selector');
  const labels = sortedMap(objectAt(spec, 'template', 'metadata', 'labels'));
  const mismatch = '`selector` does not match template `labels`';
  if (!selector) {
    // Found twice by the real server: by the generated selector's check and by the general one.
    for (let times = 0; times < 2; times += 1) {
      errors.push(
        required('spec.selector'),
        invalid('spec.template.metadata.labels', labels, mismatch),
      );
    }
  } else {
    const generated =
      field(spec, 'manualSelector') !== true
        ? { [uidLabel]: textAt(fields, 'metadata', 'uid') }
        : undefined;
    if (
      generated &&
      (textAt(selector, 'matchLabels', uidLabel) !== generated[uidLabel] ||
        Object.keys(objectAt(selector, 'matchLabels') ?? {}).length !== 1)
    ) {
      errors.push(
        invalid('spec.selector', selector, '`selector` not auto-generated'),
      );
    }
    if (!selectorMatches(selector, labels)) {
      errors.push(invalid('spec.template.metadata.labels', labels, mismatch));
    }
  }
  return [...errors, ...jobSpecErrors(spec, 'spec')];
}

/** A job that is suspended and has not started is refused for its pods' specification, any other for the template. */
function templateChange(
  spec: JsonObject | undefined,
  old: JsonObject,
): FieldError[] {
  const template = objectAt(spec, 'template');
  const before = objectAt(old, 'spec', 'template');
  if (immutableField(template, before, '').length === 0) {
    return [];
  }
  const mayStillChange =
    at(old, 'spec', 'suspend') === true &&
    at(old, 'status', 'startTime') === undefined;
  return mayStillChange
    ? [
        invalid(
          'spec.template.spec',
          internalPodSpec(objectAt(template, 'spec')),
          'field is immutable',
        ),
      ]
    : [
        invalid(
          'spec.template',
          internalPodTemplate(template),
          'field is immutable',
        ),
      ];
}

const job: KindBehaviour = {
  defaultPropagation: 'Orphan',
  hasGeneration: true,
  initialStatus: {},
  defaults: fields => defaultJobSpec(ensureObject(fields, 'spec')),
  prepareForCreate: generateSelector,
  validate: jobErrors,
  validateUpdate(fields, old) {
    const errors: FieldError[] = [];
    const spec = objectAt(fields, 'spec');
    const before = objectAt(old, 'spec');
    const indexed = textAt(before, 'completionMode') === 'Indexed';
    if (!indexed) {
      errors.push(
        ...immutableField(
          at(spec, 'completions'),
          at(before, 'completions'),
          'spec.completions',
        ),
      );
    }
    errors.push(
      ...immutableField(
        at(spec, 'selector'),
        at(before, 'selector'),
        'spec.selector',
      ),
    );
    errors.push(...templateChange(spec, old));
    errors.push(
      ...immutableField(
        at(spec, 'completionMode'),
        at(before, 'completionMode'),
        'spec.completionMode',
      ),
    );
    return errors;
  },
};

const concurrencyPolicies = ['Allow', 'Forbid', 'Replace'];

const cronJob: KindBehaviour = {
  hasGeneration: true,
  initialStatus: {},
  checkName: value =>
    value.length > 52
      ? ['must be no more than 52 characters']
      : checkSubdomain(value),
  defaults(fields) {
    const spec = ensureObject(fields, 'spec');
    setDefault(spec, 'concurrencyPolicy', 'Allow');
    setDefault(spec, 'suspend', false);
    setDefault(spec, 'successfulJobsHistoryLimit', 3);
    setDefault(spec, 'failedJobsHistoryLimit', 1);
    const template = ensureObject(spec, 'jobTemplate');
    defaultPodTemplate(ensureObject(template, 'spec'));
  },
  validate(fields) {
    const spec = objectAt(fields, 'spec');
    const schedule = textAt(spec, 'schedule');
    const errors: FieldError[] = [];
    if (schedule === '') {
      errors.push(required('spec.schedule'));
    } else {
      const problem = scheduleProblem(schedule);
      if (problem) {
        errors.push(invalid('spec.schedule', schedule, problem));
      }
    }
    const zone = at(spec, 'timeZone');
    if (typeof zone === 'string' && !isTimeZone(zone)) {
      errors.push(invalid('spec.timeZone', zone, `unknown time zone ${zone}`));
    }
    errors.push(...negativeErrors(spec, 'startingDeadlineSeconds', 'spec'));
    const policy = textAt(spec, 'concurrencyPolicy');
    if (!concurrencyPolicies.includes(policy)) {
      errors.push(
        notSupported('spec.concurrencyPolicy', policy, concurrencyPolicies),
      );
    }
    for (const name of [
      'successfulJobsHistoryLimit',
      'failedJobsHistoryLimit',
    ]) {
      errors.push(...negativeErrors(spec, name, 'spec'));
    }
    errors.push(
      ...jobSpecErrors(
        objectAt(spec, 'jobTemplate', 'spec'),
        'spec.jobTemplate.spec',
      ),
    );
    return errors;
  },
};

function isTimeZone(name: string): boolean {
  try {
    return (
      new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions()
        .timeZone !== ''
    );
  } catch (error) {
    if (error instanceof RangeError) {
      return false;
    }
    throw error;
  }
}

export const batchBehaviours: Behaviours = {
  'batch/Job': job,
  'batch/CronJob': cronJob,
};
